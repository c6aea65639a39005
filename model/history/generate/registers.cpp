// Clients of registers and maps.
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/objects.hpp>

namespace teacup::model::history::generate {

namespace {

struct Kind {
    std::string_view name;
    std::uint64_t keys;
    bool has_cas;
    bool is_map;
};

/// Every value is written once, so what is wrong can be known for sure.
class RegisterWorkload : public Workload {
public:
    RegisterWorkload(const GenerateRequest& request, const Kind& kind)
        : kind_(kind),
          plant_(request),
          chance_(request.seed, std::string("generate/").append(kind.name)),
          asked_(request.clients) {}

    Call ask(const Turn& turn, ValueTable& values) override;
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override;
    void hear(const Turn& turn, const Call& call, const Answer& answer) override;
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    /// A value, and since when it is known: what is asked later than that comes after it.
    struct Known {
        ValueId value = nil;
        std::int64_t since_ns = 0;
    };
    struct Key {
        ValueId current = nil;
        /// A value that was read, and of those one that had surely been written over.
        std::optional<Known> settled = {};
        std::optional<Known> stale = {};
        std::optional<std::uint64_t> dirty = {};  ///< The turn of a failed write that is in it.
    };
    /// What is known of a client's operation that is under way.
    struct Asked {
        std::uint64_t number = 0;
        std::optional<ValueId> settled = {};  ///< Before it was asked.
        std::optional<ValueId> stale = {};    ///< What it is to read, wrongly.
        std::optional<std::uint64_t> dirty = {};
        /// The turn of the lost write that this read shows to be lost.
        std::optional<std::uint64_t> proves_loss = {};
    };
    struct Lost {
        enum class Phase : std::uint8_t { none, asked, told } phase = Phase::none;
        std::uint64_t turn = 0;
        ValueId key = nil;
        ValueId settled = nil;
        std::int64_t told_ns = 0;
    };

    [[nodiscard]] static std::optional<ValueId> value_before(const std::optional<Known>& known,
                                                             const Turn& turn) {
        return known && known->since_ns < turn.now_ns ? std::optional(known->value) : std::nullopt;
    }
    [[nodiscard]] bool is_read(const Call& call) const {
        return call.function == (kind_.is_map ? "get" : "read");
    }
    [[nodiscard]] Call read(ValueId key) const {
        return {.function = kind_.is_map ? "get" : "read", .key = key};
    }
    [[nodiscard]] Call change(ValueId key, ValueTable& values);
    [[nodiscard]] std::optional<Call> plant(const Turn& turn, ValueId key, ValueTable& values);

