// Keys that are written and read, and a lock with fencing tokens.

#include <algorithm>
#include <optional>
#include <vector>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::generate {

namespace {

class DurableWorkload final : public Workload {
public:
    explicit DurableWorkload(const GenerateRequest& request)
        : plant_(request),
          chance_(request.seed, "generate/durability"),
          keys_(3 + request.operations / 200),
          asked_of_(request.clients) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        const bool is_due = plant_.is_due(turn);
        const std::size_t number = is_due ? ripe_key() : chance_.below(keys_.size());
        Key& key = keys_[number];
        Call call{.key = values.integer(static_cast<std::int64_t>(number)),
                  .may_fail = !is_due,
                  .may_stay_open = !is_due};
        asked_of_[turn.client] = {{.newest = key.newest, .older = key.older}, number};
        const std::uint64_t drawn = chance_.below(20);
        // Keys with odd numbers are never deleted: there, finding nothing is a loss.
        call.function = "read";
        if (is_due ? !is_ripe(key) : drawn < 10) {
            call.function = "write";
        }
        if (drawn == 0 && number % 2 == 0 && !is_due) {
            call.function = "delete";
        }
        if (call.function == "write") {
            call.argument = values.integer(next_++);
        }
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        Key& key = keys_[static_cast<std::size_t>(values.as_integer(call.key))];
        if (call.function == "write") {
            key.value = call.argument;
            return {.value = call.argument};
        }
        if (call.function == "delete") {
            key.value = nil;
            return {};
        }
        const Asked& known = asked_of_[turn.client];
        if (!call.may_stay_open && plant_.is_due(turn) && known.older != nil) {
            plant_.done();
            return {.value = plant_.wants("lost")          ? nil
                             : plant_.wants("rolled-back") ? known.older
                                                           : values.integer(next_++)};
        }
        return {.value = key.value};
    }

    void hear(const Turn& turn, const Call& call, const Answer& answer) override {
        if (call.function != "write" || answer.type != EventType::ok) {
            return;
        }
        // What was acknowledged before this write was asked for is certainly older.
        Key& key = keys_[asked_of_[turn.client].key];
        key.older = asked_of_[turn.client].newest;
        key.newest = call.argument;
    }

    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    struct Known {
        ValueId newest = nil;  ///< A write that was acknowledged.
        ValueId older = nil;   ///< One that was acknowledged before that one was asked for.
    };
    struct Key : Known {
        ValueId value = nil;
    };
    /// What was known of the key when a client asked about it.
    struct Asked : Known {
        std::size_t key = 0;
    };

    [[nodiscard]] static bool is_ripe(const Key& key) { return key.older != nil; }

    /// An odd key of which something can be told wrongly, or the first odd one.
    [[nodiscard]] std::size_t ripe_key() const {
        for (std::size_t i = 1; i < keys_.size(); i += 2) {
            if (is_ripe(keys_[i])) {
                return i;
            }
        }
        return 1;
    }

    Plant plant_;
    sim::Stream chance_;
    std::vector<Key> keys_;
    std::vector<Asked> asked_of_;  ///< By client.
    std::int64_t next_ = 0;
};

/// Clients that try to get a lock, use what it guards, and give it back. One whose answer never
/// comes has lost its session, and with it the lock.
class LockWorkload final : public Workload {
public:
    explicit LockWorkload(const GenerateRequest& request)
        : plant_(request),
          chance_(request.seed, "generate/resource_mutex"),
          clients_(request.clients) {}

    Call ask(const Turn& turn, ValueTable& values) override {
        Client& client = clients_[turn.client];
        const bool is_due = plant_.is_due(turn) && !is_last_;
        client.token_when_asked = told_;
        client.told_to_when_asked = told_to_;
        // Both holders of an overlap must live to ask for a release.
        Call call{.function = "acquire",
                  .may_fail = !is_due,
                  .may_stay_open = !is_due && !plant_.wants("overlap")};
        if (is_due && plant_.wants("stale-use") && used_ > 0) {
            call.function = "use";
            call.argument = values.integer(used_ - 5);
        } else if (client.is_holder && (is_last_ || (client.uses == 0 && !is_pinned(turn)))) {
            call.function = "release";
            call.may_fail = false;
            client.is_releasing = true;
        } else if (client.is_holder) {
            call.function = "use";
            call.argument = values.integer(client.token);
            client.uses -= client.uses > 0 ? 1 : 0;
        }
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        Client& client = clients_[turn.client];
        if (turn.number < client.session_begin) {
            return {};  // Its session has ended, and nobody waits for this answer.
        }
        if (call.function == "release") {
            holder_ = holder_ == turn.client ? nobody : holder_;
            return {};
        }
        if (call.function == "use") {
            const std::int64_t token = values.as_integer(call.argument);
            if (token >= used_token_ || (!call.may_stay_open && plant_.is_due("stale-use", turn))) {
                if (token < used_token_) {
                    plant_.done();
                }
                used_token_ = std::max(used_token_, token);
                return {.value = call.argument};
            }
            return {.type = EventType::fail, .error = values.text("stale token")};
        }
        return acquire(turn, call, values);
    }

