#include <teacup/cli/scenario_library.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace teacup::cli {

namespace {

namespace fs = std::filesystem;

/// Relative to the folder of the program: bin/, or build/PRESET/.
constexpr std::array places{"../share/teacup/scenarios", "../../scenarios/library"};

bool is_scenario(const fs::path& file) {
    // A tree that scenarios name lies beside them as "x.tree.toml".
    return file.extension() == ".toml" && file.stem().extension() != ".tree";
}

/// The shorter of both spellings.
std::string shown(const fs::path& file) {
    std::error_code error;
    const std::string relative = fs::proximate(file, error).string();
    return error || relative.size() > file.string().size() ? file.string() : relative;
}

}  // namespace

std::vector<std::string> shipped_scenarios(const std::string& program) {
    std::vector<std::string> files;
    for (const char* place : places) {
        const fs::path folder = (fs::path(program).parent_path() / place).lexically_normal();
        std::error_code error;
        for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
            if (is_scenario(entry.path())) {
                files.push_back(shown(entry.path()));
            }
        }
        if (!files.empty()) {
            break;
        }
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace teacup::cli
