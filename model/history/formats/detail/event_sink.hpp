/// \file
/// Where the readers of all formats put what they found: it checks fields, builds the history and
/// collects the problems.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/formats/reader.hpp>
#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history::detail {

/// The fields of one event as they stand in the file; views are valid while it is added.
struct Fields {
    std::string_view type = {};
    std::string_view function = {};  ///< Empty: missing.
    ValueId process = nil;           ///< nil: missing.
    ValueId key = nil;
    ValueId value = nil;
    ValueId error = nil;
    ValueId rebalanced = nil;
    std::int64_t time_ns = no_time;
};

class EventSink {
public:
    EventSink(const ReadOptions& options, Budget& budget) : options_(options), budget_(budget) {}

    [[nodiscard]] ValueTable& values() noexcept { return builder_.values(); }

    /// Takes the event that begins on `line`.
    void add(const Fields& fields, std::uint32_t line);
    /// Something that keeps an event from being read. `column` counts from 1; 0: unknown.
    void broken(std::uint32_t line, std::size_t column, std::string message);

    /// Asks the budget, and takes what the history has grown by. False: stop reading.
    /// `bytes_done` of `bytes_total` are read; the total is 0 when nobody knows it.
    [[nodiscard]] bool goes_on(std::uint64_t bytes_done, std::uint64_t bytes_total);

    /// Moves history and problems into `result`, which has everything else.
    void finish(ReadResult& result);

private:
    void problem(std::uint32_t line, std::size_t column, std::string message);
    [[nodiscard]] bool is_nemesis(ValueId process);
    /// Tells it if so.
    [[nodiscard]] bool has_wrong_process(const Fields& fields,
                                         std::uint32_t line,
                                         bool is_answer_only);
    [[nodiscard]] bool looks_like_transaction(ValueId value);
    /// Splits an independent tuple. False: its value is none.
    [[nodiscard]] bool take_apart(Event& event);
    void expect_growth(std::uint64_t bytes_done, std::uint64_t bytes_total);
    void add_note(const Fields& fields, std::uint32_t line);

    ReadOptions options_;
    Budget& budget_;
    HistoryBuilder builder_;
    std::vector<HistoryProblem> problems_;
    std::uint64_t problems_more_ = 0;
    std::size_t bytes_taken_ = 0;
    bool is_room_made_ = false;
    bool is_broken_ = false;  ///< An event is missing, so the order of the others means little.
};

/// `text` between quotes, cut after a few words, as errors show what they found.
[[nodiscard]] std::string quoted(std::string_view text);

/// A list, map or set cut likewise.
[[nodiscard]] std::string shortened(std::string text);

}  // namespace teacup::model::history::detail