    Kind kind_;
    Plant plant_;
    sim::Stream chance_;
    std::map<ValueId, Key> keys_;
    std::vector<Asked> asked_;
    Lost lost_;
    /// Turns of writes that took effect and answered that they failed; of those, the ones whose
    /// value was read, and whose answer was heard.
    std::set<std::uint64_t> dirty_;
    std::set<std::uint64_t> dirty_read_;
    std::set<std::uint64_t> dirty_failed_;
    std::int64_t last_value_ = 0;
};

Call RegisterWorkload::change(ValueId key, ValueTable& values) {
    const std::uint64_t choice = chance_.below(4);
    ++last_value_;
    if (kind_.is_map) {
        return {.function = choice == 0 ? "put" : "append",
                .key = key,
                .argument = values.text("v" + std::to_string(last_value_) + " ")};
    }
    const ValueId fresh = values.integer(last_value_);
    if (kind_.has_cas && choice < 2) {
        const auto& settled = keys_[key].settled;
        const ValueId pair[] = {settled ? settled->value : nil, fresh};
        return {.function = "cas", .key = key, .argument = values.list(pair)};
    }
    return {.function = "write", .key = key, .argument = fresh};
}

std::optional<Call> RegisterWorkload::plant(const Turn& turn, ValueId key, ValueTable& values) {
    Key& state = keys_[key];
    Asked& asked = asked_[turn.client];
    std::optional<Call> call;
    if (lost_.phase != Lost::Phase::none) {
        call = read(lost_.key);
        if (lost_.phase == Lost::Phase::told && lost_.told_ns < turn.now_ns) {
            asked.proves_loss = lost_.turn;
        }
    } else if (plant_.is_due("stale_read", turn) && value_before(state.stale, turn)) {
        asked.stale = value_before(state.stale, turn);
        call = read(key);
        plant_.done();
    } else if (plant_.is_due("lost_write", turn) && value_before(state.settled, turn)) {
        lost_ = {Lost::Phase::asked, turn.number, key, *value_before(state.settled, turn)};
        call = {.function = kind_.is_map ? "append" : "write",
                .key = key,
                .argument = kind_.is_map ? values.text("lost " + std::to_string(++last_value_))
                                         : values.integer(++last_value_)};
    }
    if (call) {
        call->may_fail = false;
        call->may_stay_open = false;
    }
    return call;
}

Call RegisterWorkload::ask(const Turn& turn, ValueTable& values) {
    ValueId key = nil;
    if (kind_.keys > 1) {
        const auto number = static_cast<std::int64_t>(chance_.below(kind_.keys));
        key = kind_.is_map ? values.text("k" + std::to_string(number)) : values.integer(number);
    }
    asked_[turn.client] = {.number = turn.number};
    if (const auto planted = plant(turn, key, values)) {
        return *planted;
    }
    asked_[turn.client].settled = value_before(keys_[key].settled, turn);
    return chance_.below(2) == 0 ? read(key) : change(key, values);
}

Answer RegisterWorkload::take_effect(const Turn& turn, const Call& call, ValueTable& values) {
    Key& key = keys_[call.key];
    Asked& asked = asked_[turn.client];
    if (is_read(call)) {
        if (asked.number != turn.number) {
            return {};  // Too late: the client has gone on.
        }
        asked.dirty = key.dirty;
        return {.value = asked.stale.value_or(key.current)};
    }
    if (lost_.phase == Lost::Phase::asked && lost_.turn == turn.number) {
        return {.value = call.argument};
    }
    if (call.function == "cas") {
        const ValueId from = values.items(call.argument)[0];
        const ValueId to = values.items(call.argument)[1];
        if (from != key.current) {
            return {.value = call.argument, .type = EventType::fail};
        }
        key.current = to;
        key.dirty.reset();
        return {.value = call.argument};
    }
    if (call.function == "append") {
        std::string text(key.current == nil ? "" : values.as_text(key.current));
        key.current = values.text(text.append(values.as_text(call.argument)));
    } else {
        key.current = call.argument;
        key.dirty.reset();
    }
    if (plant_.is_due("dirty_read", turn)) {
        key.dirty = turn.number;
        dirty_.insert(turn.number);
        return {.value = call.argument, .type = EventType::fail, .error = values.text("aborted")};
    }
    return {.value = call.argument};
}

void RegisterWorkload::hear(const Turn& turn, const Call& call, const Answer& answer) {
    Key& key = keys_[call.key];
    const Asked& asked = asked_[turn.client];
    if (!is_read(call)) {
        if (lost_.phase == Lost::Phase::asked && lost_.turn == turn.number) {
            lost_.phase = Lost::Phase::told;
            lost_.told_ns = turn.now_ns;
        } else if (answer.type == EventType::ok && asked.settled) {
            key.stale = {*asked.settled, turn.now_ns};  // It was read before this was asked.
        } else if (answer.type == EventType::fail && dirty_.count(turn.number) != 0) {
            dirty_failed_.insert(turn.number);
        }
    } else if (answer.type == EventType::ok) {
        if (lost_.phase == Lost::Phase::told && asked.proves_loss == lost_.turn) {
            if (answer.value == lost_.settled) {
                plant_.done();
            }
            lost_ = {};  // Another write was faster; try again.
        }
        if (!asked.stale) {
            key.settled = {answer.value, turn.now_ns};
        }
        if (asked.dirty) {
            dirty_read_.insert(*asked.dirty);
        }
    }
    for (const std::uint64_t failed : dirty_failed_) {
        if (dirty_read_.count(failed) != 0) {
            plant_.done();
        }
    }
}

bool generate_for(const Kind& kind, const GenerateRequest& request, HistoryBuilder& builder) {
    RegisterWorkload workload(request, kind);
    Clients(request, kind.name, builder).run(workload, request.operations);
    return workload.is_complete();
}

}  // namespace

std::vector<std::string> register_anomalies() {
    return {"dirty_read", "lost_write", "stale_read"};
}

bool generate_register(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_for(
        {.name = "register", .keys = 1, .has_cas = false, .is_map = false}, request, builder);
}

bool generate_cas_register(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_for(
        {.name = "cas_register", .keys = 1, .has_cas = true, .is_map = false}, request, builder);
}

bool generate_kv(const GenerateRequest& request, HistoryBuilder& builder) {
    constexpr std::uint64_t operations_a_key = 100;
    return generate_for({.name = "kv",
                         .keys = 1 + request.operations / operations_a_key,
                         .has_cas = false,
                         .is_map = true},
                        request,
                        builder);
}

}  // namespace teacup::model::history::generate
