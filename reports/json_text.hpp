/// \file
/// JSON strings written by hand, for the trace, where a document per event would be too slow.
#pragma once

#include <string>
#include <string_view>

namespace teacup::reports {

/// `text` in quotes, escaped. Bytes that are not UTF-8 become U+FFFD.
void append_json_text(std::string& out, std::string_view text);
[[nodiscard]] std::string json_text(std::string_view text);

/// `text` in quotes when it is UTF-8, else {"bytes":"ff00..."}: nothing of it is lost.
void append_json_bytes(std::string& out, std::string_view text);

}  // namespace teacup::reports
