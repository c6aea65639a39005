#include <teacup/cli/event_log.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <teacup/reports/text.hpp>

namespace teacup::cli {

namespace {

/// Kinds that are not at the level of their layer: machine kinds are info, all others debug.
struct LevelException {
    std::string_view kind;
    LogLevel level;
};
constexpr std::array exceptions{
    LevelException{"fault_begin", LogLevel::warn},
    LevelException{"fault_end", LogLevel::warn},
    LevelException{"fault_skip", LogLevel::warn},
    LevelException{"node_down", LogLevel::warn},
    LevelException{"send", LogLevel::trace},
    LevelException{"send_name", LogLevel::trace},
    LevelException{"receive", LogLevel::trace},
    LevelException{"wait_begin", LogLevel::trace},
    LevelException{"wait_end", LogLevel::trace},
};
constexpr std::uint16_t machine_kinds_end = 64;

spdlog::level::level_enum spdlog_level(LogLevel level) {
    switch (level) {
        case LogLevel::error: return spdlog::level::err;
        case LogLevel::warn: return spdlog::level::warn;
        case LogLevel::info: return spdlog::level::info;
        case LogLevel::debug: return spdlog::level::debug;
        case LogLevel::trace: return spdlog::level::trace;
        case LogLevel::off: break;
    }
    return spdlog::level::off;
}

class LogRecorder final : public sim::TraceListener {
public:
    LogRecorder(EventLog& log, sim::World& world, std::string run)
        : log_(log), world_(world), run_(std::move(run)) {}

    void on_event(const sim::TraceEvent& event) override {
        const sim::EventKind* kind = world_.trace().kind(event.kind);
        if (kind == nullptr) {
            return;
        }
        learn_label(event, *kind);
        if (const LogLevel level = level_of(*kind); level <= log_.level()) {
            log_.write(level, line_of(event, *kind));
        }
    }
    void on_log(const sim::LogLine& line) override {
        if (log_.level() >= LogLevel::info) {
            log_.write(LogLevel::info,
                       line_at(line.at,
                               line.task.node(),
                               fmt::format("{}: {}",
                                           reports::printable(name_of(line.task)),
                                           reports::printable(line.text))));
        }
    }

private:
    /// A process is told by the label that it was spawned with.
    void learn_label(const sim::TraceEvent& event, const sim::EventKind& kind) {
        const auto field = [&](std::string_view name, sim::FieldType type) {
            return std::ranges::find_if(kind.fields, [&](const sim::Field& one) {
                return one.name == name && one.type == type;
            });
        };
        const auto pid = field("pid", sim::FieldType::task);
        const auto label = field("label", sim::FieldType::symbol);
        if (pid != kind.fields.end() && label != kind.fields.end()) {
            const auto pid_at = static_cast<std::size_t>(pid - kind.fields.begin());
            const auto label_at = static_cast<std::size_t>(label - kind.fields.begin());
            labels_[event.words[pid_at]] =
                std::string(world_.symbols().text(event.symbol(label_at)));
        }
    }

    [[nodiscard]] std::string name_of(sim::TaskId task) const {
        const auto label = labels_.find(task.word());
        return label == labels_.end() || label->second.empty() ? to_string(task) : label->second;
    }

    [[nodiscard]] std::string node_of(std::uint64_t index) const {
        return index < world_.node_count()
                   ? std::string(world_.node_name(sim::NodeId{static_cast<std::uint16_t>(index)}))
                   : fmt::to_string(index);
    }

    [[nodiscard]] std::string field_text(const sim::TraceEvent& event,
                                         const sim::EventKind& kind,
                                         std::size_t i) const {
        const std::uint64_t word = event.words[i];
        switch (kind.fields[i].type) {
            case sim::FieldType::symbol: return std::string(world_.symbols().text(event.symbol(i)));
            case sim::FieldType::task: return name_of(event.task(i));
            case sim::FieldType::node: return node_of(word);
            case sim::FieldType::duration:
                return to_string(sim::Duration::nanoseconds(static_cast<std::int64_t>(word)));
            case sim::FieldType::hash: return fmt::format("{:016x}", word);
            case sim::FieldType::flag: return word == 0 ? "no" : "yes";
            case sim::FieldType::integer:
            case sim::FieldType::none: break;
        }
        return fmt::to_string(word);
    }

