#include <teacup/reports/json_text.hpp>

#include <iterator>

#include <fmt/format.h>

#include <teacup/model/result/utf8.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::reports {

namespace {

bool is_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const std::size_t length = model::utf8_length(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

bool is_plain(unsigned char byte) noexcept {
    return byte >= 0x20 && byte < 0x7f && byte != '"' && byte != '\\';
}

void append_escaped(std::string& out, char letter) {
    switch (letter) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\t': out += "\\t"; break;
        default:
            fmt::format_to(
                std::back_inserter(out), "\\u{:04x}", static_cast<unsigned char>(letter));
    }
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t length = 0;
        while (length < text.size() && is_plain(static_cast<unsigned char>(text[length]))) {
            ++length;
        }
        out += text.substr(0, length);
        text.remove_prefix(length);
        if (text.empty()) {
            break;
        }
        const std::size_t sequence = model::utf8_length(text);
        if (sequence == 1) {
            append_escaped(out, text.front());
        } else {
            out += sequence == 0 ? "\xef\xbf\xbd" : text.substr(0, sequence);
        }
        text.remove_prefix(sequence == 0 ? 1 : sequence);
    }
    out += '"';
}

std::string json_text(std::string_view text) {
    std::string out;
    append_json_text(out, text);
    return out;
}

void append_json_bytes(std::string& out, std::string_view text) {
    if (is_utf8(text)) {
        return append_json_text(out, text);
    }
    out += R"({"bytes":")";
    for (const char letter : text) {
        fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(letter));
    }
    out += "\"}";
}

}  // namespace teacup::reports
