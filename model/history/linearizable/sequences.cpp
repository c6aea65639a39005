// fifo_queue and stack: sequences whose items leave at one end.
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

namespace teacup::model::history {

namespace {

struct Ends {
    std::string_view insert;
    bool takes_first;
};
constexpr Ends queue_ends{"enqueue", true};
constexpr Ends stack_ends{"push", false};

/// A taken value of nil says that it was empty.
template <const Ends& TheEnds>
struct Sequence {
    using State = std::vector<ValueId>;

    State initial() const { return {}; }
    std::optional<State> step(const State& items, const Call& call) const {
        if (call.function == TheEnds.insert) {
            State more = items;
            more.push_back(call.argument);
            return more;
        }
        if (items.empty()) {
            return call.result == nil ? std::optional(items) : std::nullopt;
        }
        if (call.is_known() &&
            call.result != (TheEnds.takes_first ? items.front() : items.back())) {
            return std::nullopt;
        }
        return TheEnds.takes_first ? State(items.begin() + 1, items.end())
                                   : State(items.begin(), items.end() - 1);
    }
    bool only_looks(const Call& call) const {
        return call.function != TheEnds.insert && call.is_known() && call.result == nil;
    }
    std::uint64_t hash(const State& items) const {
        std::uint64_t hash = items.size();
        for (const ValueId item : items) {
            hash = mix(hash, static_cast<std::uint32_t>(item));
        }
        return hash;
    }
    std::string print(const State& items, const ValueTable& values) const {
        constexpr std::size_t told_max = 32;
        std::vector<std::string> words;
        for (std::size_t i = 0; i < items.size() && i < told_max; ++i) {
            words.push_back(values.print(items[i]));
        }
        return fmt::format("[{}{}]", fmt::join(words, " "), items.size() > told_max ? " ..." : "");
    }
    std::string needs(const Call& call) const {
        if (call.function == TheEnds.insert) {
            return "nothing";
        }
        return call.result == nil ? "it to be empty"
                                  : fmt::format("{} to be {}",
                                                call.values.print(call.result),
                                                TheEnds.takes_first ? "first" : "last");
    }
};

Judgement check_queue(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequentialType<Sequence<queue_ends>>(), context);
}
Judgement check_stack(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequentialType<Sequence<stack_ends>>(), context);
}

const ModelRegistrar queue{{
    .name = "fifo_queue",
    .meaning = "linearizable: a queue, first in, first out; a dequeue of nil says it was empty",
    .functions = {{"enqueue", "a value", "nothing"}, {"dequeue", "nothing", "a value, or nil"}},
    .check = &check_queue,
    .anomalies = {"duplicate"},
    .generate = &generate::generate_fifo_queue,
}};

const ModelRegistrar stack{{
    .name = "stack",
    .meaning = "linearizable: a stack, last in, first out; a pop of nil says it was empty",
    .functions = {{"push", "a value", "nothing"}, {"pop", "nothing", "a value, or nil"}},
    .check = &check_stack,
    .anomalies = {"duplicate"},
    .generate = &generate::generate_stack,
}};

}  // namespace

}  // namespace teacup::model::history
