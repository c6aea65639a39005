// Clients that send to logs and poll them, each with its own places in them.

#include <algorithm>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <teacup/model/history/generate/clients.hpp>
#include <teacup/model/history/generate/workloads.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history::generate {

namespace {

constexpr std::size_t keys = 3;
/// Offsets leave room for a message that comes late.
constexpr std::int64_t offset_step = 10;
constexpr std::int64_t foreign_message = 400'000'000;

using Messages = std::vector<std::pair<std::int64_t, ValueId>>;  // Offset and value.
/// Of one poll, by key.
using Polled = std::map<std::size_t, Messages>;

class KafkaWorkload final : public Workload {
public:
    explicit KafkaWorkload(const GenerateRequest& request)
        : plant_(request),
          chance_(request.seed, "generate/kafka"),
          logs_(keys),
          clients_(request.clients) {
        if (plants_cycle()) {
            plant_.done();  // By add_cycle, between two phases: it takes two clients.
        }
    }

    [[nodiscard]] bool plants_cycle() const { return plant_.wants("G1c"); }

    Call ask(const Turn& turn, ValueTable& values) override {
        clients_[turn.client].asked = turn.number;
        const bool is_due = plant_.is_due(turn) && stage_ == Stage::work;
        Call call{.may_fail = !is_due, .may_stay_open = !is_due};
        std::vector<ValueId> micros;
        if (stage_ == Stage::last_polls) {
            micros.push_back(poll(values));
        } else if (stage_ == Stage::last_sends || is_due) {
            ask_for_plant(turn, micros, values);
        } else {
            const std::uint64_t count = 1 + chance_.below(3);
            for (std::uint64_t i = 0; i < count; ++i) {
                const bool is_poll = chance_.bernoulli(sim::Probability::ratio(1, 2));
                const std::size_t key = chance_.below(keys);
                micros.push_back(is_poll ? poll(values) : send(key, values));
            }
        }
        call.argument = values.list(micros);
        call.function = function_of(micros, values);
        return call;
    }

    Answer take_effect(const Turn& turn, const Call& call, ValueTable& values) override {
        const bool may_plant = !call.may_stay_open && stage_ == Stage::work;
        if (may_plant && plant_.is_due("G1a", turn)) {
            static_cast<void>(append(turn, call.argument, values));
            plant_.done();
            return {
                .value = call.argument, .type = EventType::fail, .error = values.text("aborted")};
        }
        const bool sees_own = may_plant && plant_.is_due("precommitted-read", turn);
        std::map<std::size_t, Messages> sent;
        if (sees_own) {
            sent = append(turn, call.argument, values);
            plant_.done();
        }
        std::vector<ValueId> told = polls_of(turn, call, sees_own, values);
        if (!sees_own) {
            // Polls see what was committed: nothing of their own transaction.
            sent = append(turn, call.argument, values);
        }
        return {.value = answer_of(call.argument, told, sent, values)};
    }

    void hear(const Turn& turn, const Call& /*call*/, const Answer& answer) override {
        Client& client = clients_[turn.client];
        if (answer.type == EventType::ok) {
            client.places = client.next_places;
            client.was_polled = client.is_polled;
            client.last_sent = client.sent;
        } else if (answer.type == EventType::fail) {
            client.was_polled.assign(keys, false);  // Who polls again may begin anywhere.
        } else {
            client = {.places = client.places, .next_places = client.places};
        }
    }

    void begin_last_sends() { stage_ = Stage::last_sends; }
    void begin_last_polls() { stage_ = Stage::last_polls; }
    [[nodiscard]] bool is_complete() const { return plant_.is_complete(); }

private:
    enum class Stage : std::uint8_t { work, last_sends, last_polls };
    using Places = std::vector<std::int64_t>;  // By key: the next offset to poll.
    struct Client {
        Places places = Places(keys, 0);
        Places next_places = Places(keys, 0);  ///< After what it polled and was not yet told.
        std::vector<bool> was_polled = std::vector<bool>(keys);
        std::vector<bool> is_polled = std::vector<bool>(keys);
        Places last_sent = Places(keys, -1);  ///< The last offset that it was told.
        Places sent = Places(keys, -1);
        /// The number of the turn whose answer it waits for.
        std::uint64_t asked = std::numeric_limits<std::uint64_t>::max();
    };

