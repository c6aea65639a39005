/// \file
/// Finds full expressions that draw chance or send more than once.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace teacup::style {

/// A full expression with several effects.
struct CrowdedExpression {
    std::size_t offset = 0;            ///< of the second effect, in the code
    std::vector<std::string> effects;  ///< names of the called functions
};

/// Arguments of a call are evaluated in an order that compilers choose differently, so two draws or
/// sends in one full expression would give each compiler its own run. The check is lexical: it
/// counts member calls with the names of drawing and sending functions between the ends of
/// statements. The body of a lambda is its own; a braced list belongs to the expression around it.
/// It cannot see effects that hide behind a function of another name.
/// \pre `code` has neither comments nor literals (see SourceFile::code)
[[nodiscard]] std::vector<CrowdedExpression> crowded_expressions(std::string_view code);

}  // namespace teacup::style
