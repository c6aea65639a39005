/// \file
/// What the checkers of this folder share: findings, elements as dense numbers, operations by key.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history::checkers {

/// Gathers what is wrong: the first finding of each kind is told, the others are counted.
class Findings {
public:
    /// `tell` makes the message and the operations of a HistoryFinding; called for the first only.
    template <class Tell>
    void add(std::string_view anomaly, const Tell& tell) {
        for (HistoryFinding& finding : findings_) {
            if (finding.anomaly == anomaly) {
                ++finding.count;
                return;
            }
        }
        findings_.push_back(tell());
        findings_.back().anomaly = anomaly;
    }
    /// Takes a finding that stands for `finding.count` of its kind.
    void add_many(std::string_view anomaly, HistoryFinding finding);
    [[nodiscard]] std::uint64_t count(std::string_view anomaly) const;

    /// The verdict over `judged` operations; `why_nothing` is the reason when there was none.
    [[nodiscard]] Judgement judgement(std::uint64_t judged,
                                      std::string_view why_nothing,
                                      const Budget& budget) &&;

private:
    std::vector<HistoryFinding> findings_;
};

/// Numbers elements from 0 in the order in which they are first met, equal ones alike.
class Elements {
public:
    static constexpr std::uint32_t none = 0xffff'ffffU;

    explicit Elements(const ValueTable& values) : values_(values), compounds_(Less{&values}) {}
    [[nodiscard]] std::uint32_t number(ValueId element);
    /// `none` when it was never met.
    [[nodiscard]] std::uint32_t find(ValueId element) const;
    [[nodiscard]] std::uint32_t size() const noexcept {
        return static_cast<std::uint32_t>(ids_.size());
    }
    [[nodiscard]] ValueId operator[](std::uint32_t number) const { return ids_[number]; }

private:
    struct Less {
        const ValueTable* values;
        bool operator()(ValueId one, ValueId other) const {
            return values->compare(one, other) < 0;
        }
    };
    const ValueTable& values_;
    std::unordered_map<std::uint32_t, std::uint32_t> scalars_;  ///< By handle; order unseen.
    std::map<ValueId, std::uint32_t, Less> compounds_;
    std::vector<ValueId> ids_;
};

/// The operations of one key, in the order of invocation; of all when none names a key.
struct KeyGroup {
    ValueId key = nil;
    std::vector<OperationIndex> operations;
    /// "" or "key x: ", to begin a sentence with.
    [[nodiscard]] std::string prefix(const History& history) const;
};
/// About what these checkers need for each operation, and for each item of its answer.
inline constexpr std::size_t bytes_per_operation = 160;
inline constexpr std::size_t bytes_per_item = 40;

/// Takes from the budget what a checker will need. False: the memory limit is reached.
[[nodiscard]] bool take_memory(const History& history, Budget& budget);

/// By key, in the order in which keys are first met. Takes memory; empty when there is not enough.
[[nodiscard]] std::vector<KeyGroup> by_key(const History& history, Budget& budget);

/// The invocation or the completion of an operation. One that stays open has no completion.
struct Occurrence {
    Moment at;
    OperationIndex operation;
    bool is_completion;
};
/// Of these operations, in the order in which they happened.
[[nodiscard]] std::vector<Occurrence> occurrences(const History& history,
                                                  const std::vector<OperationIndex>& operations);

/// Compares the function of operations with names, by one look-up a name.
class FunctionIs {
public:
    FunctionIs(const History& history, std::initializer_list<std::string_view> names);
    [[nodiscard]] bool operator()(OperationIndex operation) const {
        return is_[static_cast<std::size_t>(history_.function(operation))];
    }

private:
    const History& history_;
    std::vector<bool> is_;
};

/// Its items when it is a list or a set; empty for anything else.
[[nodiscard]] std::span<const ValueId> elements_of(const ValueTable& values, ValueId value);
/// Whether it is a list or a set.
[[nodiscard]] bool is_collection(const ValueTable& values, ValueId value);

/// "1, 2 and 5 more": the first few of many, as people read them.
[[nodiscard]] std::string few_of(const History& history, const std::vector<ValueId>& values);

// FunctionShape::wrong of common shapes.
[[nodiscard]] std::string wrong_collection_result(const History& history, const Operation& one);
[[nodiscard]] std::string wrong_integer_result(const History& history, const Operation& one);
[[nodiscard]] std::string wrong_integer_argument(const History& history, const Operation& one);
[[nodiscard]] std::string wrong_missing_argument(const History& history, const Operation& one);

}  // namespace teacup::model::history::checkers
