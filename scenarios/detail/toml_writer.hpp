/// \file
/// Small pieces of TOML that the writers of scenarios and of trees share.
#pragma once

#include <string>
#include <string_view>

#include <teacup/model/systems/tree_spec.hpp>

namespace teacup::scenarios::detail {

/// Every line of `text` as a comment, and an empty line; nothing for an empty text.
[[nodiscard]] std::string comment_lines(std::string_view text);

/// The keys of a tree without its schema: about, application and process.
[[nodiscard]] std::string tree_keys_text(const model::TreeSpec& tree);

}  // namespace teacup::scenarios::detail
