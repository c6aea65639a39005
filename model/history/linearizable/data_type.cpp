#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

std::vector<PartOperation> operations_until(const History& history,
                                            const DataType& type,
                                            std::span<const OperationIndex> part,
                                            Moment end) {
    std::vector<PartOperation> operations;
    operations.reserve(part.size());
    for (const OperationIndex index : part) {
        const Moment invoked = history.invoked(index);
        if (invoked > end) {
            continue;
        }
        const Moment completed = history.completed(index);
        Answer answer = Answer::unknown;
        if (completed != never && completed <= end) {
            answer = history.outcome(index) == Outcome::ok ? Answer::ok : Answer::fail;
            if (answer == Answer::fail && !type.is_answer(history, index)) {
                continue;
            }
        } else if (!type.may_change(history, index)) {
            continue;
        }
        operations.push_back({.index = index,
                              .invoked = invoked,
                              .completed = answer == Answer::unknown ? never : completed,
                              .answer = answer});
    }
    type.reduce(history, operations);
    return operations;
}

}  // namespace teacup::model::history
