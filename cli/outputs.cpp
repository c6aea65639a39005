#include <teacup/cli/outputs.hpp>

#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace teacup::cli {

std::ostream* Outputs::open(const std::string& flag, const std::string& file) {
    auto output = std::make_unique<Output>(
        Output{.flag = flag, .file = file, .stream = std::ofstream(file, std::ios::binary)});
    if (!output->stream) {
        errors_.push_back(
            fmt::format("--{}: \"{}\" cannot be written: {}", flag, file, std::strerror(errno)));
        return nullptr;
    }
    outputs_.push_back(std::move(output));
    return &outputs_.back()->stream;
}

void Outputs::close() {
    for (const std::unique_ptr<Output>& output : outputs_) {
        output->stream.close();
        if (!output->stream) {
            errors_.push_back(
                fmt::format("--{}: \"{}\" could not be written to its end; is the "
                            "disk full?",
                            output->flag,
                            output->file));
        }
    }
    outputs_.clear();
}

}  // namespace teacup::cli