    /// What happens late, when its client has gone on, changes nothing that the client knows.
    Client& client_of(const Turn& turn) {
        Client& client = clients_[turn.client];
        if (client.asked == turn.number) {
            return client;
        }
        gone_ = client;
        return gone_;
    }

    static ValueId number(std::size_t number, ValueTable& values) {
        return values.integer(static_cast<std::int64_t>(number));
    }
    static ValueId poll(ValueTable& values) {
        const ValueId micro[] = {values.keyword("poll")};
        return values.list(micro);
    }
    ValueId send(std::size_t key, ValueTable& values) {
        const ValueId micro[] = {
            values.keyword("send"), number(key, values), values.integer(next_++)};
        return values.list(micro);
    }
    static bool is_send(ValueId micro, const ValueTable& values) {
        return values.items(micro).size() == 3;
    }
    static std::string_view function_of(const std::vector<ValueId>& micros,
                                        const ValueTable& values) {
        const auto sends = static_cast<std::size_t>(std::count_if(
            micros.begin(), micros.end(), [&](ValueId micro) { return is_send(micro, values); }));
        return sends == 0 ? "poll" : sends == micros.size() ? "send" : "txn";
    }

    /// What must be asked so that the anomaly can come about. All are planted in the log of key 0.
    void ask_for_plant(const Turn& turn, std::vector<ValueId>& micros, ValueTable& values) {
        const bool needs_polls = plant_.wants("int-poll-skip") ||
                                 plant_.wants("int-nonmonotonic-poll") ||
                                 plant_.wants("poll-skip") || plant_.wants("nonmonotonic-poll") ||
                                 plant_.wants("inconsistent-offsets");
        const bool is_in_last_sends = stage_ == Stage::last_sends;
        const bool polls_now = needs_polls && !is_in_last_sends && turn.number % 2 == 0;
        if (polls_now) {
            micros.push_back(poll(values));
            return;
        }
        micros.push_back(send(0, values));
        if (plant_.wants("int-nonmonotonic-send") && !is_in_last_sends) {
            micros.push_back(send(0, values));
        }
        if (plant_.wants("precommitted-read") && !is_in_last_sends) {
            micros.push_back(poll(values));
        }
    }

    /// Appends what it sends; returns where it lies, by key in the order of sending.
    std::map<std::size_t, Messages> append(const Turn& turn, ValueId argument, ValueTable& values) {
        Client& client = client_of(turn);
        std::map<std::size_t, Messages> sent;
        const std::vector<ValueId> micros(values.items(argument).begin(),
                                          values.items(argument).end());
        for (const ValueId micro : micros) {
            if (!is_send(micro, values)) {
                continue;
            }
            const auto key = static_cast<std::size_t>(values.as_integer(values.items(micro)[1]));
            const ValueId value = values.items(micro)[2];
            ends_[key] += offset_step;
            const std::int64_t offset = offset_of(turn, key, sent[key]);
            sent[key].emplace_back(offset, value);
            client.sent[key] = offset;
            deliver(turn, key, {offset, value}, values);
        }
        return sent;
    }

    /// The next offset of a log; before an earlier message of the client if that is to be planted.
    std::int64_t offset_of(const Turn& turn, std::size_t key, const Messages& sent) {
        const Client& client = clients_[turn.client];
        if (key == 0 && !sent.empty() && plant_.is_due("int-nonmonotonic-send", turn)) {
            plant_.done();
            return sent.back().first - offset_step / 2;
        }
        if (key == 0 && client.last_sent[0] > 0 && plant_.is_due("nonmonotonic-send", turn)) {
            plant_.done();
            return client.last_sent[0] - offset_step / 2;
        }
        return ends_[key];
    }

