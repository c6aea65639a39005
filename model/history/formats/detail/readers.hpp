/// \file
/// One function for each format: reads a source to its end.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include <teacup/model/history/formats/detail/event_sink.hpp>
#include <teacup/model/history/formats/detail/source.hpp>

namespace teacup::model::history::detail {

// Each returns how many lines it has seen. They end early when the budget does.
[[nodiscard]] std::uint32_t read_json_lines(Source& source, EventSink& sink);
[[nodiscard]] std::uint32_t read_edn(Source& source, EventSink& sink);
[[nodiscard]] std::uint32_t read_etcd_log(Source& source, EventSink& sink);

/// Events between two looks at the budget.
inline constexpr std::uint32_t events_per_look = 4096;

struct Line {
    std::string_view text;  ///< Without its end; Source::padding bytes follow it.
    std::uint32_t number;   ///< From 1.
    bool has_end;           ///< False for the last line of a file that ends without a line feed.
};

/// Calls `visit(line)` for each line. Returns how many there were.
template <class Visit>
std::uint32_t for_each_line(Source& source, EventSink& sink, Visit visit) {
    std::uint32_t number = 0;
    std::size_t scanned = 0;  // Of the window: no line feed is in there.
    while (true) {
        const std::string_view window = source.window();
        const void* found = std::memchr(window.data() + scanned, '\n', window.size() - scanned);
        if (found == nullptr && !source.is_at_end()) {
            scanned = window.size();
            if (source.more() || source.is_at_end()) {
                continue;
            }
            return number;  // Too long, or the budget is spent.
        }
        if (window.empty()) {
            return number;
        }
        const std::size_t size =
            found == nullptr
                ? window.size()
                : static_cast<std::size_t>(static_cast<const char*>(found) - window.data());
        ++number;
        visit(Line{window.substr(0, size), number, found != nullptr});
        source.consume(size + (found == nullptr ? 0 : 1));
        scanned = 0;
        if (number % events_per_look == 0 &&
            !sink.goes_on(source.bytes_done(), source.bytes_total())) {
            return number;
        }
    }
}

}  // namespace teacup::model::history::detail
