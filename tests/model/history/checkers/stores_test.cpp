// resource_mutex, durability.
#include <algorithm>
#include <optional>

#include <gtest/gtest.h>

#include "../history_script.hpp"
#include "oracle.hpp"

namespace teacup::model::history::checkers {

namespace {

using reference::Asked;
using reference::Datum;
using reference::Draw;
using reference::number;
using reference::Told;

/// A lock that knows its holder, whom the argument names. Only who holds it can release it.
struct Lock : reference::Plain {
    using State = std::optional<int>;
    static bool is_told(const std::string&, const Datum&, const Datum&) { return true; }
    static Asked ask(const Draw& draw) {
        return {draw.what % 2 == 0 ? "acquire" : "release", {}, number(draw.process % 4)};
    }
    static Told make_up(const Asked& asked, const Draw& /*draw*/) { return {asked.argument}; }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        const int process = asked.argument.numbers[0];
        if (asked.function == "acquire") {
            const bool is_free = !state || *state == process;
            state = is_free ? process : state;
            return Told{asked.argument, !is_free};
        }
        const bool is_own = state == process;
        state = is_own ? std::nullopt : state;
        return Told{asked.argument, !is_own};
    }
};

/// Acquires that answer tokens, and uses that carry them.
struct Fenced : reference::Plain {
    using State = int;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"acquire"} : Asked{"use", {}, number(draw.one % 5)};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == "use" ? asked.argument : number(draw.one % 12)};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        return Told{asked.function == "use" ? asked.argument : number(++state)};
    }
};

/// A register that can be deleted.
struct Cell : reference::Plain {
    using State = std::optional<int>;
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "read" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        switch (draw.what % 8) {
            case 0: return {"delete"};
            case 1:
            case 2:
            case 3: return {"write", {}, number(draw.one % 4)};
            default: return {"read"};
        }
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        const bool is_nothing = asked.function == "delete" || draw.one % 5 == 0;
        return {is_nothing ? Datum{} : number(draw.one % 5)};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        if (asked.function == "read") {
            return Told{state ? number(*state) : Datum{}};
        }
        state = asked.function == "write" ? std::optional(asked.argument.numbers[0]) : std::nullopt;
        return Told{asked.argument};
    }
};

bool is(const History& history, OperationIndex i, std::string_view function) {
    return history.function_name(history.function(i)) == function;
}
bool is_ok(const History& history, OperationIndex i) {
    return history.outcome(i) == Outcome::ok;
}

/// The release that a process asked for after this acquire, without acquiring anew in between; none
/// when one that it asked for before is still open and may end this hold.
std::optional<OperationIndex> release_of(const History& history, OperationIndex acquire) {
    for (OperationIndex i = 0; i < acquire; ++i) {
        if (history.process(i) == history.process(acquire) && is(history, i, "release") &&
            history[i].is_open()) {
            return std::nullopt;
        }
    }
    for (OperationIndex i = acquire + 1; i < history.size(); ++i) {
        if (history.process(i) != history.process(acquire)) {
            continue;
        }
        if (is(history, i, "acquire") && is_ok(history, i)) {
            return std::nullopt;
        }
        if (is(history, i, "release")) {
            const bool has_failed = history.outcome(i) == Outcome::fail;
            return has_failed ? std::nullopt : std::optional(i);
        }
    }
    return std::nullopt;
}

Anomalies overlaps_by_definition(const History& history) {
    for (OperationIndex i = 0; i < history.size(); ++i) {
        for (OperationIndex j = 0; j < history.size(); ++j) {
            const bool are_acquired = is(history, i, "acquire") && is_ok(history, i) &&
                                      is(history, j, "acquire") && is_ok(history, j);
            if (!are_acquired || history.process(i) == history.process(j)) {
                continue;
            }
            const auto end_i = release_of(history, i);
            const auto end_j = release_of(history, j);
            if (!end_i || !end_j) {
                continue;
            }
            const Moment begin = std::max(history.completed(i), history.completed(j));
            const Moment end = std::min(history.invoked(*end_i), history.invoked(*end_j));
            if (begin < end) {
                return {"overlap"};
            }
        }
    }
    return {};
}

Anomalies tokens_by_definition(const History& history) {
    Anomalies found;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        for (OperationIndex j = 0; j < history.size(); ++j) {
            const bool is_same_function = history.function(i) == history.function(j);
            if (i == j || !is_same_function || !is_ok(history, i) || !is_ok(history, j)) {
                continue;
            }
            const std::int64_t one = history.values().as_integer(history.result(i));
            const std::int64_t other = history.values().as_integer(history.result(j));
            const bool is_use = is(history, i, "use");
            if (!is_use && one == other && history.process(i) != history.process(j)) {
                found.insert("token-reused");
            }
            if (history.completed(i) < history.invoked(j) && other < one) {
                found.insert(is_use ? "stale-use" : "token-backwards");
            }
        }
    }
    return found;
}