    void deliver(const Turn& turn,
                 std::size_t key,
                 std::pair<std::int64_t, ValueId> message,
                 ValueTable& values) {
        if (key == 0 && plant_.is_due("lost-write", turn)) {
            plant_.done();
            return;
        }
        logs_[key].insert(message);
        if (key == 0 && plant_.is_due("duplicate", turn)) {
            logs_[key].emplace(message.first + 1, message.second);
            plant_.done();
        }
        if (key == 0 && plant_.is_due("unexpected", turn)) {
            logs_[key].emplace(message.first + 1, values.integer(foreign_message));
            plant_.done();
        }
    }

    /// The answers of its polls, one after the other.
    std::vector<ValueId> polls_of(const Turn& turn,
                                  const Call& call,
                                  bool sees_all,
                                  ValueTable& values) {
        Client& client = client_of(turn);
        client.next_places = client.places;
        client.is_polled = client.was_polled;
        std::vector<ValueId> told;
        const std::vector<ValueId> micros(values.items(call.argument).begin(),
                                          values.items(call.argument).end());
        for (const ValueId micro : micros) {
            if (is_send(micro, values)) {
                continue;
            }
            const bool takes_all = sees_all || !call.may_stay_open || stage_ != Stage::work;
            Polled polled;
            for (std::size_t key = 0; key < keys; ++key) {
                Messages messages =
                    messages_from(key, client.next_places[key], takes_all ? logs_[key].size() : 3);
                if (!messages.empty()) {
                    client.next_places[key] = messages.back().first + 1;
                    polled[key] = std::move(messages);
                }
            }
            if (!call.may_stay_open && stage_ == Stage::work && !polled[0].empty()) {
                plant_in_poll(turn, polled[0]);
            }
            for (const auto& [key, messages] : polled) {
                client.is_polled[key] = client.is_polled[key] || !messages.empty();
            }
            told.push_back(value_of(polled, values));
        }
        return told;
    }

    [[nodiscard]] Messages messages_from(std::size_t key,
                                         std::int64_t place,
                                         std::size_t count) const {
        Messages messages;
        for (auto next = logs_[key].lower_bound(place);
             next != logs_[key].end() && messages.size() < count;
             ++next) {
            messages.push_back(*next);
        }
        return messages;
    }

    void plant_in_poll(const Turn& turn, Messages& messages) {
        const Client& client = clients_[turn.client];
        const bool follows_poll = client.was_polled[0];
        if (plant_.is_due("int-poll-skip", turn) && messages.size() >= 3) {
            messages.erase(messages.begin() + 1);
        } else if (plant_.is_due("int-nonmonotonic-poll", turn) && messages.size() >= 2) {
            std::swap(messages[0], messages[1]);
        } else if (plant_.is_due("inconsistent-offsets", turn) && messages.size() >= 2) {
            std::swap(messages[0].second, messages[1].second);
        } else if (plant_.is_due("poll-skip", turn) && messages.size() >= 2 && follows_poll) {
            messages.erase(messages.begin());
        } else if (plant_.is_due("nonmonotonic-poll", turn) && follows_poll) {
            const auto place = logs_[0].lower_bound(messages.front().first);
            messages.insert(messages.begin(), *std::prev(place));
        } else {
            return;
        }
        plant_.done();
    }

    static ValueId pair_of(const std::pair<std::int64_t, ValueId>& message, ValueTable& values) {
        const ValueId pair[] = {values.integer(message.first), message.second};
        return values.list(pair);
    }

