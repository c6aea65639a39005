#include <teacup/cli/program_path.hpp>

#include <filesystem>

namespace teacup::cli {

std::string program_path(const std::string& name) {
    std::error_code error;
    const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
        return self.string();
    }
    const std::filesystem::path full = std::filesystem::absolute(name, error);
    return error ? name : full.string();
}

}  // namespace teacup::cli