/// Regular: some write of the value may be the last one, whichever way overlapping ones fell.
Anomalies durability_by_definition(const History& history) {
    Anomalies found;
    const auto writes = [&](OperationIndex i, ValueId value) {
        return !is(history, i, "read") && history.outcome(i) != Outcome::fail &&
               history.argument(i) == value;
    };
    for (OperationIndex read = 0; read < history.size(); ++read) {
        if (!is(history, read, "read") || !is_ok(history, read)) {
            continue;
        }
        const ValueId value = history.result(read);
        // The initial nothing, as if it had been written before all else.
        bool is_known = value == nil;
        bool is_explained = value == nil;
        for (OperationIndex i = 0; i < history.size() && value == nil; ++i) {
            const bool replaces = !is(history, i, "read") && is_ok(history, i) &&
                                  history.completed(i) < history.invoked(read);
            is_explained = is_explained && !replaces;
        }
        for (OperationIndex i = 0; i < history.size(); ++i) {
            if (!writes(i, value) || history.invoked(i) > history.completed(read)) {
                continue;
            }
            is_known = true;
            bool is_replaced = false;
            for (OperationIndex j = 0; j < history.size(); ++j) {
                is_replaced = is_replaced || (!is(history, j, "read") && is_ok(history, j) &&
                                              history.completed(i) < history.invoked(j) &&
                                              history.completed(j) < history.invoked(read));
            }
            is_explained = is_explained || !is_replaced;
        }
        if (!is_known) {
            found.insert("unexpected");
        } else if (!is_explained) {
            found.insert(value == nil ? "lost" : "rolled-back");
        }
    }
    return found;
}

TEST(ResourceMutex, FindsTheOverlapsThatItsDefinitionSays) {
    compare_with_definition<Lock>("resource_mutex", overlaps_by_definition);
}

TEST(ResourceMutex, FindsTheTokensThatItsDefinitionSays) {
    compare_with_definition<Fenced>("resource_mutex", tokens_by_definition);
}

TEST(ResourceMutex, NeverBlamesALockThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Lock>("resource_mutex");
}

// Found by trying all orders: the release of process 3 that nobody heard of came late, and made
// room.
TEST(ResourceMutex, LetsAReleaseThatNobodyHeardOfEndALaterHold) {
    HistoryBuilder builder;
    const auto add = [&](EventType type, int process, std::string_view function) {
        EXPECT_EQ(
            builder.add(
                {.type = type, .process = builder.values().integer(process), .function = function}),
            "");
    };
    add(EventType::invoke, 2, "acquire");
    add(EventType::invoke, 3, "release");
    add(EventType::info, 3, "release");
    add(EventType::invoke, 3, "acquire");
    add(EventType::ok, 2, "acquire");
    add(EventType::ok, 3, "acquire");
    add(EventType::invoke, 2, "release");
    add(EventType::invoke, 3, "release");
    EXPECT_EQ(judge(std::move(builder).build(), "resource_mutex").verdict, Verdict::passed);
}

TEST(ResourceMutex, NamesHoldersAndTheirOperations) {
    HistoryScript script;
    script.call(0, "acquire", nullptr, 4).call(1, "acquire", nullptr, 3);
    script.call(0, "release", nullptr, nullptr).call(1, "release", nullptr, nullptr);
    const History history = script.build();
    const Judgement judgement = judge(history, "resource_mutex");
    ASSERT_EQ(judgement.findings.size(), 2U);
    EXPECT_EQ(judgement.findings[0].message,
              "process 1 got the lock while process 0 held it: 0 had been told so and had not yet "
              "asked for its release");
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{0, 1, 2, 3}));
    EXPECT_EQ(judgement.findings[1].message,
              "the lock was handed out with the fencing token 3, by an operation that began after "
              "one with token 4 had ended");
    EXPECT_EQ(anomalies_of(judge(history, "resource_mutex", {{"leases", true}})),
              Anomalies{"token-backwards"});
}

TEST(ResourceMutex, TakesNoHoldForCertainThatWasNeverReleased) {
    HistoryScript script;
    script.call(0, "acquire", nullptr, nullptr).call(1, "acquire", nullptr, nullptr);
    script.call(1, "release", nullptr, nullptr);
    EXPECT_EQ(judge(script.build(), "resource_mutex").verdict, Verdict::passed);
}

TEST(Durability, FindsWhatItsDefinitionSays) {
    compare_with_definition<Cell>("durability", durability_by_definition);
}

TEST(Durability, NeverBlamesAStoreThatSomeOrderExplains) {
    never_blames_what_an_order_explains<Cell>("durability");
}

TEST(Durability, TellsWhatWasLostAndWhatCameBack) {
    HistoryScript script;
    script.call(0, "write", 1, nullptr).call(0, "write", 2, nullptr).call(1, "read", nullptr, 1);
    script.call(1, "read", nullptr, nullptr).call(1, "read", nullptr, 7);
    script.call(1, "delete", nullptr, nullptr).call(1, "read", nullptr, 2);
    script.call(1, "read", nullptr, nullptr);
    const History history = script.build();
    const Judgement judgement = judge(history, "durability");
    ASSERT_EQ(judgement.findings.size(), 3U);
    EXPECT_EQ(judgement.findings[0].message,
              "a read told 1, but after that had been written, 2 was written with success, and "
              "only then did the read begin");
    EXPECT_EQ(judgement.findings[0].count, 2U);
    EXPECT_EQ(judgement.findings[0].operations, (std::vector<std::uint32_t>{1, 2, 0}));
    EXPECT_EQ(judgement.findings[1].message,
              "2 was written with success before a read began that found nothing");
    EXPECT_EQ(judgement.findings[2].message,
              "a read told 7, which nobody had asked to write by then");
    EXPECT_EQ(judge(history, "durability", {{"reads", std::string("last")}}).verdict,
              Verdict::passed);
}

}  // namespace

}  // namespace teacup::model::history::checkers
