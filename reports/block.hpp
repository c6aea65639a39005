/// \file
/// How a block on the console looks: a line with the verdict, and labelled lines under it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <teacup/model/result/exit_code.hpp>

namespace teacup::reports {

/// "VIOLATED  rest", the first word coloured if wished.
[[nodiscard]] std::string verdict_line(model::ExitCode code,
                                       bool is_coloured,
                                       std::string_view rest);

/// Lines of "label  text", the label only once for the lines that belong to it.
class Block {
public:
    void row(std::string_view label, std::string_view text);
    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    std::string text_;
    std::string label_;
};

}  // namespace teacup::reports
