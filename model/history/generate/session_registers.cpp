// Clients of registers, for the models of sessions.
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/objects.hpp>

namespace teacup::model::history::generate {

namespace {

constexpr std::uint64_t keys = 3;

/// What clients ask besides reads: writes; those and cas; puts of texts. No appends: to find an
/// order for many of them takes a search beyond all limits.
enum class Kind : std::uint8_t { plain, with_cas, map };

class SessionWorkload : public Workload {
public:
    SessionWorkload(const GenerateRequest& request, Kind kind)
        : kind_(kind),
          plant_(request),
          chance_(request.seed, "generate/sessions"),
          sessions_(request.clients) {}

    Call ask(const Turn& turn, ValueTable& values) override;
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override;
    void hear(const Turn& turn, const Call& call, const Answer& answer) override;
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    /// What a session did to a key; values that it heard of.
    struct Past {
        std::optional<ValueId> read = {};         ///< Last.
        std::optional<ValueId> read_before = {};  ///< Something else, before that.
        std::optional<ValueId> wrote = {};
        std::optional<ValueId> read_before_write = {};
    };
    struct Session {
        std::map<ValueId, Past> pasts;
        std::optional<ValueId> planted;
        ValueId wrote = nil;  ///< By the operation that is under way.
    };
    /// What the session of a write had written and read of the key before.
    struct Origin {
        std::uint32_t client = 0;
        std::optional<ValueId> wrote = {};
        std::optional<ValueId> read = {};
    };
    /// What this client must not read of the key now, if it can be told for sure.
    [[nodiscard]] std::optional<ValueId> wrong_value(const Turn& turn, ValueId key);

    [[nodiscard]] bool is_read(const Call& call) const { return call.function == read_name(); }
    [[nodiscard]] std::string_view read_name() const { return kind_ == Kind::map ? "get" : "read"; }
    [[nodiscard]] Call change(ValueId key, ValueId fresh, const Past& past, ValueTable& values);

    Kind kind_;
    Plant plant_;
    sim::Stream chance_;
    std::vector<Session> sessions_;
    std::map<ValueId, ValueId> current_;
    std::map<ValueId, Origin> origins_;  ///< Of values; values differ on all keys.
    std::int64_t last_value_ = 0;
};

std::optional<ValueId> SessionWorkload::wrong_value(const Turn& turn, ValueId key) {
    const Past& past = sessions_[turn.client].pasts[key];
    for (const char* anomaly : {"not_sequential", "read_your_writes", "WriteCORead"}) {
        if (plant_.is_due(anomaly, turn)) {
            return past.read_before_write;
        }
    }
    if (plant_.is_due("monotonic_reads", turn)) {
        return past.read_before;
    }
    const bool is_order = plant_.is_due("monotonic_writes", turn);
    if ((is_order || plant_.is_due("writes_follow_reads", turn)) && past.read) {
        const auto origin = origins_.find(*past.read);
        if (origin != origins_.end() && origin->second.client != turn.client) {
            return is_order ? origin->second.wrote : origin->second.read;
        }
    }
    return std::nullopt;
}

Call SessionWorkload::ask(const Turn& turn, ValueTable& values) {
    const ValueId key = values.integer(static_cast<std::int64_t>(chance_.below(keys)));
    Session& session = sessions_[turn.client];
    session.planted = wrong_value(turn, key);
    if (session.planted) {
        plant_.done();
        return {.function = read_name(), .key = key, .may_fail = false, .may_stay_open = false};
    }
    if (chance_.below(2) == 0) {
        return {.function = read_name(), .key = key};
    }
    ++last_value_;
    const ValueId value = kind_ == Kind::map ? values.text("v" + std::to_string(last_value_) + " ")
                                             : values.integer(last_value_);
    const Past& past = session.pasts[key];
    origins_[value] = {turn.client, past.wrote, past.read};
    session.wrote = value;
    return change(key, value, past, values);
}

Call SessionWorkload::change(ValueId key, ValueId fresh, const Past& past, ValueTable& values) {
    if (kind_ == Kind::with_cas && chance_.below(2) == 0) {
        const ValueId pair[] = {past.read.value_or(nil), fresh};
        return {.function = "cas", .key = key, .argument = values.list(pair)};
    }
    return {.function = kind_ == Kind::map ? "put" : "write", .key = key, .argument = fresh};
}

Answer SessionWorkload::take_effect(const Turn& turn, const Call& call, ValueTable& values) {
    ValueId& current = current_[call.key];
    if (is_read(call)) {
        return {.value = sessions_[turn.client].planted.value_or(current)};
    }
    if (call.function == "cas") {
        const auto pair = values.items(call.argument);
        if (pair[0] != current) {
            return {.value = call.argument, .type = EventType::fail};
        }
        current = pair[1];
    } else {
        current = call.argument;
    }
    return {.value = call.argument};
}

void SessionWorkload::hear(const Turn& turn, const Call& call, const Answer& answer) {
    Session& session = sessions_[turn.client];
    if (answer.type == EventType::info) {
        session = {};  // The process goes on as a new session.
        return;
    }
    if (answer.type != EventType::ok) {
        return;
    }
    Past& past = session.pasts[call.key];
    if (!is_read(call)) {
        past.read_before_write = past.read;
        past.wrote = session.wrote;
        if (call.function == "cas") {
            past.read = session.wrote;  // What its next cas expects.
        }
    } else if (answer.value != nil) {
        if (past.read && *past.read != answer.value) {
            past.read_before = past.read;
        }
        past.read = answer.value;
    }
}

bool generate_for(Kind kind, const GenerateRequest& request, HistoryBuilder& builder) {
    SessionWorkload workload(request, kind);
    Clients(request, "sessions", builder).run(workload, request.operations);
    return workload.is_complete();
}

}  // namespace

bool generate_sessions(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_for(Kind::plain, request, builder);
}
bool generate_cas_sessions(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_for(Kind::with_cas, request, builder);
}
bool generate_kv_sessions(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_for(Kind::map, request, builder);
}

}  // namespace teacup::model::history::generate
