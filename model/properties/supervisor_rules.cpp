#include <teacup/model/properties/supervisor_rules.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/model/otp/trace_kinds.hpp>
#include <teacup/model/process/atoms.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model {

namespace {

constexpr std::size_t told_children_max = 8;

Strategy strategy_of(std::string_view text) {
    return text == "one_for_one"    ? Strategy::one_for_one
           : text == "one_for_all"  ? Strategy::one_for_all
           : text == "rest_for_one" ? Strategy::rest_for_one
                                    : Strategy::simple_one_for_one;
}

AutoShutdown auto_shutdown_of(std::string_view text) {
    return text == "never"             ? AutoShutdown::never
           : text == "any_significant" ? AutoShutdown::any_significant
                                       : AutoShutdown::all_significant;
}

}  // namespace

SupervisorRules::SupervisorRules(SupervisionFacts& facts, const sim::TraceEvent& begin)
    : facts_(&facts),
      last_event_at_(begin.at),
      strategy_(strategy_of(text(begin.symbol(1)))),
      auto_shutdown_(auto_shutdown_of(text(begin.symbol(4)))) {
}

SupervisorRules::Wrong SupervisorRules::on_event(const sim::TraceEvent& event) {
    last_event_at_ = event.at;
    const sim::Symbol id = event.symbol(1);
    switch (event.kind) {
        case kinds::child_spec.number: return on_spec(event);
        case kinds::supervisor_ready.number: return on_ready();
        case kinds::supervisor_stop.number: return on_stop(id);
        case kinds::child_start_begin.number: return on_start_begin(id);
        case kinds::child_start.number: return on_start(id, event.task(2));
        case kinds::child_start_ignore.number: return on_start_ignore(id);
        case kinds::child_start_error.number: return on_start_error(id);
        case kinds::child_exit.number: return on_child_exit(id, event.task(2), event.symbol(3));
        case kinds::restart_begin.number:
            return on_restart_begin(id, event.task(2), event.words[3] != 0);
        case kinds::restart_end.number: return on_restart_end(id, event.words[2] != 0);
        case kinds::child_stop_begin.number:
            return on_stop_begin(id, event.task(2), event.symbol(3));
        case kinds::child_stop_end.number: return on_stop_end(id, event.task(2));
        case kinds::child_delete.number: return on_delete(id);
        case kinds::supervisor_reply.number: return on_reply(event);
        default: return {};
    }
}

// -- the children --------------------------------------------------------------------------------

std::uint32_t SupervisorRules::add(const Child& child) {
    children_.push_back(child);
    return static_cast<std::uint32_t>(children_.size() - 1);
}

void SupervisorRules::set_running(std::uint32_t child, Pid pid) {
    children_[child].state = State::running;
    children_[child].pid = pid;
    facts_->places.set(pid, child);
}

std::uint32_t SupervisorRules::find(sim::Symbol id) const {
    for (auto at = static_cast<std::uint32_t>(children_.size()); at-- > 0;) {
        if (children_[at].id == id && children_[at].state != State::gone) {
            return at;
        }
    }
    return nothing;
}

std::uint32_t SupervisorRules::find(Pid pid) const {
    const auto is_it = [&](std::uint32_t at) {
        return at < children_.size() && children_[at].pid == pid &&
               children_[at].state != State::gone;
    };
    if (const std::uint32_t* const place = facts_->places.find(pid);
        place != nullptr && is_it(*place)) {
        return *place;
    }
    // Another supervisor's child, or this one's and its slot was used again since it ended.
    std::uint32_t at = 0;
    while (at < children_.size() && !is_it(at)) {
        ++at;
    }
    return at < children_.size() ? at : nothing;
}

void SupervisorRules::remove(std::uint32_t child) {
    last_gone_ = children_[child].id;
    children_[child].state = State::gone;
    ++gone_;
}

// Only while nothing refers to places: on average O(1) for each child that is gone.
void SupervisorRules::compact() {
    if (gone_ * 2 <= children_.size()) {
        return;
    }
    std::erase_if(children_, [](const Child& child) { return child.state == State::gone; });
    gone_ = 0;
    for (std::uint32_t at = 0; at < children_.size(); ++at) {
        if (children_[at].state == State::running) {
            facts_->places.set(children_[at].pid, at);
        }
    }
}

std::uint32_t SupervisorRules::next_to_stop() {
    if (strategy_ == Strategy::simple_one_for_one && phase_ == Phase::restarting) {
        return nothing;
    }
    while (!are_stops_over_ && cursor_ > first_) {
        State& state = children_[cursor_ - 1].state;
        if (state == State::running) {
            return cursor_ - 1;
        }
        if (state == State::restarting) {
            state = State::undefined;  // It is started with the others now; its retry is void.
        }
        --cursor_;
    }
    return nothing;
}

std::uint32_t SupervisorRules::next_to_start() {
    while (cursor_ < end_) {
        const Child& child = children_[cursor_];
        if (child.state == State::undefined && child.restart != Restart::temporary) {
            return cursor_;
        }
        ++cursor_;
    }
    return nothing;
}

bool SupervisorRules::is_last_significant() const {
    // As in OTP 25, a simple_one_for_one counts whatever is still there.
    const bool is_simple = strategy_ == Strategy::simple_one_for_one;
    return std::ranges::none_of(children_, [&](const Child& child) {
        return child.state != State::gone &&
               (is_simple || (child.is_significant && child.state != State::undefined));
    });
}

std::string SupervisorRules::name(std::uint32_t child) const {
    const Child& named = child == nothing ? template_ : children_[child];
    return strategy_ == Strategy::simple_one_for_one && !named.pid.is_none()
               ? fmt::format("{} {}", text(named.id), to_string(named.pid))
               : std::string(text(named.id));
}

std::vector<Pid> SupervisorRules::some_children() const {
    std::vector<Pid> pids;
    for (const Child& child : children_) {
        if (pids.size() < told_children_max && child.state != State::gone && !child.pid.is_none()) {
            pids.push_back(child.pid);
        }
    }
    return pids;
}

}  // namespace teacup::model
