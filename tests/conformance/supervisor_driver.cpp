#include "supervisor_driver.hpp"

#include <fmt/format.h>

#include <teacup/model/otp/emit.hpp>
#include <teacup/model/otp/sys.hpp>

namespace teacup::conformance {

namespace {

using model::Context;
using model::Pid;
using model::Started;
using model::Task;

struct StopWorker {
    model::Atom reason = model::atoms::none;
    TEACUP_MESSAGE(StopWorker, reason)
};

/// The argument of a simple_one_for_one's child.
struct DynamicNumber {
    std::uint64_t number = 0;
    TEACUP_MESSAGE(DynamicNumber, number)
};

// The four kinds of worker of FORMAT.md.
Task<> worker(Context& self, model::StartedBy by, WorkerMode mode) {
    if (!model::begin_start(self, by)) {
        co_return;
    }
    self.trap_exit(mode != WorkerMode::plain);
    model::finish_start(self, Started::ok(self.pid()));
    while (true) {  // Bounded by the case.
        const auto received = co_await self.receive<StopWorker, model::Exit>();
        if (const auto* const stop = std::get_if<StopWorker>(&received)) {
            self.end(stop->reason);
            co_return;
        }
        const auto& exit = std::get<model::Exit>(received);
        const bool is_ignored =
            exit.from != self.parent() ||
            (mode == WorkerMode::stubborn && exit.reason == model::atoms::shutdown);
        if (!is_ignored) {
            self.end(mode == WorkerMode::odd ? self.atom("weird") : exit.reason);
            co_return;
        }
    }
}

class FaultyStarter final : public model::ChildStarter {
public:
    FaultyStarter(CaseState& state, std::string path, model::ChildStart start)
        : state_(state), path_(std::move(path)), start_(std::move(start)) {}
    [[nodiscard]] Task<Started> start(Context& supervisor,
                                      const model::Term& argument) const override {
        std::string path = path_;
        if (argument.is<DynamicNumber>()) {
            path = join(parent_of(path), fmt::format("{}", argument.get<DynamicNumber>().number));
        }
        if (const std::optional<StartFault> fault = state_.take_fault(path)) {
            co_return fault->is_ignore ? Started::ignore()
                                       : Started::error(supervisor.atom(fault->reason));
        }
        const model::Term none;
        co_return co_await (*start_).start(supervisor, none);
    }

private:
    CaseState& state_;
    std::string path_;
    model::ChildStart start_;
};

}  // namespace

// -- what is declared
// ------------------------------------------------------------------------------

std::optional<StartFault> CaseState::take_fault(const std::string& path) {
    auto& queue = data_.faults[path];
    if (queue.empty()) {
        return std::nullopt;
    }
    StartFault first = queue.front();
    queue.erase(queue.begin());
    return first;
}

void CaseState::add_faults(const std::string& path, const StartFault& fault, std::size_t count) {
    auto& queue = data_.faults[path];
    queue.insert(queue.end(), count, fault);
}

model::ChildStart CaseState::start_of(const std::string& path) {
    const Declaration& declared = data_.declarations.at(path);
    if (!declared.is_supervisor) {
        return model::ChildStart(new FaultyStarter(
            *this, path, model::ChildStart::process({.label = path}, &worker, declared.mode)));
    }
    model::SupervisorInit init{.flags = declared.flags};
    for (const std::string& child : declared.children) {
        init.children.push_back(spec_of(child));
    }
    return model::ChildStart(
        new FaultyStarter(*this, path, model::supervisor_start({.label = path}, std::move(init))));
}

model::ChildSpec CaseState::spec_of(const std::string& path) {
    // `add` of what was never declared: {transient, 5000, significant=false, worker plain}.
    const Declaration& declared =
        data_.declarations.try_emplace(path, Declaration{.path = path}).first->second;
    return {
        .id = last_of(path),
        .start = start_of(path),
        .restart = declared.restart,
        .shutdown = declared.shutdown,
        .type = declared.is_supervisor ? model::ChildType::supervisor : model::ChildType::worker,
        .is_significant = declared.is_significant};
}

// -- what is done --------------------------------------------------------------------------------

namespace {

class Driver {
public:
    Driver(Context& self, CaseState& state) : self_(self), state_(state) {}

    [[nodiscard]] Task<> start_root() {
        // The driver tells the trace of the root what supervisors tell of their children.
        const model::Atom root = self_.atom("/");
        model::emit<model::kinds::child_start_begin>(self_, self_.pid(), root);
        const model::ChildStart start = state_.start_of("/");
        const model::Term none;
        const Started started = co_await (*start).start(self_, none);
        if (started.is_ok()) {
            model::emit<model::kinds::child_start>(self_, self_.pid(), root, started.pid);
        } else if (started.is_error()) {
            model::emit<model::kinds::child_start_error>(self_, self_.pid(), root, started.reason);
        } else {
            model::emit<model::kinds::child_start_ignore>(self_, self_.pid(), root);
        }
    }

