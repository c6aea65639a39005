// kafka.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "../history_script.hpp"
#include "oracle.hpp"

namespace teacup::model::history::checkers {

namespace {

using Pairs = std::vector<std::pair<int, int>>;  // Offset and value.

Literal list(std::vector<Literal> items) {
    return Literal(std::move(items));
}
Literal send(int value) {
    return list({"send", "x", value});
}
Literal sent(int offset, int value) {
    return list({"send", "x", list({offset, value})});
}
Literal poll() {
    return list({"poll"});
}
Literal polled(const Pairs& pairs) {
    std::vector<Literal> messages;
    for (const auto& [offset, value] : pairs) {
        messages.push_back(list({offset, value}));
    }
    return list({"poll", list({list({"x", list(std::move(messages))})})});
}

/// One operation of the log "x": first it sends, then it polls.
struct Exchange {
    int process = 0;
    Outcome outcome = Outcome::ok;
    std::vector<std::pair<std::optional<int>, int>> sends = {};  // Offset, if told, and value.
    Pairs polls = {};
};

History history_of(const std::vector<Exchange>& exchanges) {
    HistoryScript script;
    for (const Exchange& one : exchanges) {
        std::vector<Literal> asked;
        std::vector<Literal> told;
        for (const auto& [offset, value] : one.sends) {
            asked.push_back(send(value));
            told.push_back(offset ? sent(*offset, value) : send(value));
        }
        asked.push_back(poll());
        told.push_back(polled(one.polls));
        script.invoke(one.process, "txn", list(std::move(asked)));
        if (one.outcome == Outcome::ok) {
            script.ok(one.process, list(std::move(told)));
        } else if (one.outcome == Outcome::fail) {
            script.fail(one.process);
        } else {
            script.info(one.process);
        }
    }
    return script.build();
}

/// The anomalies by their definitions, on the exchanges themselves.
class Definition {
public:
    explicit Definition(const std::vector<Exchange>& exchanges) : exchanges_(exchanges) {
        for (const Exchange& one : exchanges) {
            for (const auto& [offset, value] : one.sends) {
                (one.outcome == Outcome::fail ? failed_ : attempted_).insert(value);
                if (one.outcome == Outcome::ok && offset) {
                    told_.insert({*offset, value});
                }
            }
            if (one.outcome == Outcome::ok) {
                for (const auto& [offset, value] : one.polls) {
                    told_.insert({offset, value});
                    polled_.insert(value);
                }
            }
        }
        for (const auto& [offset, value] : told_) {
            offsets_.insert(offset);
        }
    }

    Anomalies find() {
        judge_log();
        for (const Exchange& one : exchanges_) {
            judge_inside(one);
        }
        judge_between();
        return std::move(found_);
    }

private:
    [[nodiscard]] std::vector<int> offsets_of(int value) const {
        std::vector<int> offsets;
        for (const auto& [offset, there] : told_) {
            if (there == value) {
                offsets.push_back(offset);
            }
        }
        return offsets;
    }
    [[nodiscard]] bool has_committed(const Exchange& one) const {
        if (one.outcome != Outcome::info) {
            return one.outcome == Outcome::ok;
        }
        return std::any_of(one.sends.begin(), one.sends.end(), [&](const auto& message) {
            return polled_.contains(message.second) && attempted_.count(message.second) == 1;
        });
    }

    void judge_log() {
        for (const auto& [offset, value] : told_) {
            for (const auto& [other_offset, other] : told_) {
                if (offset == other_offset && value != other) {
                    found_.insert("inconsistent-offsets");
                }
            }
        }
        std::optional<int> bound;
        for (const int value : polled_) {
            bound = std::max(bound.value_or(-1), offsets_of(value).front());
        }
        for (int value = 0; value < 12; ++value) {
            const std::vector<int> offsets = offsets_of(value);
            const std::size_t attempts = attempted_.count(value);
            if (attempts == 0 && polled_.contains(value)) {
                found_.insert(failed_.contains(value) ? "G1a" : "unexpected");
            } else if (offsets.size() > std::max<std::size_t>(attempts, 1)) {
                found_.insert("duplicate");
            }
            const bool is_passed = bound && !offsets.empty() && offsets.back() < *bound;
            if (!polled_.contains(value) && attempts > 0 && is_passed) {
                found_.insert("lost-write");
            }
        }
    }

