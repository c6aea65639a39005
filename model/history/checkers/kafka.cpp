// The checker of Jepsen's kafka workload: logs to which clients send and which they poll.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include <teacup/model/history/checkers/kafka_cycles.hpp>
#include <teacup/model/history/checkers/kafka_log.hpp>
#include <teacup/model/history/generate/workloads.hpp>

namespace teacup::model::history::checkers {

namespace {

class Kafka {
public:
    Kafka(const History& history, const CheckContext& context)
        : history_(history),
          context_(context),
          logs_(history, context.budget),
          is_assignment_(history, {"assign", "subscribe"}),
          is_subscribe_(history, {"subscribe"}) {}

    [[nodiscard]] Judgement judge() {
        if (context_.budget.stopped() == Stop::none) {  // Else the logs are not whole.
            judge_logs();
            judge_operations();
            judge_processes();
            find_cycles(
                history_, logs_, context_.options.boolean("ww_deps"), context_.budget, findings_);
        }
        Judgement judgement = std::move(findings_).judgement(
            judged_, "no send, poll or txn succeeded", context_.budget);
        judgement.figures = {{"sent and acknowledged", fmt::to_string(acknowledged_)},
                             {"unseen", fmt::to_string(unseen_)},
                             {"int-send-skip", fmt::to_string(internal_send_skips_)}};
        if (unseen_ > 0) {
            judgement.holes.push_back(
                {fmt::format("{} acknowledged messages were polled by nobody, {}",
                             unseen_,
                             "so nobody can tell whether they are still there")});
        }
        return judgement;
    }

private:
    [[nodiscard]] std::string name(std::uint32_t key, std::uint32_t value) const {
        return fmt::format(
            "key {}: the message {}", logs_.key_name(key), history_.print(logs_.value(value)));
    }

    // What the logs themselves show.

    void judge_logs() {
        for (std::uint32_t key = 0; key < logs_.logs().size(); ++key) {
            if (!context_.budget.ask()) {
                return;
            }
            for (const auto& [offset, there] : logs_.log(key).offsets) {
                if (there.size() > 1) {
                    tell_inconsistent(key, offset);
                }
            }
            for (const auto& [value, sent] : logs_.log(key).values) {
                judge_value(key, value, sent);
            }
            judge_seen(key);
        }
    }

    void tell_inconsistent(std::uint32_t key, std::int64_t offset) {
        findings_.add("inconsistent-offsets", [&] {
            const auto& there = logs_.log(key).offsets.at(offset);
            return HistoryFinding{
                .message = fmt::format("key {}: offset {} holds {} for one operation and {} for "
                                       "another",
                                       logs_.key_name(key),
                                       offset,
                                       history_.print(logs_.value(there[0].first)),
                                       history_.print(logs_.value(there[1].first))),
                .operations = {there[0].second, there[1].second}};
        });
    }

    void judge_value(std::uint32_t key, std::uint32_t value, const Sent& sent) {
        if (sent.attempts == 0 && sent.polled_by != no_operation) {
            const bool has_failed = sent.failed != no_operation;
            findings_.add(has_failed ? "G1a" : "unexpected", [&] {
                HistoryFinding finding{
                    .message = fmt::format("{} was polled, but {}",
                                           name(key, value),
                                           has_failed ? "its send failed" : "nobody ever sent it"),
                    .operations = {sent.polled_by}};
                if (has_failed) {
                    finding.operations.push_back(sent.failed);
                }
                return finding;
            });
        } else if (sent.offsets.size() > std::max(sent.attempts, 1U)) {
            findings_.add("duplicate", [&] {
                HistoryFinding finding{
                    .message = fmt::format(
                        "{} lies at offsets {} and {}, but was sent {}",
                        name(key, value),
                        sent.offsets[0],
                        sent.offsets[1],
                        sent.attempts <= 1 ? "once" : fmt::format("{} times", sent.attempts))};
                for (const std::int64_t offset : sent.offsets) {
                    for (const auto& [there, told_by] : logs_.log(key).offsets.at(offset)) {
                        if (there == value) {
                            finding.operations.push_back(told_by);
                        }
                    }
                }
                return finding;
            });
        }
    }

