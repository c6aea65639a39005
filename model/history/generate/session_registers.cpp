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

class SessionWorkload : public Workload {
public:
    explicit SessionWorkload(const GenerateRequest& request)
        : plant_(request), chance_(request.seed, "generate/sessions"), sessions_(request.clients) {}

    Call ask(const Turn& turn, ValueTable& values) override;
    Answer take_effect(const Turn& turn, const Call& call, ValueTable& /*values*/) override;
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
    };
    /// What the session of a write had written and read of the key before.
    struct Origin {
        std::uint32_t client = 0;
        std::optional<ValueId> wrote = {};
        std::optional<ValueId> read = {};
    };
    /// What this client must not read of the key now, if it can be told for sure.
    [[nodiscard]] std::optional<ValueId> wrong_value(const Turn& turn, ValueId key);

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
        return {.function = "read", .key = key, .may_fail = false, .may_stay_open = false};
    }
    if (chance_.below(2) == 0) {
        return {.function = "read", .key = key};
    }
    const ValueId value = values.integer(++last_value_);
    const Past& past = session.pasts[key];
    origins_[value] = {turn.client, past.wrote, past.read};
    return {.function = "write", .key = key, .argument = value};
}

Answer SessionWorkload::take_effect(const Turn& turn, const Call& call, ValueTable& /*values*/) {
    ValueId& current = current_[call.key];
    if (call.function == "write") {
        current = call.argument;
        return {.value = current};
    }
    return {.value = sessions_[turn.client].planted.value_or(current)};
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
    if (call.function == "write") {
        past.read_before_write = past.read;
        past.wrote = call.argument;
    } else if (answer.value != nil) {
        if (past.read && *past.read != answer.value) {
            past.read_before = past.read;
        }
        past.read = answer.value;
    }
}

}  // namespace

bool generate_sessions(const GenerateRequest& request, HistoryBuilder& builder) {
    SessionWorkload workload(request);
    Clients(request, "sessions", builder).run(workload, request.operations);
    return workload.is_complete();
}

}  // namespace teacup::model::history::generate
