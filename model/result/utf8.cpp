#include <teacup/model/result/utf8.hpp>

#include <cstdint>
#include <cstring>

namespace teacup::model {

std::size_t utf8_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    const std::size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || text.size() < length) {
        return 0;
    }
    std::uint32_t code = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80U) {
            return 0;
        }
        code = code << 6U | (byte(i) & 0x3fU);
    }
    const std::uint32_t code_min = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    const bool is_surrogate = code >= 0xd800 && code <= 0xdfff;
    return code >= code_min && code <= 0x10ffff && !is_surrogate ? length : 0;
}

std::size_t utf8_error_column(std::string_view text) noexcept {
    for (std::size_t at = 0; at < text.size();) {
        std::uint64_t word = 0;
        if (text.size() - at >= sizeof word) {  // Eight ASCII characters at a time.
            std::memcpy(&word, text.data() + at, sizeof word);
            if ((word & 0x8080'8080'8080'8080U) == 0) {
                at += sizeof word;
                continue;
            }
        }
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) {
            return at + 1;
        }
        at += length;
    }
    return 0;
}

std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max) noexcept {
    if (text.size() <= bytes_max) {
        return text;
    }
    std::size_t size = bytes_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) {
        --size;
    }
    return text.substr(0, size);
}

}  // namespace teacup::model