    /// Whoever polls a message has polled, or someone else has, what lies before it.
    void judge_seen(std::uint32_t key) {
        const KafkaLog& log = logs_.log(key);
        std::optional<std::int64_t> last;
        OperationIndex last_poll = no_operation;
        for (const auto& [value, sent] : log.values) {
            if (sent.polled_by != no_operation && !sent.offsets.empty()) {
                const std::int64_t first =
                    *std::min_element(sent.offsets.begin(), sent.offsets.end());
                if (!last || first > *last) {
                    last = first;
                    last_poll = sent.polled_by;
                }
            }
        }
        for (const auto& [value, sent] : log.values) {
            const bool is_acknowledged =
                sent.send != no_operation && history_.outcome(sent.send) == Outcome::ok;
            acknowledged_ += is_acknowledged ? 1U : 0U;
            if (sent.polled_by != no_operation || sent.send == no_operation) {
                continue;
            }
            const bool is_passed =
                last && !sent.offsets.empty() &&
                *std::max_element(sent.offsets.begin(), sent.offsets.end()) < *last;
            if (is_passed && logs_.has_committed(sent.send)) {
                tell_lost(key, value, sent, last_poll);
            } else if (is_acknowledged) {
                ++unseen_;
                tell_unseen(key, value, sent);
            }
        }
    }

    void tell_lost(std::uint32_t key,
                   std::uint32_t value,
                   const Sent& sent,
                   OperationIndex last_poll) {
        findings_.add("lost-write", [&] {
            return HistoryFinding{
                .message = fmt::format("{} was sent with success to offset {}, and nobody polled "
                                       "it, although a message behind it was polled",
                                       name(key, value),
                                       sent.offsets.front()),
                .operations = {sent.send, last_poll}};
        });
    }

    void tell_unseen(std::uint32_t key, std::uint32_t value, const Sent& sent) {
        if (!context_.options.boolean("complete")) {
            return;
        }
        findings_.add("unseen", [&] {
            return HistoryFinding{.message = fmt::format("{} was sent with success, and nobody "
                                                         "ever polled it",
                                                         name(key, value)),
                                  .operations = {sent.send}};
        });
    }

    // What single operations show.

    void judge_operations() {
        std::set<ProcessIndex> subscribed;
        for (OperationIndex i = 0; i < history_.size() && context_.budget.step(); ++i) {
            if (is_assignment_(i)) {
                note_subscription(i, subscribed);
                continue;
            }
            const Exchange& exchange = logs_.exchange_of(i);
            judged_ += history_.outcome(i) == Outcome::ok ? 1U : 0U;
            judge_own_reads(i, exchange);
            // Where rebalances are told, all others must go on where they were.
            if (history_.has_rebalances() || !subscribed.contains(history_.process(i))) {
                judge_steps(i,
                            without(exchange.polls, logs_.rebalanced_keys(i)),
                            "int-poll-skip",
                            "int-nonmonotonic-poll",
                            "polled");
            }
            if (logs_.has_committed(i)) {
                judge_steps(i, exchange.sends, "", "int-nonmonotonic-send", "sent");
            }
        }
    }

    [[nodiscard]] static std::vector<Message> without(std::vector<Message> messages,
                                                      const std::set<std::uint32_t>& keys) {
        std::erase_if(messages, [&](const Message& one) { return keys.contains(one.key); });
        return messages;
    }

    /// With a subscription the system may take partitions away and give them back at any time.
    void note_subscription(OperationIndex i, std::set<ProcessIndex>& subscribed) const {
        if (is_subscribe_(i)) {
            subscribed.insert(history_.process(i));
        } else if (history_.outcome(i) == Outcome::ok) {
            subscribed.erase(history_.process(i));
        }
    }

