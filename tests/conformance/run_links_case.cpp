#include <algorithm>
#include <charconv>
#include <map>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/process/actor.hpp>
#include <teacup/model/process/trace_kinds.hpp>

#include "run_case.hpp"
#include "supervisor_case.hpp"

namespace teacup::conformance {

namespace {

using model::Atom;
using model::Context;
using model::Pid;
using model::Ref;
using model::Task;

/// One operation of the acting process.
struct LinkOp {
    std::uint64_t verb = 0;
    Pid peer;
    Atom word = model::atoms::none;
    TEACUP_MESSAGE(LinkOp, verb, peer, word)
};

/// {msg,A}
struct Hello {
    std::uint64_t number = 0;
    TEACUP_MESSAGE(Hello, number)
};

constexpr std::string_view verbs[] = {
    "trap",
    "untrap",
    "link",
    "unlink",
    "monitor",
    "demonitor",
    "self_exit",
    "signal",
    "error",
    "register",
    "unregister",
    "monitor_name",
    "send_name",
};

// What a process has seen and done; the case reads it when all is quiet.
struct Member {
    std::uint64_t number = 0;
    Pid pid;
    std::vector<std::pair<Pid, Ref>> monitors;  // Oldest first; an entry outlives its DOWN.
    std::vector<std::string> got;
    std::string result;
};

class Actor {
public:
    Actor(Context& self, Member& member) : self_(self), member_(member) {}
    void run(const LinkOp& op);

private:
    void demonitor(Pid peer);
    Context& self_;
    Member& member_;
};

void Actor::run(const LinkOp& op) {
    const std::string_view verb = verbs[op.verb];
    if (verb == "trap" || verb == "untrap") {
        self_.trap_exit(verb == "trap");
    } else if (verb == "link") {
        self_.link(op.peer);
    } else if (verb == "unlink") {
        self_.unlink(op.peer);
    } else if (verb == "monitor") {
        const Ref ref = self_.monitor(op.peer);
        member_.monitors.emplace_back(op.peer, ref);
    } else if (verb == "demonitor") {
        demonitor(op.peer);
    } else if (verb == "signal") {
        self_.exit(op.peer, op.word);
    } else if (verb == "register") {
        self_.register_name(op.word);
    } else if (verb == "unregister") {
        self_.unregister_name(op.word);
    } else if (verb == "monitor_name") {
        static_cast<void>(self_.monitor(op.word, self_.node()));
    } else if (verb == "send_name") {
        self_.send(op.word, Hello{member_.number});
    }
}

void Actor::demonitor(Pid peer) {
    const auto newest = std::find_if(member_.monitors.rbegin(),
                                     member_.monitors.rend(),
                                     [&](const auto& entry) { return entry.first == peer; });
    if (newest == member_.monitors.rend()) {
        member_.result = "none";
        return;
    }
    self_.demonitor(newest->second);
    member_.monitors.erase(std::next(newest).base());
}

class LinksCase final : public sim::TraceListener {
public:
    explicit LinksCase(const RunSettings& settings)
        : world_({.seed = settings.seed, .policy = settings.policy}), processes_(world_) {
        world_.trace().listen(*this, {model::kinds::exit.number});
        node_ = world_.add_node("n1");
        world_.boot(node_);
    }

    [[nodiscard]] std::string run(std::string_view text);
    void on_event(const sim::TraceEvent& event) override {
        dead_.emplace_back(number_of(event.task(0)), processes_.text(event.symbol(1)));
    }

    /// A process's life: does what it is told, and notes what it gets.
    [[nodiscard]] static Task<> act(Context& self, LinksCase* links, Member* member);

private:
    void step(std::size_t k, const std::vector<std::string>& words);
    void rest();
    void show(const Member& member);
    [[nodiscard]] std::string text_of(const model::Received& received);
    [[nodiscard]] std::uint64_t number_of(Pid pid) const { return numbers_.at(pid); }

