/// \file
/// Logs: the events of runs as lines on stderr, with virtual time, node and process. When the level
/// is off nothing listens, and a run costs what it costs without logs.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <teacup/model/result/run_result.hpp>
#include <teacup/scenarios/runner.hpp>

namespace teacup::cli {

/// Each level holds those before it. error: violations and internal errors. warn: what faults did.
/// info: what else befell nodes, and what actors log themselves. debug: applications, supervisors,
/// and processes that come, go, find each other and wait in vain. trace: every event.
enum class LogLevel : std::uint8_t { off, error, warn, info, debug, trace };

inline constexpr std::array<std::string_view, 6> log_level_names{
    "off", "error", "warn", "info", "debug", "trace"};

[[nodiscard]] std::optional<LogLevel> log_level(std::string_view name) noexcept;

/// The level of a kind of event.
[[nodiscard]] LogLevel level_of(const sim::EventKind& kind) noexcept;

/// Where log lines go; may be used by several threads at once.
class EventLog {
public:
    /// Lines go to `sink`, or to stderr when it is nullptr.
    EventLog(LogLevel level, std::ostream* sink);
    ~EventLog();
    EventLog(const EventLog&) = delete;
    EventLog& operator=(const EventLog&) = delete;

    [[nodiscard]] LogLevel level() const noexcept { return level_; }
    /// A recorder that logs one run; each line begins with `run` unless that is empty.
    /// \pre this outlives the recorder
    [[nodiscard]] std::unique_ptr<sim::TraceListener> recorder(sim::World& world, std::string run);
    /// Logs what the run came to, if that is an error.
    void tell(const model::RunResult& result);

    void write(LogLevel level, std::string_view line);

private:
    struct Logger;
    LogLevel level_;
    std::unique_ptr<Logger> logger_;
};

}  // namespace teacup::cli