    /// How far `to` lies behind `from` in the log without its gaps.
    [[nodiscard]] std::ptrdiff_t delta(int from, int to) const {
        return std::distance(offsets_.begin(), offsets_.find(to)) -
               std::distance(offsets_.begin(), offsets_.find(from));
    }
    [[nodiscard]] std::optional<int> offset_of(std::optional<int> told, int value) const {
        const std::vector<int> offsets = offsets_of(value);
        return told ? told : offsets.size() == 1 ? std::optional(offsets[0]) : std::nullopt;
    }

    void judge_inside(const Exchange& one) {
        for (const auto& [offset, value] : one.sends) {
            for (const auto& [other_offset, other] : one.polls) {
                if (one.outcome == Outcome::ok && value == other && attempted_.count(value) <= 1) {
                    found_.insert("precommitted-read");
                }
            }
        }
        for (std::size_t i = 1; i < one.polls.size() && one.outcome == Outcome::ok; ++i) {
            judge_step(one.polls[i - 1].first,
                       one.polls[i].first,
                       "int-poll-skip",
                       "int-nonmonotonic-poll");
        }
        for (std::size_t i = 1; i < one.sends.size() && has_committed(one); ++i) {
            const bool is_ok = one.outcome == Outcome::ok;
            judge_step(
                offset_of(is_ok ? one.sends[i - 1].first : std::nullopt, one.sends[i - 1].second),
                offset_of(is_ok ? one.sends[i].first : std::nullopt, one.sends[i].second),
                "",
                "int-nonmonotonic-send");
        }
    }

    void judge_step(std::optional<int> from,
                    std::optional<int> to,
                    const std::string& skip,
                    const std::string& backwards) {
        if (!from || !to) {
            return;
        }
        if (delta(*from, *to) < 1) {
            found_.insert(backwards);
        } else if (delta(*from, *to) > 1 && !skip.empty()) {
            found_.insert(skip);
        }
    }

    void judge_between() {
        std::map<int, std::optional<int>> last_polled;
        std::map<int, std::optional<int>> last_sent;
        for (const Exchange& one : exchanges_) {
            std::optional<int>& before_poll = last_polled[one.process];
            std::optional<int>& before_send = last_sent[one.process];
            const bool is_ok = one.outcome == Outcome::ok;
            if (is_ok && !one.polls.empty()) {
                judge_step(before_poll, one.polls.front().first, "poll-skip", "nonmonotonic-poll");
                before_poll = one.polls.back().first;
            } else if (!is_ok) {
                before_poll.reset();
            }
            if (!one.sends.empty() && has_committed(one)) {
                const auto& first = one.sends.front();
                judge_step(before_send,
                           offset_of(is_ok ? first.first : std::nullopt, first.second),
                           "",
                           "nonmonotonic-send");
            }
            if (is_ok && !one.sends.empty()) {
                before_send = offset_of(one.sends.back().first, one.sends.back().second);
            } else if (one.outcome == Outcome::info) {
                before_send.reset();
            }
        }
    }

