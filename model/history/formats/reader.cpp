#include <teacup/model/history/formats/reader.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/history/formats/detail/readers.hpp>

namespace teacup::model::history {

namespace {

std::uint32_t read_as(Format format, detail::Source& source, detail::EventSink& sink) {
    switch (format) {
        case Format::json_lines: return detail::read_json_lines(source, sink);
        case Format::edn:
        case Format::kv: return detail::read_edn(source, sink);
        case Format::etcd: return detail::read_etcd_log(source, sink);
    }
    return 0;
}

}  // namespace

ReadResult read_history(std::istream& in, const ReadOptions& options, Budget& budget) {
    constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
    constexpr std::size_t head_max = 4096;
    ReadResult result;
    detail::EventSink sink(options, budget);
    {
        detail::Source source(in, options.block_bytes, options.event_bytes_max, budget);
        static_cast<void>(source.more());
        const Detected detected = detect_format(source.window().substr(0, head_max));
        result.format = options.format ? options.format : detected.format;
        if (source.window().starts_with(byte_order_mark)) {
            source.consume(byte_order_mark.size());
        }
        if (result.format) {
            result.lines = read_as(*result.format, source, sink);
        } else if (!source.is_unreadable() && budget.stopped() == Stop::none) {
            sink.broken(0, 0, detected.problem);
        }
        if (source.is_too_long()) {
            // EDN tells the line that it is in, the others those that they have done.
            const bool is_edn = *result.format == Format::edn || *result.format == Format::kv;
            sink.broken(result.lines + (is_edn ? 0 : 1),
                        0,
                        fmt::format("an event is longer than {} MB; is the file a history?",
                                    options.event_bytes_max >> 20U));
        }
        if (source.is_unreadable()) {
            sink.broken(0, 0, "could not be read to its end");
        }
        result.bytes = source.bytes_read();
    }
    static_cast<void>(sink.goes_on(result.bytes, result.bytes));
    result.stopped = budget.stopped();
    sink.finish(result);
    std::ranges::stable_sort(result.problems, std::less{}, &HistoryProblem::line);
    return result;
}

}  // namespace teacup::model::history
