/// \file
/// What the checkers of linearizability and sequential consistency know of a sequential object.
/// Users write a SequentialModel (sequential_model.hpp) rather than one of these.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <teacup/model/history/linearizable/automaton.hpp>

namespace teacup::model::history {

/// What a quick exact test says of one part.
struct Decision {
    bool is_linearizable = false;
    /// If so: all required operations, and those unknown ones that took effect, in order.
    std::vector<std::uint32_t> order = {};
    /// If not: a required operation that cannot be placed, by its place in the part.
    std::uint32_t to_blame = 0;
};

class DataType {
public:
    virtual ~DataType() = default;

    /// Operations of different parts concern different objects, and each object is judged alone:
    /// linearizability is local (Herlihy and Wing 1990, theorem 1), so nothing is lost.
    [[nodiscard]] virtual ValueId part_of(const History& history, OperationIndex operation) const {
        return history.key(operation);
    }
    /// Does this failed operation tell of the object's state? By default it did not happen.
    [[nodiscard]] virtual bool is_answer(const History& history, OperationIndex failed) const {
        (void)history, (void)failed;
        return false;
    }
    /// May it change the state? One that cannot is left out unless its answer is known.
    [[nodiscard]] virtual bool may_change(const History& history, OperationIndex operation) const {
        (void)history, (void)operation;
        return true;
    }
    /// Drops operations of unknown answer that cannot matter to the verdict. May be left out.
    virtual void reduce(const History& history, std::vector<PartOperation>& operations) const {
        (void)history, (void)operations;
    }
    /// \pre history and operations outlive the automaton
    [[nodiscard]] virtual std::unique_ptr<Automaton> start(
        const History& history, std::span<const PartOperation> operations) const = 0;

    /// An exact test that is quicker than the search, where there is one for these operations.
    [[nodiscard]] virtual std::optional<Decision> decide(
        const History& history, std::span<const PartOperation> operations) const {
        (void)history, (void)operations;
        return std::nullopt;
    }
    /// What the operation needs of the state to answer as it did, for people: "the value 3".
    [[nodiscard]] virtual std::string needs(const History& history,
                                            OperationIndex operation) const {
        (void)history, (void)operation;
        return "a state that allows its answer";
    }
};

/// The operations of one part as they were known at the moment `end`, in order of invocation:
/// what was not answered by then has an unknown answer.
/// \param part operations of one part, in order of invocation
[[nodiscard]] std::vector<PartOperation> operations_until(const History& history,
                                                          const DataType& type,
                                                          std::span<const OperationIndex> part,
                                                          Moment end = never);

}  // namespace teacup::model::history