    void judge_own_reads(OperationIndex i, const Exchange& exchange) {
        for (const Message& sent : exchange.sends) {
            const Sent& known = logs_.log(sent.key).values.at(sent.value);
            const auto is_it = [&](const Message& polled) {
                return polled.key == sent.key && polled.value == sent.value;
            };
            const bool is_polled = std::any_of(exchange.polls.begin(), exchange.polls.end(), is_it);
            if (is_polled && known.attempts <= 1) {
                findings_.add("precommitted-read", [&] {
                    return HistoryFinding{
                        .message = fmt::format("{} was polled by the transaction that sent it, "
                                               "before it was committed",
                                               name(sent.key, sent.value)),
                        .operations = {i}};
                });
            }
        }
    }

    /// Each message of a key against the one before it, within one operation.
    void judge_steps(OperationIndex i,
                     const std::vector<Message>& messages,
                     std::string_view skip,
                     std::string_view backwards,
                     std::string_view verb) {
        std::map<std::uint32_t, Message> last;
        for (const Message& message : messages) {
            const auto [place, is_first] = last.try_emplace(message.key, message);
            if (is_first) {
                continue;
            }
            const Step step = step_of(place->second, message);
            if (step.delta < 1) {
                tell_step(backwards, {i}, step, verb);
            } else if (step.delta > 1 && skip.empty()) {
                ++internal_send_skips_;  // Producers may send between each other's messages.
            } else if (step.delta > 1) {
                tell_step(skip, {i}, step, verb);
            }
            place->second = message;
        }
    }

    // What operations of one process show together.

    void judge_processes() {
        struct Last {
            std::map<std::uint32_t, std::pair<Message, OperationIndex>> polled;
            std::map<std::uint32_t, std::pair<Message, OperationIndex>> sent;
            bool is_subscribed = false;
        };
        std::map<ProcessIndex, Last> of_process;
        for (OperationIndex i = 0; i < history_.size() && context_.budget.step(); ++i) {
            Last& last = of_process[history_.process(i)];
            if (is_assignment_(i)) {
                if (is_subscribe_(i) || last.is_subscribed) {
                    last.polled.clear();  // It may begin anywhere.
                } else if (history_.outcome(i) != Outcome::fail) {
                    // What it was assigned before, and still is, it goes on with.
                    const auto kept = logs_.keys_of(history_.argument(i));
                    std::erase_if(last.polled,
                                  [&](const auto& one) { return !kept.contains(one.first); });
                }
                last.is_subscribed =
                    is_subscribe_(i) || (last.is_subscribed && history_.outcome(i) != Outcome::ok);
                continue;
            }
            for (const std::uint32_t key : logs_.rebalanced_keys(i)) {
                last.polled.erase(key);
            }
            const Exchange& exchange = logs_.exchange_of(i);
            if (!last.is_subscribed) {
                judge_against(i, exchange.polls, last.polled, true);
            }
            if (logs_.has_committed(i)) {
                judge_against(i, exchange.sends, last.sent, false);
            }
            if (history_.outcome(i) == Outcome::ok) {
                keep_last(i, without(exchange.polls, logs_.rebalanced_keys(i)), last.polled);
                keep_last(i, exchange.sends, last.sent);
            } else {
                last.polled.clear();  // Nobody knows how far it came.
                if (history_.outcome(i) != Outcome::fail) {
                    last.sent.clear();  // What it sent may still be on its way.
                }
            }
        }
    }

    using LastMessages = std::map<std::uint32_t, std::pair<Message, OperationIndex>>;

    static void keep_last(OperationIndex i,
                          const std::vector<Message>& messages,
                          LastMessages& last) {
        for (const Message& message : messages) {
            last[message.key] = {message, i};
        }
    }

    /// The first message of each key against the last one of the operation before.
    void judge_against(OperationIndex i,
                       const std::vector<Message>& messages,
                       const LastMessages& last,
                       bool are_polls) {
        std::set<std::uint32_t> seen;
        for (const Message& message : messages) {
            const auto place = last.find(message.key);
            if (!seen.insert(message.key).second || place == last.end()) {
                continue;
            }
            const auto& [before, operation] = place->second;
            const Step step = step_of(before, message);
            if (step.delta < 1) {
                tell_step(are_polls ? "nonmonotonic-poll" : "nonmonotonic-send",
                          {operation, i},
                          step,
                          are_polls ? "polled" : "sent");
            } else if (step.delta > 1 && are_polls) {
                tell_step("poll-skip", {operation, i}, step, "polled");
            }
        }
    }