    sim::World world_;
    model::Processes processes_;
    sim::NodeId node_{};
    std::vector<Member> members_;
    std::map<Pid, std::uint64_t> numbers_;
    std::vector<std::pair<std::uint64_t, std::string>> dead_;
    std::string text_;
};

Task<> LinksCase::act(Context& self, LinksCase* links, Member* member) {
    Actor actor(self, *member);
    while (true) {  // Bounded by the case.
        const std::optional<model::Received> received = co_await self.receive_any();
        if (!received->is<LinkOp>()) {
            member->got.push_back(links->text_of(*received));
            continue;
        }
        const LinkOp& op = received->get<LinkOp>();
        if (verbs[op.verb] == "self_exit") {
            self.exit(op.word);
        }
        if (verbs[op.verb] == "error") {
            throw model::ActorCrash("badarg");
        }
        try {
            actor.run(op);
        } catch (const model::ActorCrash& crash) {
            member->result = crash.what();
        }
    }
}

std::string LinksCase::text_of(const model::Received& received) {
    if (received.is<model::Exit>()) {
        const auto& exit = received.get<model::Exit>();
        return fmt::format("EXIT {} {}", number_of(exit.from), processes_.text(exit.reason));
    }
    if (received.is<model::Down>()) {
        const auto& down = received.get<model::Down>();
        const std::string who = down.name == model::atoms::none
                                    ? fmt::format("{}", number_of(down.pid))
                                    : fmt::format("name:{}", processes_.text(down.name));
        return fmt::format("DOWN {} {}", who, processes_.text(down.reason));
    }
    return fmt::format("MSG {}", received.get<Hello>().number);
}

void LinksCase::rest() {
    if (world_.run_until(sim::Time::never(), true) != sim::RunEnd::quiescent) {
        throw std::runtime_error("the case does not come to rest");
    }
}

[[nodiscard]] std::size_t count_of(std::string_view word) {
    std::size_t count = 0;
    std::from_chars(word.data(), word.data() + word.size(), count);
    return count;
}

void LinksCase::step(std::size_t k, const std::vector<std::string>& words) {
    Member& acting = members_.at(count_of(words.at(1)) - 1);
    if (!processes_.is_alive(acting.pid)) {
        text_ += fmt::format("{} skip\n", k);
        return;
    }
    const auto verb = std::find(std::begin(verbs), std::end(verbs), words.at(0));
    if (verb == std::end(verbs)) {
        throw std::runtime_error("unknown operation " + words.at(0));
    }
    LinkOp op{.verb = static_cast<std::uint64_t>(verb - std::begin(verbs)), .peer = {}};
    if (const std::size_t peer = words.size() > 2 ? count_of(words[2]) : 0; peer > 0) {
        op.peer = members_.at(peer - 1).pid;
    }
    if (words.size() > 2) {
        op.word = processes_.atom(words.back());
    }
    processes_.send({}, acting.pid, op);
    rest();
    if (!acting.result.empty()) {
        text_ += fmt::format("{} result {} {}\n", k, acting.number, acting.result);
        acting.result.clear();
    }
    std::sort(dead_.begin(), dead_.end());
    for (const auto& [number, reason] : dead_) {
        text_ += fmt::format("{} dead {} {}\n", k, number, reason);
    }
    dead_.clear();
    for (Member& member : members_) {
        std::sort(member.got.begin(), member.got.end());
        for (const std::string& message : member.got) {
            if (processes_.is_alive(member.pid)) {
                text_ += fmt::format("{} got {} {}\n", k, member.number, message);
            }
        }
        member.got.clear();
    }
}

void LinksCase::show(const Member& member) {
    const model::ProcessInfo info = processes_.info(member.pid);
    const auto numbers = [&](const std::vector<Pid>& pids) {
        std::vector<std::uint64_t> found;
        for (const Pid pid : pids) {
            found.push_back(number_of(pid));
        }
        std::sort(found.begin(), found.end());
        return fmt::format("{}", fmt::join(found, ","));
    };
    std::string monitors = numbers(info.monitors);
    for (std::uint32_t i = 0; i < info.name_monitors; ++i) {
        monitors += monitors.empty() ? "other" : ",other";
    }
    text_ += fmt::format("final {} trap={} name={} links=[{}] monitors=[{}]\n",
                         member.number,
                         info.trap_exit,
                         info.name.empty() ? "'-'" : info.name,
                         numbers(info.links),
                         monitors);
}

std::string LinksCase::run(std::string_view text) {
    const std::vector<std::string> lines = split(text, '\n');
    members_.resize(count_of(split(lines.at(0), ' ').at(1)));
    for (std::size_t i = 0; i < members_.size(); ++i) {
        Member& member = members_[i];
        member.number = i + 1;
        member.pid = processes_.spawn(node_, {}, {.label = "member"}, &act, this, &member);
        numbers_[member.pid] = member.number;
    }
    rest();
    for (std::size_t k = 1; k < lines.size(); ++k) {
        step(k, split(lines[k], ' '));
    }
    for (const Member& member : members_) {
        if (processes_.is_alive(member.pid)) {
            show(member);
        }
    }
    return text_;
}

}  // namespace

std::string run_links_case(std::string_view text, const RunSettings& settings) {
    LinksCase links(settings);
    return links.run(text);
}

}  // namespace teacup::conformance
