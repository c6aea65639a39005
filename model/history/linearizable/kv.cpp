// kv and kv_by_key: a map that is read, put to and appended to. Both are judged key by key:
// operations concern one key each, and linearizability is local, so the map is linearizable exactly
// when each of its keys is.
#include <teacup/model/history/linearizable/kv.hpp>

#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/text_states.hpp>
#include <teacup/model/history/linearizable/unique_writes.hpp>

namespace teacup::model::history {

namespace {

enum class KvKind : std::uint8_t { get, put, append };

KvKind kind_of(const History& history, OperationIndex operation) {
    const std::string& function = history.function_name(history.function(operation));
    return function == "append"                       ? KvKind::append
           : function == "put" || function == "write" ? KvKind::put
                                                      : KvKind::get;
}

class KvAutomaton : public Automaton {
public:
    KvAutomaton(const History& history, std::span<const PartOperation> operations)
        : texts_(history.values()) {
        calls_.reserve(operations.size());
        for (const PartOperation& operation : operations) {
            const KvKind kind = kind_of(history, operation.index);
            const ValueId argument = history.argument(operation.index);
            calls_.push_back({.kind = kind,
                              .is_known = operation.is_required(),
                              .argument = argument,
                              .value = kind == KvKind::put ? texts_.value(argument)
                                       : kind == KvKind::get && operation.is_required()
                                           ? texts_.value(history.result(operation.index))
                                           : no_state});
        }
    }
    StateId initial() override { return texts_.empty(); }
    StateId step(StateId state, std::uint32_t place) override {
        const KvCall& call = calls_[place];
        switch (call.kind) {
            case KvKind::get: return call.is_known && state != call.value ? no_state : state;
            case KvKind::put: return call.value;
            case KvKind::append: {
                const StateId next = texts_.append(state, call.argument);
                return next == no_state && !call.is_known ? state : next;
            }
        }
        return no_state;
    }
    bool only_looks(std::uint32_t place) const override {
        return calls_[place].kind == KvKind::get;
    }
    StateId sole_state(std::uint32_t place) const override {
        const KvCall& call = calls_[place];
        return call.kind == KvKind::get && call.is_known ? call.value : no_state;
    }
    StateId leads_to(std::uint32_t place) const override {
        return calls_[place].kind == KvKind::put ? calls_[place].value : no_state;
    }
    std::string print(StateId state) const override { return texts_.print(state); }
    std::size_t size_bytes() const noexcept override { return texts_.size_bytes(); }

private:
    struct KvCall {
        KvKind kind;
        bool is_known;
        ValueId argument;
        StateId value;  ///< What is put, or was got.
    };
    TextStates texts_;
    std::vector<KvCall> calls_;
};

class KvType : public DataType {
public:
    bool may_change(const History& history, OperationIndex operation) const override {
        return kind_of(history, operation) != KvKind::get;
    }
    void reduce(const History& history, std::vector<PartOperation>& operations) const override;
    std::unique_ptr<Automaton> start(const History& history,
                                     std::span<const PartOperation> operations) const override {
        return std::make_unique<KvAutomaton>(history, operations);
    }
    std::optional<Decision> decide(const History& history,
                                   std::span<const PartOperation> operations) const override;
    std::string needs(const History& history, OperationIndex operation) const override {
        return kind_of(history, operation) == KvKind::get
                   ? fmt::format("the value {}", history.print(history.result(operation)))
                   : "nothing";
    }
};

// What an open put or append writes is part of everything read until the next put. If it is part of
// nothing that was read, nobody saw it, and leaving it out explains the same answers.
void KvType::reduce(const History& history, std::vector<PartOperation>& operations) const {
    const ValueTable& values = history.values();
    Substrings sought;
    for (const PartOperation& operation : operations) {
        if (!operation.is_required()) {
            sought.add(values, history.argument(operation.index));
        }
    }
    if (sought.is_empty()) {
        return;
    }
    std::unordered_set<std::uint32_t> results;
    for (const PartOperation& operation : operations) {
        const ValueId result = history.result(operation.index);
        if (kind_of(history, operation.index) == KvKind::get &&
            results.insert(static_cast<std::uint32_t>(result)).second) {
            sought.look_into(values, result);
        }
    }
    const auto is_unseen = [&](const PartOperation& operation) {
        return !operation.is_required() &&
               !sought.may_be_found(values, history.argument(operation.index));
    };
    operations.erase(std::remove_if(operations.begin(), operations.end(), is_unseen),
                     operations.end());
}

// Without appends, and with "" for nil, a key is a register.
std::optional<Decision> KvType::decide(const History& history,
                                       std::span<const PartOperation> operations) const {
    const ValueTable& values = history.values();
    const auto value_of = [&](ValueId value) {
        return values.kind(value) == ValueKind::text && values.as_text(value).empty() ? nil : value;
    };
    std::vector<RegisterCall> calls;
    for (const PartOperation& operation : operations) {
        const KvKind kind = kind_of(history, operation.index);
        if (kind == KvKind::append) {
            return std::nullopt;
        }
        calls.push_back(
            {.kind = kind == KvKind::get ? RegisterCall::Kind::read : RegisterCall::Kind::write,
             .is_known = operation.is_required(),
             .from = value_of(history.result(operation.index)),
             .to = value_of(history.argument(operation.index))});
    }
    return decide_unique_writes(history, operations, calls);
}

std::string wrong_append(const History& history, const Operation& operation) {
    return history.values().kind(operation.argument) == ValueKind::text
               ? ""
               : fmt::format("the argument of append is a text, not {}",
                             history.print(operation.argument));
}

}  // namespace

std::unique_ptr<DataType> kv_type() {
    return std::make_unique<KvType>();
}

std::vector<FunctionShape> kv_functions() {
    return {{"get", "nothing", "a value"},
            {"put", "a value", "nothing"},
            {"append", "a text", "nothing", &wrong_append},
            {"read", "nothing", "a value"},
            {"write", "a value", "nothing"}};
}

namespace {

Judgement check_kv(const History& history, const CheckContext& context) {
    return check_linearizable(history, KvType(), context);
}

const ModelRegistrar whole{{
    .name = "kv",
    .meaning = "linearizable: a map with get, put and append, judged as a whole",
    .aliases = {"kv_no_partition"},
    .functions = kv_functions(),
    .check = &check_kv,
    .anomalies = generate::register_anomalies(),
    .generate = &generate::generate_kv,
}};

const ModelRegistrar by_key{{
    .name = "kv_by_key",
    .meaning = "linearizable: a map with get, put and append, each key judged alone",
    .aliases = {"kv_per_key_partition"},
    .functions = kv_functions(),
    .check = &check_kv,
    .anomalies = generate::register_anomalies(),
    .generate = &generate::generate_kv,
}};

}  // namespace

}  // namespace teacup::model::history
