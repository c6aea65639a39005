// fifo_queue and stack: sequences whose items leave at one end.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequence_states.hpp>
#include <teacup/model/history/linearizable/unique_items.hpp>

namespace teacup::model::history {

namespace {

enum class Kind : std::uint8_t { queue, stack };

std::string_view insert_of(Kind kind) {
    return kind == Kind::queue ? "enqueue" : "push";
}

/// A taken value of nil says that it was empty.
class SequenceAutomaton : public Automaton {
public:
    SequenceAutomaton(Kind kind, const History& history, std::span<const PartOperation> operations)
        : kind_(kind),
          values_(history.values()),
          calls_(sequence_calls(history, operations, insert_of(kind))) {
        for (const PartOperation& operation : operations) {
            is_known_.push_back(operation.is_required() ? 1 : 0);
        }
    }
    StateId initial() override { return states_.empty(); }
    StateId step(StateId state, std::uint32_t place) override {
        const SequenceCall& call = calls_[place];
        if (call.inserts) {
            return states_.insert(state, call.item);
        }
        if (states_.is_empty(state)) {
            return call.item == nil ? state : no_state;
        }
        const bool is_queue = kind_ == Kind::queue;
        if (is_known_[place] != 0 &&
            call.item != (is_queue ? states_.front(state) : states_.back(state))) {
            return no_state;
        }
        return is_queue ? states_.without_front(state) : states_.without_back(state);
    }
    bool only_looks(std::uint32_t place) const override {
        return !calls_[place].inserts && is_known_[place] != 0 && calls_[place].item == nil;
    }
    std::string print(StateId state) const override { return states_.print(state, values_); }
    std::size_t size_bytes() const noexcept override { return states_.size_bytes(); }

private:
    Kind kind_;
    const ValueTable& values_;
    SequenceStates states_;
    std::vector<SequenceCall> calls_;
    std::vector<std::uint8_t> is_known_;
};

class SequenceType : public DataType {
public:
    explicit SequenceType(Kind kind) : kind_(kind) {}

    void reduce(const History& history, std::vector<PartOperation>& operations) const override {
        drop_items_nobody_saw(operations, sequence_calls(history, operations, insert_of(kind_)));
    }
    std::unique_ptr<Automaton> start(const History& history,
                                     std::span<const PartOperation> operations) const override {
        return std::make_unique<SequenceAutomaton>(kind_, history, operations);
    }
    std::optional<Decision> decide(const History& history,
                                   std::span<const PartOperation> operations) const override {
        const std::vector<SequenceCall> calls =
            sequence_calls(history, operations, insert_of(kind_));
        return kind_ == Kind::queue ? decide_unique_queue(history, operations, calls)
                                    : decide_unique_stack(history, operations, calls);
    }
    std::string needs(const History& history, OperationIndex operation) const override {
        if (history.function_name(history.function(operation)) == insert_of(kind_)) {
            return "nothing";
        }
        const ValueId result = history.result(operation);
        return result == nil ? "it to be empty"
                             : fmt::format("{} to be {}",
                                           history.print(result),
                                           kind_ == Kind::queue ? "first" : "last");
    }

private:
    Kind kind_;
};

Judgement check_queue(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequenceType(Kind::queue), context);
}
Judgement check_stack(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequenceType(Kind::stack), context);
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
