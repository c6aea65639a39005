/// \file
/// Files that a command writes: opened before the work begins, checked after it.
#pragma once

#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include <teacup/cli/arguments.hpp>

namespace teacup::cli {

class Outputs {
public:
    /// A stream to this file, emptied; nullptr, and an error, when it cannot be opened.
    /// Valid as long as the outputs.
    [[nodiscard]] std::ostream* open(const std::string& flag, const std::string& file);

    /// Closes all; adds an error for each file that did not take what was written to it.
    void close();

    [[nodiscard]] const UsageErrors& errors() const noexcept { return errors_; }

private:
    struct Output {
        std::string flag;
        std::string file;
        std::ofstream stream;
    };
    std::vector<std::unique_ptr<Output>> outputs_;
    UsageErrors errors_;
};

}  // namespace teacup::cli