    [[nodiscard]] std::string line_of(const sim::TraceEvent& event,
                                      const sim::EventKind& kind) const {
        std::string who = "-";
        std::string fields;
        for (std::size_t i = 0; i < kind.field_count(); ++i) {
            // The first process that an event names is the one it happens to.
            if (kind.fields[i].type == sim::FieldType::task && who == "-") {
                who = name_of(event.task(i));
                continue;
            }
            fields += fmt::format(" {}={}", kind.fields[i].name, field_text(event, kind, i));
        }
        if (!world_.trace().noted().empty()) {
            fields += fmt::format(" ({})", world_.trace().noted());
        }
        return line_at(
            event.at,
            event.node,
            fmt::format("{} {}{}", reports::printable(who), kind.name, reports::printable(fields)));
    }

    [[nodiscard]] std::string line_at(sim::Time at, sim::NodeId node, std::string_view what) const {
        return fmt::format("{}{}{:>14} {} {}",
                           run_,
                           run_.empty() ? "" : " ",
                           reports::column_time(at),
                           node == sim::no_node ? "-" : node_of(index_of(node)),
                           what);
    }

    EventLog& log_;
    sim::World& world_;
    std::string run_;
    std::map<std::uint64_t, std::string> labels_;
};

}  // namespace

struct EventLog::Logger {
    spdlog::logger logger;
};

std::optional<LogLevel> log_level(std::string_view name) noexcept {
    const auto found = std::ranges::find(log_level_names, name);
    return found == log_level_names.end()
               ? std::nullopt
               : std::optional(static_cast<LogLevel>(found - log_level_names.begin()));
}

LogLevel level_of(const sim::EventKind& kind) noexcept {
    for (const LevelException& exception : exceptions) {
        if (exception.kind == kind.name) {
            return exception.level;
        }
    }
    return kind.number < machine_kinds_end ? LogLevel::info : LogLevel::debug;
}

EventLog::EventLog(LogLevel level, std::ostream* sink) : level_(level) {
    spdlog::sink_ptr out;
    if (sink != nullptr) {
        out = std::make_shared<spdlog::sinks::ostream_sink_mt>(*sink);
    } else {
        out = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    }
    logger_ = std::make_unique<Logger>(Logger{spdlog::logger("teacup", std::move(out))});
    logger_->logger.set_level(spdlog_level(level));
    logger_->logger.set_pattern("%-7l %v");  // Virtual time stands in the message.
}

EventLog::~EventLog() {
    logger_->logger.flush();
}

std::unique_ptr<sim::TraceListener> EventLog::recorder(sim::World& world, std::string run) {
    return std::make_unique<LogRecorder>(*this, world, std::move(run));
}

void EventLog::tell(const model::RunResult& result) {
    if (level_ < LogLevel::error) {
        return;
    }
    if (!result.internal_error.empty()) {
        write(LogLevel::error,
              fmt::format("seed {} internal error: {}", result.seed, result.internal_error));
    }
    for (const model::Violation& violation : result.violations) {
        write(LogLevel::error,
              fmt::format("seed {} {:>14} {} {} violates {}: {}",
                          result.seed,
                          reports::column_time(violation.time),
                          violation.node.empty() ? "-" : violation.node,
                          violation.process.empty() ? "-" : violation.process,
                          violation.property,
                          violation.message));
    }
}

void EventLog::write(LogLevel level, std::string_view line) {
    logger_->logger.log(spdlog_level(level), line);
}

}  // namespace teacup::cli
