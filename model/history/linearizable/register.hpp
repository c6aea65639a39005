/// \file
/// Registers: what their operations mean, for all checkers that judge them.
#pragma once

#include <memory>
#include <vector>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/linearizable/data_type.hpp>

namespace teacup::model::history {

struct RegisterCall {
    enum class Kind : std::uint8_t { read, write, cas, failed_cas } kind;
    bool is_known;  ///< Its answer is.
    ValueId from;   ///< Of a read: its result. Of a cas: what it must find, or not find.
    ValueId to;     ///< Of a write and a cas.
};
[[nodiscard]] RegisterCall register_call(const History& history, const PartOperation& operation);

[[nodiscard]] std::vector<FunctionShape> register_functions(bool has_cas);

/// One value, nil at first: read, write, cas.
class RegisterType : public DataType {
public:
    [[nodiscard]] bool is_answer(const History& history, OperationIndex failed) const override;
    [[nodiscard]] bool may_change(const History& history, OperationIndex operation) const override;
    void reduce(const History& history, std::vector<PartOperation>& operations) const override;
    [[nodiscard]] std::unique_ptr<Automaton> start(
        const History& history, std::span<const PartOperation> operations) const override;
    [[nodiscard]] std::optional<Decision> decide(
        const History& history, std::span<const PartOperation> operations) const override;
    [[nodiscard]] std::string needs(const History& history,
                                    OperationIndex operation) const override;
};

}  // namespace teacup::model::history