    [[nodiscard]] Task<bool> run(const Step& step) {
        if (step.verb == "advance") {
            co_await self_.sleep(until_second(std::stoll(step.words.at(0))));
            co_return true;
        }
        const std::string& path = step.words.at(0);
        const Pid target = current(path);
        if (step.verb == "exit") {
            if (!target.is_none()) {
                self_.exit(target, self_.atom(step.words.at(1)));
            }
            co_return !target.is_none();
        }
        if (step.verb == "stop") {
            const bool is_worker = !target.is_none() && !is_supervisor(target);
            if (is_worker) {
                self_.send(target, StopWorker{self_.atom(step.words.at(1))});
            }
            co_return is_worker;
        }
        if (step.verb == "dyn" || step.verb == "add" || step.verb == "batch") {
            if (target.is_none() || !is_supervisor(target)) {
                co_return false;
            }
            if (step.verb == "dyn") {
                co_return co_await start_dynamic(path, target);
            }
            if (step.verb == "add") {
                model::ChildSpec spec = state_.spec_of(join(path, step.words.at(1)));
                static_cast<void>(co_await model::start_child(self_, target, std::move(spec)));
            } else {
                co_await batch(path, target, step.words);
            }
            co_return true;
        }
        co_return co_await request(step.verb, path);
    }

    [[nodiscard]] Task<> show(Pid supervisor) {
        const std::vector<model::ChildInfo> children =
            co_await model::which_children(self_, supervisor);
        static_cast<void>(co_await model::count_children(self_, supervisor));
        for (const model::ChildInfo& child : children) {
            if (child.type == model::ChildType::supervisor && !child.pid.is_none()) {
                co_await show(child.pid);
            }
        }
    }

    [[nodiscard]] Pid current(const std::string& path) const {
        return state_.recorder().current(path);
    }

private:
    [[nodiscard]] bool is_supervisor(Pid pid) const { return state_.recorder().is_supervisor(pid); }

    // The clock stands at a whole second before and after.
    [[nodiscard]] sim::Duration until_second(std::int64_t from_now) const {
        constexpr std::int64_t second = 1'000'000'000;
        const std::int64_t now = self_.now().ns();
        return sim::Duration::nanoseconds((now / second + from_now) * second - now);
    }

    [[nodiscard]] Task<bool> start_dynamic(std::string path, Pid supervisor) {
        const Declaration& declared = state_.data().declarations.at(path);
        if (declared.flags.strategy != model::Strategy::simple_one_for_one) {
            co_return false;
        }
        const DynamicNumber number{state_.next_dynamic(path)};
        model::Term argument(number);
        static_cast<void>(co_await model::start_child(self_, supervisor, std::move(argument)));
        co_return true;
    }

    // Makes workers end, one after the other, while their supervisor looks away.
    [[nodiscard]] Task<> batch(std::string path, Pid supervisor, std::vector<std::string> words) {
        static_cast<void>(co_await model::sys_suspend(self_, supervisor));
        for (std::size_t i = 1; i < words.size(); ++i) {
            const std::size_t equals = words[i].find('=');
            const Pid child = current(join(path, words[i].substr(0, equals)));
            if (child.is_none() || is_supervisor(child)) {
                continue;
            }
            const model::Ref ref = self_.monitor(child);
            self_.send(child, StopWorker{self_.atom(words[i].substr(equals + 1))});
            model::Down down;
            while (down.ref != ref) {
                down = co_await self_.receive<model::Down>();
            }
        }
        static_cast<void>(co_await model::sys_resume(self_, supervisor));
    }

    [[nodiscard]] Task<bool> request(std::string verb, std::string path) {
        const Pid parent = path == "/" ? Pid{} : current(parent_of(path));
        if (parent.is_none() || !is_supervisor(parent)) {
            co_return false;
        }
        const model::Atom id = self_.atom(last_of(path));
        if (verb == "terminate") {
            static_cast<void>(co_await model::terminate_child(self_, parent, id));
        } else if (verb == "restart") {
            static_cast<void>(co_await model::restart_child(self_, parent, id));
        } else {
            static_cast<void>(co_await model::delete_child(self_, parent, id));
        }
        co_return true;
    }

    Context& self_;
    CaseState& state_;
};

}  // namespace

Task<> driver(Context& self, CaseState* state) {
    self.trap_exit(true);
    Driver driver(self, *state);
    while (true) {  // Bounded by the case.
        const StepMessage step = co_await self.receive<StepMessage>();
        if (step.number == 0) {
            co_await driver.start_root();
        } else if (step.number <= state->data().steps.size()) {
            state->is_skip = !co_await driver.run(state->data().steps[step.number - 1]);
        } else if (const Pid root = driver.current("/"); !root.is_none()) {
            co_await driver.show(root);
        }
    }
}

}  // namespace teacup::conformance