    void hear(const Turn& turn, const Call& call, const Answer& answer) override {
        Client& client = clients_[turn.client];
        if (answer.type == EventType::info) {
            client = {.session_begin = turn.number + 1};
            holder_ = holder_ == turn.client ? nobody : holder_;
            return;
        }
        if (answer.type != EventType::ok) {
            return;
        }
        if (call.function == "acquire") {
            client.is_holder = true;
            client.is_releasing = false;
            client.uses = static_cast<std::uint32_t>(chance_.below(3));
            client.token = client.granted;
            if (client.token > told_) {
                told_ = client.token;
                told_to_ = turn.client;
            }
            pinned_ = pinned_ && intruder_ == turn.client ? std::nullopt : pinned_;
        } else if (call.function == "use") {
            used_ = std::max(used_, client.token);
        } else {
            client.is_holder = false;
        }
    }

    void begin_last() { is_last_ = true; }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    static constexpr std::uint32_t nobody = 0xffff'ffffU;
    struct Client {
        std::uint64_t session_begin = 0;  ///< What it asked before has no effect any more.
        bool is_holder = false;           ///< As far as it knows.
        bool is_releasing = false;
        std::uint32_t uses = 0;  ///< How often it will use what the lock guards.
        std::int64_t token = 0;
        std::int64_t granted = 0;  ///< The token of an acquire that it has not heard of yet.
        std::int64_t token_when_asked = 0;
        std::uint32_t told_to_when_asked = nobody;
    };

    /// Who holds the lock while it is given to another one keeps it until that one knows.
    [[nodiscard]] bool is_pinned(const Turn& turn) const { return pinned_ == turn.client; }

    Answer acquire(const Turn& turn, const Call& call, ValueTable& values) {
        Client& client = clients_[turn.client];
        const bool may_plant = !call.may_stay_open;
        if (holder_ != nobody) {
            const bool is_held_knowingly = holder_ != turn.client && clients_[holder_].is_holder &&
                                           !clients_[holder_].is_releasing;
            if (!may_plant || !plant_.is_due("overlap", turn) || !is_held_knowingly) {
                return {.type = EventType::fail, .error = values.text("held")};
            }
            pinned_ = holder_;
            intruder_ = turn.client;
            plant_.done();
        }
        holder_ = turn.client;
        next_token_ += 10;
        client.granted = next_token_;
        if (may_plant && client.token_when_asked > 0) {
            if (client.told_to_when_asked != turn.client && plant_.is_due("token-reused", turn)) {
                client.granted = client.token_when_asked;
                plant_.done();
            } else if (plant_.is_due("token-backwards", turn)) {
                client.granted = client.token_when_asked - 5;
                plant_.done();
            }
        }
        return {.value = values.integer(client.granted)};
    }

    Plant plant_;
    sim::Stream chance_;
    std::vector<Client> clients_;
    std::uint32_t holder_ = nobody;
    std::optional<std::uint32_t> pinned_;
    std::uint32_t intruder_ = nobody;
    std::int64_t next_token_ = 0;
    std::int64_t told_ = 0;  ///< The largest token that a client was told.
    std::uint32_t told_to_ = nobody;
    std::int64_t used_token_ = 0;  ///< The largest that the resource saw.
    std::int64_t used_ = 0;        ///< The largest whose use a client was told of.
    bool is_last_ = false;
};

}  // namespace

bool generate_durability(const GenerateRequest& request, HistoryBuilder& builder) {
    DurableWorkload workload(request);
    Clients clients(request, "durability", builder);
    clients.run(workload, request.operations);
    return workload.is_complete();
}

bool generate_resource_mutex(const GenerateRequest& request, HistoryBuilder& builder) {
    LockWorkload workload(request);
    Clients clients(request, "resource_mutex", builder);
    clients.run(workload, operations_before_last(request));
    workload.begin_last();
    clients.run_each_once(workload);
    return workload.is_complete();
}

}  // namespace teacup::model::history::generate
