/// \file
/// restart_intensity: a supervisor restarts no more often within its period than it is allowed, and
/// gives up, with `shutdown`, exactly when it should.
///
/// The rule is OTP's: restarts count by whole seconds of the clock, rounded down; one that is
/// exactly a period old still counts; the one that exceeds is not carried out.
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/atoms.hpp>
#include <teacup/model/process/trace_kinds.hpp>
#include <teacup/model/properties/property.hpp>
#include <teacup/model/properties/slot_table.hpp>
#include <teacup/sim/trace_kinds.hpp>

namespace teacup::model {

namespace {

/// The restarts of one supervisor that still count.
class Window {
public:
    Window(std::uint64_t intensity, std::int64_t period_seconds)
        : intensity_(intensity), period_seconds_(period_seconds) {}

    /// Counts one; O(1) on average. \pre times do not go back
    void add(sim::Time at) {
        const std::int64_t second = at.ns() / 1'000'000'000;
        while (oldest_ < seconds_.size() && seconds_[oldest_] < second - period_seconds_) {
            ++oldest_;
        }
        if (oldest_ * 2 > seconds_.size()) {
            seconds_.erase(seconds_.begin(),
                           seconds_.begin() + static_cast<std::ptrdiff_t>(oldest_));
            oldest_ = 0;
        }
        seconds_.push_back(second);
    }
    [[nodiscard]] std::uint64_t count() const noexcept { return seconds_.size() - oldest_; }
    [[nodiscard]] bool is_exceeded() const noexcept { return count() > intensity_; }
    /// "3 within 5 s, where 2 are allowed"
    [[nodiscard]] std::string text() const {
        return fmt::format(
            "{} within {} s, where {} are allowed", count(), period_seconds_, intensity_);
    }

private:
    std::uint64_t intensity_;
    std::int64_t period_seconds_;
    std::vector<std::int64_t> seconds_;
    std::size_t oldest_ = 0;
};

class RestartIntensity final : public Property {
public:
    RestartIntensity() : Property(Modality::always) {}

    void on_event(const sim::TraceEvent& event) override {
        if (finding()) {
            return;
        }
        if (event.kind == sim::kinds::node_down.number) {
            supervisors_.erase_node(event.node, [](Pid, const auto&) {});
            return;
        }
        const Pid pid = event.task(0);
        if (event.kind == kinds::supervisor_begin.number) {
            const Window window(event.words[2], static_cast<std::int64_t>(event.words[3]));
            supervisors_.set(pid, std::make_unique<Supervised>(Supervised{.window = window}));
            return;
        }
        const auto* const found = supervisors_.find(pid);
        if (found == nullptr) {
            return;
        }
        if (const std::string wrong = judge(**found, event); !wrong.empty()) {
            violate({.time = event.at,
                     .node = event.node,
                     .process = pid,
                     .message = fmt::format("{} {}", describe(pid), wrong),
                     .relevant = {pid}});
        }
        if (event.kind == kinds::exit.number) {
            supervisors_.erase(pid);
        }
    }

protected:
    [[nodiscard]] std::vector<std::uint16_t> kinds() const override {
        return {kinds::supervisor_begin.number,
                kinds::restart_begin.number,
                kinds::supervisor_report.number,
                kinds::child_start_begin.number,
                kinds::exit.number,
                sim::kinds::node_down.number};
    }

private:
    struct Supervised {
        Window window;
        bool has_given_up = false;
    };

    [[nodiscard]] std::string judge(Supervised& supervised, const sim::TraceEvent& event) {
        const std::string_view id = text(event.symbol(1));
        switch (event.kind) {
            case kinds::restart_begin.number:
                observe();
                supervised.window.add(event.at);
                return supervised.window.is_exceeded()
                           ? fmt::format("restarts {}: {}", id, supervised.window.text())
                           : std::string();
            case kinds::supervisor_report.number:
                return id == "shutdown" ? gives_up(supervised, event) : std::string();
            case kinds::child_start_begin.number:
                return supervised.has_given_up ? fmt::format("gave up and starts {}", id)
                                               : std::string();
            default: return ends(supervised, id);
        }
    }

    [[nodiscard]] std::string gives_up(Supervised& supervised, const sim::TraceEvent& event) {
        observe();
        supervised.window.add(event.at);
        supervised.has_given_up = true;
        return supervised.window.is_exceeded() ? std::string()
                                               : fmt::format("gives up over {}, its restart {}",
                                                             text(event.symbol(2)),
                                                             supervised.window.text());
    }

    [[nodiscard]] static std::string ends(const Supervised& supervised, std::string_view reason) {
        // OTP 25 itself crashes in its end over a dynamic child that ignored its restart.
        const bool may_end_so =
            reason == "shutdown" || reason == "killed" || reason.starts_with("{function_clause,");
        return supervised.has_given_up && !may_end_so
                   ? fmt::format("gave up and ends with {} instead of shutdown", reason)
                   : std::string();
    }

    SlotTable<std::unique_ptr<Supervised>> supervisors_;
};

const Registrar<PropertyEntry> registrar{
    {.name = "restart_intensity",
     .modality = Modality::always,
     .meaning = "Supervisors give up exactly when they exceed their restart intensity.",
     .make = [](const OptionValues&) -> std::unique_ptr<Property> {
         return std::make_unique<RestartIntensity>();
     }}};

}  // namespace

}  // namespace teacup::model
