/// \file
/// Characters in bytes that may be anything: text of results comes from files.
#pragma once

#include <cstddef>
#include <string_view>

namespace teacup::model {

/// Length of the UTF-8 sequence that `text` begins with; 0 when it begins with no valid one.
/// \pre !text.empty()
[[nodiscard]] std::size_t utf8_length(std::string_view text) noexcept;

/// The place, from 1, of the first byte that is no UTF-8; 0 when all is.
[[nodiscard]] std::size_t utf8_error_column(std::string_view text) noexcept;

/// The beginning of `text`, at most so many bytes, that cuts no character in two.
[[nodiscard]] std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) noexcept;

}  // namespace teacup::model
