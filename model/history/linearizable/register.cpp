// register and cas_register: one value that is read, written, and compared and set.
#include <teacup/model/history/linearizable/register.hpp>

#include <algorithm>
#include <string>
#include <unordered_set>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/unique_writes.hpp>
#include <teacup/model/history/shapes.hpp>

namespace teacup::model::history {

namespace {

StateId state_of(ValueId value) {
    return StateId{static_cast<std::uint32_t>(value)};
}

/// States are the values themselves.
class RegisterAutomaton : public Automaton {
public:
    RegisterAutomaton(const History& history, std::span<const PartOperation> operations)
        : history_(history) {
        calls_.reserve(operations.size());
        for (const PartOperation& operation : operations) {
            calls_.push_back(register_call(history, operation));
        }
    }
    StateId initial() override { return state_of(nil); }
    StateId step(StateId state, std::uint32_t place) override {
        const RegisterCall& call = calls_[place];
        switch (call.kind) {
            case RegisterCall::Kind::read:
                return call.is_known && state != state_of(call.from) ? no_state : state;
            case RegisterCall::Kind::write: return state_of(call.to);
            case RegisterCall::Kind::cas:
                if (state == state_of(call.from)) {
                    return state_of(call.to);
                }
                return call.is_known ? no_state : state;
            case RegisterCall::Kind::failed_cas:
                return state == state_of(call.from) ? no_state : state;
        }
        return no_state;
    }
    bool only_looks(std::uint32_t place) const override {
        const RegisterCall& call = calls_[place];
        return call.kind == RegisterCall::Kind::read ||
               call.kind == RegisterCall::Kind::failed_cas ||
               (call.kind == RegisterCall::Kind::cas && call.is_known && call.from == call.to);
    }
    StateId sole_state(std::uint32_t place) const override {
        const RegisterCall& call = calls_[place];
        const bool is_one =
            call.kind == RegisterCall::Kind::read || call.kind == RegisterCall::Kind::cas;
        return is_one && call.is_known ? state_of(call.from) : no_state;
    }
    StateId leads_to(std::uint32_t place) const override {
        const RegisterCall& call = calls_[place];
        return call.kind == RegisterCall::Kind::write || call.kind == RegisterCall::Kind::cas
                   ? state_of(call.to)
                   : no_state;
    }
    std::string print(StateId state) const override {
        return history_.print(ValueId{static_cast<std::uint32_t>(state)});
    }

private:
    const History& history_;
    std::vector<RegisterCall> calls_;
};

}  // namespace

std::vector<FunctionShape> register_functions(bool has_cas) {
    std::vector<FunctionShape> functions{{"read", "nothing", "a value"},
                                         {"write", "a value", "nothing"}};
    if (has_cas) {
        functions.push_back({"cas", "[from to]", "nothing", &wrong_cas});
    }
    return functions;
}

RegisterCall register_call(const History& history, const PartOperation& operation) {
    const std::string& function = history.function_name(history.function(operation.index));
    const ValueId argument = history.argument(operation.index);
    const bool is_known = operation.is_required();
    if (function == "read") {
        return {RegisterCall::Kind::read, is_known, history.result(operation.index), nil};
    }
    if (function == "write") {
        return {RegisterCall::Kind::write, is_known, nil, argument};
    }
    const auto items = history.values().items(argument);
    return {
        operation.answer == Answer::fail ? RegisterCall::Kind::failed_cas : RegisterCall::Kind::cas,
        is_known,
        items[0],
        items[1]};
}

bool RegisterType::is_answer(const History& history, OperationIndex failed) const {
    return history.function_name(history.function(failed)) == "cas" &&
           !was_refused(history, failed);
}

bool RegisterType::may_change(const History& history, OperationIndex operation) const {
    return history.function_name(history.function(operation)) != "read";
}

// An open write matters only when somebody needs its value: a read, a cas that succeeded, or an
// open cas whose own value matters. A failed cas may need any value but its own, so then all stay.
void RegisterType::reduce(const History& history, std::vector<PartOperation>& operations) const {
    std::unordered_set<std::uint32_t> wanted;
    std::vector<RegisterCall> calls;
    for (const PartOperation& operation : operations) {
        calls.push_back(register_call(history, operation));
        const RegisterCall& call = calls.back();
        if (call.kind == RegisterCall::Kind::failed_cas) {
            return;
        }
        if (call.is_known && call.kind != RegisterCall::Kind::write) {
            wanted.insert(static_cast<std::uint32_t>(call.from));
        }
    }
    for (bool has_grown = true; has_grown;) {
        has_grown = false;
        for (const RegisterCall& call : calls) {
            if (!call.is_known && call.kind == RegisterCall::Kind::cas &&
                wanted.count(static_cast<std::uint32_t>(call.to)) != 0) {
                has_grown |= wanted.insert(static_cast<std::uint32_t>(call.from)).second;
            }
        }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (calls[i].is_known || wanted.count(static_cast<std::uint32_t>(calls[i].to)) != 0) {
            operations[kept++] = operations[i];
        }
    }
    operations.resize(kept);
}

std::unique_ptr<Automaton> RegisterType::start(const History& history,
                                               std::span<const PartOperation> operations) const {
    return std::make_unique<RegisterAutomaton>(history, operations);
}

std::optional<Decision> RegisterType::decide(const History& history,
                                             std::span<const PartOperation> operations) const {
    std::vector<RegisterCall> calls;
    calls.reserve(operations.size());
    for (const PartOperation& operation : operations) {
        calls.push_back(register_call(history, operation));
    }
    return decide_unique_writes(history, operations, calls);
}

std::string RegisterType::needs(const History& history, OperationIndex operation) const {
    const std::string& function = history.function_name(history.function(operation));
    if (function == "read") {
        return fmt::format("the value {}", history.print(history.result(operation)));
    }
    if (function == "write") {
        return "any value";
    }
    const auto items = history.values().items(history.argument(operation));
    return fmt::format("{} {}",
                       history.outcome(operation) == Outcome::fail ? "any value but" : "the value",
                       history.print(items[0]));
}

namespace {

Judgement check_register(const History& history, const CheckContext& context) {
    return check_linearizable(history, RegisterType(), context);
}

const ModelRegistrar plain{{
    .name = "register",
    .meaning = "linearizable: a register that is read and written, one for each key",
    .functions = register_functions(false),
    .check = &check_register,
    .anomalies = generate::register_anomalies(),
    .generate = &generate::generate_register,
}};

const ModelRegistrar with_cas{{
    .name = "cas_register",
    .meaning = "linearizable: a register with compare-and-set; a failed cas is judged, too",
    .aliases = {"etcd_cas_register"},
    .functions = register_functions(true),
    .check = &check_register,
    .anomalies = generate::register_anomalies(),
    .generate = &generate::generate_cas_register,
}};

}  // namespace

}  // namespace teacup::model::history
