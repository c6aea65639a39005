/// \file
/// The page around the data, embedded at build time from the files of this folder
/// (cmake/teacup_embed_page.cmake).
#pragma once

#include <string_view>

namespace teacup::reports {

[[nodiscard]] std::string_view history_page_before_data() noexcept;
[[nodiscard]] std::string_view history_page_after_data() noexcept;

}  // namespace teacup::reports