    const std::vector<Exchange>& exchanges_;
    std::multiset<int> attempted_;
    std::multiset<int> failed_;
    std::set<int> polled_;
    std::set<std::pair<int, int>> told_;  // Offset and value.
    std::set<int> offsets_;
    Anomalies found_;
};

/// A log that is mostly right: value n at offset n, sent and polled in order, with slips.
std::vector<Exchange> random_exchanges(const std::vector<reference::Draw>& draws) {
    std::vector<Exchange> exchanges;
    std::map<int, int> places;
    int next = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(draws.size(), 9); ++i) {
        const reference::Draw& draw = draws[i];
        Exchange one{.process = draw.process % 3};
        one.outcome = draw.action % 8 == 0   ? Outcome::fail
                      : draw.action % 8 == 1 ? Outcome::info
                                             : Outcome::ok;
        const int slip = draw.other % 12;
        for (int k = 0; k < draw.what % 3 && next < 10; ++k, ++next) {
            const int value = slip == 0 && next > 0 ? next - 1 : next;
            const int offset = slip == 1 ? std::max(0, next - 2) : next;
            one.sends.emplace_back(slip == 2 ? std::nullopt : std::optional(offset), value);
        }
        int& place = places[one.process];
        place += slip == 3 ? 1 : slip == 4 && place > 0 ? -1 : 0;
        const int end = slip == 5 ? next + 1 : next - (slip == 6 ? 0 : draw.what % 3);
        for (int k = 0; k < draw.one % 5 && place < end; ++k, ++place) {
            one.polls.emplace_back(place, slip == 7 && k == 1 ? place - 1 : place);
        }
        exchanges.push_back(one);
    }
    return exchanges;
}

/// Exchanges come one after the other, so all edges lead forward but those to who polled a message
/// before it was sent.
bool has_cycle(const std::vector<Exchange>& exchanges) {
    std::map<int, std::vector<std::size_t>> senders;
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        for (const auto& [offset, value] : exchanges[i].sends) {
            if (exchanges[i].outcome != Outcome::fail) {
                senders[value].push_back(i);
            }
        }
    }
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        for (const auto& [offset, value] : exchanges[i].polls) {
            if (exchanges[i].outcome == Outcome::ok && senders[value].size() == 1 &&
                senders[value].front() > i) {
                return true;
            }
        }
    }
    return false;
}

TEST(Kafka, FindsWhatItsDefinitionSays) {
    int right = 0;
    int cyclic = 0;
    std::map<std::string, int> kinds;
    reference::check_many(4000, [&] {
        const std::vector<Exchange> exchanges = random_exchanges(*reference::draws());
        const History history = history_of(exchanges);
        const Anomalies expected = Definition(exchanges).find();
        Anomalies found = anomalies_of(judge(history, "kafka"));
        const bool is_cyclic = has_cycle(exchanges);
        cyclic += is_cyclic ? 1 : 0;
        const auto cycles = std::erase_if(
            found, [](const std::string& anomaly) { return anomaly.starts_with("G1c"); });
        RC_ASSERT((cycles > 0) == is_cyclic);
        right += expected.empty() ? 1 : 0;
        for (const std::string& kind : expected) {
            ++kinds[kind];
        }
        if (found != expected) {
            std::string words = told(history) + "expected:";
            for (const std::string& anomaly : expected) {
                words += " " + anomaly;
            }
            words += "\nfound:";
            for (const std::string& anomaly : found) {
                words += " " + anomaly;
            }
            RC_FAIL(words);
        }
    });
    EXPECT_GT(right, 100);
    EXPECT_GT(cyclic, 100);
    EXPECT_GE(kinds.size(), 10U);  // Nearly every kind comes about.
}

TEST(Kafka, NeverBlamesACorrectLog) {
    const ModelEntry& model = *find_model("kafka");
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        HistoryBuilder builder;
        ASSERT_TRUE(model.generate(
            {.operations = 20 + seed % 50, .clients = 1 + seed % 7, .seed = seed}, builder));
        const History history = std::move(builder).build();
        const Judgement judgement = check_history(history, model);
        EXPECT_NE(judgement.verdict, Verdict::violated)
            << seed << ": " << judgement.findings.front().message;
    }
}

TEST(Kafka, TellsOfASkippedMessageWhereItLies) {
    const History history = history_of({{.process = 0, .sends = {{0, 10}, {4, 11}, {9, 12}}},
                                        {.process = 1, .polls = {{0, 10}, {4, 11}, {9, 12}}},
                                        {.process = 2, .polls = {{0, 10}, {9, 12}}}});
    const Judgement judgement = judge(history, "kafka");
    ASSERT_EQ(judgement.findings.size(), 1U);
    EXPECT_EQ(judgement.findings[0].anomaly, "int-poll-skip");
    EXPECT_EQ(judgement.findings[0].message,
              "key x: the message 12 (offset 9) was polled right after 10 (offset 0), by one "
              "process; 11 lies between, at offset 4");
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{2, 1}));
}