    static ValueId value_of(const Polled& polled, ValueTable& values) {
        std::vector<ValueId> items;
        for (const auto& [key, messages] : polled) {
            if (messages.empty()) {
                continue;
            }
            std::vector<ValueId> pairs;
            for (const auto& message : messages) {
                pairs.push_back(pair_of(message, values));
            }
            items.push_back(number(key, values));
            items.push_back(values.list(pairs));
        }
        const ValueId micro[] = {values.keyword("poll"), values.map(items)};
        return values.list(micro);
    }

    static ValueId answer_of(ValueId argument,
                             const std::vector<ValueId>& told,
                             const std::map<std::size_t, Messages>& sent,
                             ValueTable& values) {
        std::vector<ValueId> micros(values.items(argument).begin(), values.items(argument).end());
        std::map<std::size_t, std::size_t> next;
        std::size_t next_poll = 0;
        for (ValueId& micro : micros) {
            if (!is_send(micro, values)) {
                micro = told[next_poll++];
                continue;
            }
            const ValueId key = values.items(micro)[1];
            const auto number = static_cast<std::size_t>(values.as_integer(key));
            const ValueId message = pair_of(sent.at(number)[next[number]++], values);
            const ValueId answer[] = {values.keyword("send"), key, message};
            micro = values.list(answer);
        }
        return values.list(micros);
    }

    Plant plant_;
    sim::Stream chance_;
    std::vector<std::map<std::int64_t, ValueId>> logs_;
    std::vector<std::int64_t> ends_ = std::vector<std::int64_t>(keys, 0);
    std::vector<Client> clients_;
    Client gone_;
    std::int64_t next_ = 0;
    Stage stage_ = Stage::work;
};

/// Two transactions that overlap and poll each other's message, of logs that nobody else knows.
void add_cycle(Clients& clients, HistoryBuilder& builder) {
    constexpr sim::Duration taken = sim::Duration::milliseconds(4);
    const std::int64_t process = clients.take_processes(2);
    const std::int64_t begin_ns = clients.take_time(taken);
    ValueTable& values = builder.values();
    const ValueId message = values.integer(foreign_message);
    const ValueId placed[] = {values.integer(0), message};
    const ValueId told = values.list(placed);
    const auto transaction = [&](std::size_t i, bool is_answer) {
        const auto key = [&](std::size_t one) {
            return values.integer(static_cast<std::int64_t>(keys + one % 2));
        };
        const ValueId send[] = {values.keyword("send"), key(i), is_answer ? told : message};
        const ValueId messages[] = {told};
        const ValueId polled[] = {key(i + 1), values.list(messages)};
        std::vector<ValueId> poll{values.keyword("poll")};
        if (is_answer) {
            poll.push_back(values.map(polled));
        }
        const ValueId micros[] = {values.list(send), values.list(poll)};
        return values.list(micros);
    };
    for (std::size_t step = 0; step < 4; ++step) {
        const std::size_t i = step % 2;
        const bool is_answer = step >= 2;
        const std::string wrong =
            builder.add({.type = is_answer ? EventType::ok : EventType::invoke,
                         .process = values.integer(process + static_cast<std::int64_t>(i)),
                         .function = "txn",
                         .value = transaction(i, is_answer),
                         .time_ns = begin_ns + static_cast<std::int64_t>(step)});
        TEACUP_ASSERT(wrong.empty());
    }
}

}  // namespace

bool generate_kafka(const GenerateRequest& request, HistoryBuilder& builder) {
    KafkaWorkload workload(request);
    Clients clients(request, "kafka", builder);
    const std::uint64_t last = 2 * std::uint64_t{request.clients};
    clients.run(workload,
                request.operations > 2 * last ? request.operations - last : request.operations);
    if (workload.plants_cycle()) {
        add_cycle(clients, builder);
    }
    workload.begin_last_sends();
    clients.run_each_once(workload);
    workload.begin_last_polls();
    clients.run_each_once(workload);
    return workload.is_complete();
}

}  // namespace teacup::model::history::generate