    /// From one message of a log to the next one that somebody sees or sends.
    struct Step {
        Message from;
        Message to;
        std::int64_t delta = 1;  ///< In messages that are known to be in the log; 1 is right.
    };

    [[nodiscard]] Step step_of(const Message& from, const Message& to) const {
        const KafkaLog& log = logs_.log(from.key);
        Step step{.from = from, .to = to};
        const auto first = log.offset_of(from);
        const auto second = log.offset_of(to);
        if (first && second) {
            step.delta = static_cast<std::int64_t>(log.place_of(*second)) -
                         static_cast<std::int64_t>(log.place_of(*first));
        }
        return step;
    }

    void tell_step(std::string_view anomaly,
                   std::vector<OperationIndex> operations,
                   const Step& step,
                   std::string_view verb) {
        findings_.add(anomaly, [&] {
            const KafkaLog& log = logs_.log(step.from.key);
            const std::int64_t from = *log.offset_of(step.from);
            const std::int64_t to = *log.offset_of(step.to);
            HistoryFinding finding{
                .message = fmt::format("{} (offset {}) was {} right after {} "
                                       "(offset {}), by one process",
                                       name(step.to.key, step.to.value),
                                       to,
                                       verb,
                                       history_.print(logs_.value(step.from.value)),
                                       from),
                .operations = std::move(operations)};
            if (step.delta > 1) {
                const auto& skipped = log.offsets.at(log.order[log.place_of(from) + 1]).front();
                finding.message += fmt::format("; {} lies between, at offset {}",
                                               history_.print(logs_.value(skipped.first)),
                                               log.order[log.place_of(from) + 1]);
                finding.operations.push_back(skipped.second);
            }
            return finding;
        });
    }

    const History& history_;
    const CheckContext& context_;
    KafkaLogs logs_;
    FunctionIs is_assignment_;
    FunctionIs is_subscribe_;
    Findings findings_;
    std::uint64_t judged_ = 0;
    std::uint64_t acknowledged_ = 0;
    std::uint64_t unseen_ = 0;
    std::uint64_t internal_send_skips_ = 0;
};

Judgement check(const History& history, const CheckContext& context) {
    return Kafka(history, context).judge();
}

FunctionShape shape(std::string name, std::string argument, std::string result) {
    return {.name = std::move(name),
            .argument = std::move(argument),
            .result = std::move(result),
            .wrong = wrong_exchange};
}

const ModelRegistrar registrar{
    {.name = "kafka",
     .meaning = "Logs that are sent to and polled: nothing is lost, doubled, skipped or reordered.",
     .functions = {shape("send", "a list of [send key value]", "... [send key [offset value]]"),
                   shape("poll", "a list of [poll]", "... [poll {key [[offset value] ...]}]"),
                   shape("txn", "sends and polls", "as for send and poll"),
                   {.name = "assign", .argument = "a list of keys", .result = "anything"},
                   {.name = "subscribe", .argument = "a list of keys", .result = "anything"}},
     .options = {{.name = "complete",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "In the end everything was polled, so what nobody polled is lost.",
                  .example = "true"},
                 {.name = "ww_deps",
                  .type = OptionType::boolean,
                  .default_value = false,
                  .meaning = "Cycles are judged that need the order of a log, too.",
                  .example = "true"}},
     .check = check,
     .anomalies = {"lost-write",
                   "inconsistent-offsets",
                   "duplicate",
                   "G1a",
                   "unexpected",
                   "precommitted-read",
                   "int-poll-skip",
                   "int-nonmonotonic-poll",
                   "int-nonmonotonic-send",
                   "poll-skip",
                   "nonmonotonic-poll",
                   "nonmonotonic-send",
                   "G1c"},
     .generate = generate::generate_kafka}};

}  // namespace

}  // namespace teacup::model::history::checkers