TEST(Kafka, LetsSubscribersJump) {
    HistoryScript script;
    script.invoke(0, "send", list({send(1), send(2), send(3)}));
    script.ok(0, list({sent(0, 1), sent(1, 2), sent(2, 3)}));
    script.call(1, "poll", list({poll()}), list({polled({{0, 1}, {1, 2}, {2, 3}})}));
    script.call(2, "subscribe", list({"x"}), list({"x"}));
    script.call(2, "poll", list({poll()}), list({polled({{0, 1}})}));
    script.call(2, "poll", list({poll()}), list({polled({{2, 3}})}));
    EXPECT_EQ(judge(script.build(), "kafka").verdict, Verdict::passed);
}

Literal send_to(const char* key, int value) {
    return list({"send", key, value});
}
Literal sent_to(const char* key, int offset, int value) {
    return list({"send", key, list({offset, value})});
}
Literal polled_of(const char* key, int offset, int value) {
    return list({"poll", list({list({key, list({list({offset, value})})})})});
}

// Goal: two transactions that see each other's messages are a G1c, told edge by edge.
TEST(Kafka, FindsTransactionsThatPollEachOther) {
    HistoryScript script;
    script.invoke(0, "txn", list({send_to("x", 1), poll()}));
    script.invoke(1, "txn", list({send_to("y", 2), poll()}));
    script.ok(0, list({sent_to("x", 0, 1), polled_of("y", 0, 2)}));
    script.ok(1, list({sent_to("y", 0, 2), polled_of("x", 0, 1)}));
    const Judgement judgement = judge(script.build(), "kafka");
    ASSERT_EQ(anomalies_of(judgement), Anomalies{"G1c"});
    ASSERT_EQ(judgement.findings[0].cycle.size(), 2U);
    EXPECT_EQ(judgement.findings[0].cycle[0].kind, "wr");
    EXPECT_EQ(judgement.findings[0].cycle[0].sentence,
              "T1 (line 2) polled 1 of x, which T0 (line 1) had sent");
}

// Producers are not isolated from each other: this is a G0 for those who ask for it.
TEST(Kafka, JudgesTheOrderOfLogsWhenItIsAskedTo) {
    const auto mixed = [] {
        HistoryScript script;
        script.invoke(0, "txn", list({send_to("x", 1), send_to("y", 1)}));
        script.invoke(1, "txn", list({send_to("x", 2), send_to("y", 2)}));
        script.ok(0, list({sent_to("x", 0, 1), sent_to("y", 1, 1)}));
        script.ok(1, list({sent_to("x", 1, 2), sent_to("y", 0, 2)}));
        return script.build();
    };
    EXPECT_EQ(anomalies_of(judge(mixed(), "kafka")), Anomalies{});
    const Judgement judgement = judge(mixed(), "kafka", {{"ww_deps", true}});
    ASSERT_EQ(anomalies_of(judgement), Anomalies{"G0"});
    EXPECT_EQ(judgement.findings[0].cycle[0].sentence,
              "T1 (line 2) sent to x what lies at offset 1, right after what T0 (line 1) had sent");
}

// Goal: rebalances excuse the keys that they name, and no others. Method: a subscriber that skips
// within one poll, and from one poll to the next one of an assigned consumer.
TEST(Kafka, ExcusesKeysThatWereRebalanced) {
    const auto polls = [](bool is_subscribed, const char* rebalanced) {
        HistoryBuilder builder;
        ValueTable& values = builder.values();
        const auto add = [&](EventType type, int process, const char* function, Literal value) {
            const ValueId keys[] = {values.text(rebalanced == nullptr ? "" : rebalanced)};
            const ValueId entry[] = {values.keyword("keys"), values.list(keys)};
            const ValueId log[] = {values.map(entry)};
            const bool has_log = rebalanced != nullptr && process == 2 && type == EventType::ok;
            EXPECT_EQ(builder.add({.type = type,
                                   .process = values.integer(process),
                                   .function = function,
                                   .value = value.in(values),
                                   .rebalanced = has_log ? values.list(log) : nil}),
                      "");
        };
        const auto call = [&](int process, const char* function, Literal asked, Literal told) {
            add(EventType::invoke, process, function, std::move(asked));
            add(EventType::ok, process, function, std::move(told));
        };
        call(0,
             "send",
             list({send(1), send(2), send(3)}),
             list({sent(0, 1), sent(1, 2), sent(2, 3)}));
        call(1, "poll", list({poll()}), list({polled({{0, 1}, {1, 2}, {2, 3}})}));
        call(2, is_subscribed ? "subscribe" : "assign", list({"x"}), list({"x"}));
        if (is_subscribed) {
            call(2, "poll", list({poll()}), list({polled({{0, 1}, {2, 3}})}));
        } else {
            call(2, "poll", list({poll()}), list({polled({{0, 1}})}));
            call(2, "assign", list({"x", "y"}), list({"x", "y"}));
            call(2, "poll", list({poll()}), list({polled({{2, 3}})}));
        }
        return anomalies_of(judge(std::move(builder).build(), "kafka"));
    };
    EXPECT_EQ(polls(true, nullptr), Anomalies{});
    EXPECT_EQ(polls(true, "x"), Anomalies{});
    EXPECT_EQ(polls(true, "y"), Anomalies{"int-poll-skip"});
    EXPECT_EQ(polls(false, nullptr), Anomalies{"poll-skip"});
    EXPECT_EQ(polls(false, "x"), Anomalies{});
    EXPECT_EQ(polls(false, "y"), Anomalies{"poll-skip"});
}

TEST(Kafka, TellsWhatNobodyPolled) {
    const History history = history_of(
        {{.process = 0, .sends = {{0, 10}, {1, 11}}}, {.process = 1, .polls = {{0, 10}}}});
    const Judgement judgement = judge(history, "kafka");
    EXPECT_EQ(judgement.verdict, Verdict::passed);
    ASSERT_EQ(judgement.holes.size(), 1U);
    EXPECT_EQ(judgement.holes[0].what,
              "1 acknowledged messages were polled by nobody, so nobody can tell whether they are "
              "still there");
    EXPECT_EQ(anomalies_of(judge(history, "kafka", {{"complete", true}})), Anomalies{"unseen"});
}

TEST(Kafka, TakesKeysOfMapsForTheKeysOfSends) {
    HistoryBuilder builder;
    ValueTable& values = builder.values();
    const auto add = [&](EventType type, std::string_view function, ValueId value) {
        EXPECT_EQ(
            builder.add(
                {.type = type, .process = values.integer(0), .function = function, .value = value}),
            "");
    };
    const ValueId message[] = {values.integer(5), values.text("m")};
    const ValueId send_one[] = {values.keyword("send"), values.integer(0), values.list(message)};
    const ValueId other[] = {values.integer(5), values.text("n")};
    const ValueId messages[] = {values.list(other)};
    const ValueId by_key[] = {values.text("0"), values.list(messages)};
    const ValueId poll_one[] = {values.text("poll"), values.map(by_key)};
    const ValueId sends[] = {values.list(send_one)};
    const ValueId polls[] = {values.list(poll_one)};
    add(EventType::invoke, "send", values.list(sends));
    add(EventType::ok, "send", values.list(sends));
    add(EventType::invoke, "poll", values.list(polls));
    add(EventType::ok, "poll", values.list(polls));
    EXPECT_EQ(anomalies_of(judge(std::move(builder).build(), "kafka")),
              (Anomalies{"inconsistent-offsets", "unexpected"}));
}

TEST(Kafka, SaysWhatIsWrongWithItsMicroOperations) {
    const ModelEntry& model = *find_model("kafka");
    const auto error = [&](const Literal& value) {
        HistoryScript script;
        script.call(0, "txn", value, value);
        const std::vector<ShapeError> errors = shape_errors(script.build(), model);
        return errors.empty() ? std::string() : errors.front().message;
    };
    EXPECT_EQ(error(4), "txn of 4; it should be a list of [send key value] and [poll]");
    EXPECT_EQ(error(list({list({"send", "x"})})),
              "[\"send\" \"x\"] is neither [send key value] nor [poll]");
    EXPECT_EQ(error(list({list({"poll", 4})})),
              "[\"poll\" 4] should map each key to a list of [offset value]");
    EXPECT_EQ(error(list({list({"poll", list({list({"x", list({7})})})})})),
              "[\"poll\" [[\"x\" [7]]]] should hold [offset value], not 7");
    EXPECT_EQ(error(list({send(1), poll()})), "");
}

}  // namespace

}  // namespace teacup::model::history::checkers
