// Goal: every data type says of thousands of small histories what trying all orders says.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

#include "../history_script.hpp"
#include "reference.hpp"

namespace teacup::model::history {

namespace {

using reference::Asked;
using reference::Datum;
using reference::Draw;
using reference::number;
using reference::Plain;
using reference::Told;

Judgement check(const History& history, std::string_view model) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr) << model;
    const auto errors = shape_errors(history, *entry);
    EXPECT_TRUE(errors.empty()) << errors.front().message;
    return check_history(history, *entry);
}

template <class Object>
void compare(std::string_view model, const reference::Sizes& sizes) {
    reference::compare_with_all_orders<Object>(
        [&](const History& history) { return check(history, model).verdict != Verdict::violated; },
        sizes);
}

struct Kv : Plain {
    using State = std::map<Datum, std::string>;
    static Asked ask(const Draw& draw) {
        switch (draw.what % 3) {
            case 0: return {"get"};
            case 1: return {"put", {}, reference::text(std::string(1, "ab"[draw.one % 2]))};
            default:
                return {"append",
                        {},
                        reference::text(draw.one % 3 == 0   ? "ab"
                                        : draw.one % 3 == 1 ? "a"
                                                            : "b")};
        }
    }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "get" || told.words == recorded.words;
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        const char* texts[] = {"", "a", "b", "ab", "ba", "aab"};
        return {asked.function != "get" ? asked.argument
                : draw.one % 7 == 6     ? Datum{}
                                        : reference::text(texts[draw.one % 7])};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        std::string& text = state[asked.key];
        if (asked.function == "get") {
            return Told{reference::text(text)};
        }
        text = asked.function == "put" ? asked.argument.words : text + asked.argument.words;
        return Told{asked.argument};
    }
};

struct Queue : Plain {
    using State = std::map<Datum, std::vector<Datum>>;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"enqueue", {}, number(draw.one % 3)} : Asked{"dequeue"};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == "enqueue" ? asked.argument
                : draw.one % 4 == 3         ? Datum{}
                                            : number(draw.one % 4)};
    }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function == "enqueue" || told == recorded;
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        std::vector<Datum>& items = state[asked.key];
        if (asked.function == "enqueue") {
            items.push_back(asked.argument);
            return Told{asked.argument};
        }
        if (items.empty()) {
            return Told{};
        }
        const Datum first = items.front();
        items.erase(items.begin());
        return Told{first};
    }
};

struct Stack : Plain {
    using State = std::map<Datum, std::vector<Datum>>;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"push", {}, number(draw.one % 3)} : Asked{"pop"};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == "push" ? asked.argument
                : draw.one % 4 == 3      ? Datum{}
                                         : number(draw.one % 4)};
    }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function == "push" || told == recorded;
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        std::vector<Datum>& items = state[asked.key];
        if (asked.function == "push") {
            items.push_back(asked.argument);
            return Told{asked.argument};
        }
        if (items.empty()) {
            return Told{};
        }
        const Datum last = items.back();
        items.pop_back();
        return Told{last};
    }
};

/// With reads of the whole set, or without.
template <bool HasReads>
struct Set : Plain {
    using State = std::map<Datum, std::vector<int>>;
    static Asked ask(const Draw& draw) {
        const Datum element = number(draw.one % 3);
        switch (draw.what % (HasReads ? 4 : 3)) {
            case 0: return {"add", {}, element};
            case 1: return {"remove", {}, element};
            case 2: return {"contains", {}, element};
            default: return {"read"};
        }
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        if (asked.function == "contains") {
            return {{Datum::Kind::boolean, {draw.one % 2}}};
        }
        Datum list{Datum::Kind::list};
        for (int i = 2; i >= 0; --i) {
            if ((draw.one >> i & 1) != 0) {
                list.numbers.push_back(i);
            }
        }
        return {asked.function == "read" ? list : asked.argument};
    }
    static bool is_told(const std::string& function, Datum told, Datum recorded) {
        std::sort(told.numbers.begin(), told.numbers.end());
        std::sort(recorded.numbers.begin(), recorded.numbers.end());
        return function == "add" || function == "remove" || told == recorded;
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        std::vector<int>& elements = state[asked.key];
        if (asked.function == "read") {
            return Told{{Datum::Kind::list, elements}};
        }
        const auto place = std::find(elements.begin(), elements.end(), asked.argument.numbers[0]);
        const bool is_in = place != elements.end();
        if (asked.function == "contains") {
            return Told{{Datum::Kind::boolean, {is_in ? 1 : 0}}};
        }
        if (asked.function == "add" && !is_in) {
            elements.push_back(asked.argument.numbers[0]);
        } else if (asked.function == "remove" && is_in) {
            elements.erase(place);
        }
        return Told{asked.argument};
    }
};

struct Counter : Plain {
    using State = std::map<Datum, int>;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"add", {}, number(draw.one % 4 - 1)} : Asked{"read"};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == "add" ? asked.argument : number(draw.one % 5 - 1)};
    }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function == "add" || told == recorded;
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        int& count = state[asked.key];
        count += asked.function == "add" ? asked.argument.numbers[0] : 0;
        return Told{asked.function == "add" ? asked.argument : number(count)};
    }
};

struct Mutex : Plain {
    using State = std::map<Datum, bool>;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"acquire"} : Asked{"release"};
    }
    static Told make_up(const Asked&, const Draw&) { return {}; }
    static bool is_told(const std::string&, const Datum&, const Datum&) { return true; }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        bool& is_held = state[asked.key];
        if (is_held == (asked.function == "acquire")) {
            return std::nullopt;
        }
        is_held = !is_held;
        return Told{};
    }
};

/// A set for the search, of which it knows nothing but what operations do.
struct SearchedSet {
    using State = std::vector<ValueId>;
    State initial() const { return {}; }
    std::optional<State> step(const State& elements, const Call& call) const {
        State next = elements;
        const auto place = std::lower_bound(next.begin(), next.end(), call.argument);
        const bool is_in = place != next.end() && *place == call.argument;
        if (call.function == "read") {
            const auto items = call.values.items(call.result);
            State told(items.begin(), items.end());
            std::sort(told.begin(), told.end());
            return told == elements ? std::optional(next) : std::nullopt;
        }
        if (call.function == "contains") {
            return is_in == (call.result == value_true) ? std::optional(next) : std::nullopt;
        }
        if (call.function == "add" && !is_in) {
            next.insert(place, call.argument);
        } else if (call.function == "remove" && is_in) {
            next.erase(place);
        }
        return next;
    }
    bool only_looks(const Call& call) const {
        return call.function == "read" || call.function == "contains";
    }
    std::uint64_t hash(const State& elements) const {
        std::uint64_t hash = 0;
        for (const ValueId element : elements) {
            hash = mix(hash, static_cast<std::uint32_t>(element));
        }
        return hash;
    }
    std::string print(const State& elements, const ValueTable&) const {
        return std::to_string(elements.size());
    }
};

// Goal: what the set knows of open operations changes no verdict.
TEST(LinearizableSet, AgreesWithASearchThatKnowsNothingOfSets) {
    const ModelEntry& model = *find_model("linearizable_set");
    int others = 0;
    reference::check_many(2000, [&] {
        const History history =
            reference::random_history<Set<true>>(*reference::draws(),
                                                 {.operations = 16,
                                                  .processes = *rc::gen::inRange(2, 7),
                                                  .wrong = *rc::gen::inRange(0, 2)});
        const OptionValues options;
        Budget budget;
        Workers workers;
        const Verdict expected =
            check_linearizable(history,
                               SequentialType<SearchedSet>(),
                               {.options = options, .budget = budget, .workers = workers})
                .verdict;
        others += expected == Verdict::violated ? 1 : 0;
        RC_ASSERT(check_history(history, model).verdict == expected);
    });
    EXPECT_GT(others, 100);
}

/// Only upwards, or now and then by nothing.
struct RisingCounter : Counter {
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"add", {}, number(draw.one % 4)} : Asked{"read"};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == "add" ? asked.argument : number(draw.one % 12)};
    }
};

struct SearchedCounter {
    using State = std::int64_t;
    State initial() const { return 0; }
    std::optional<State> step(const State& count, const Call& call) const {
        if (call.function == "add") {
            return count + call.values.as_integer(call.argument);
        }
        return call.values.as_integer(call.result) == count ? std::optional(count) : std::nullopt;
    }
    bool only_looks(const Call& call) const { return call.function == "read"; }
    std::uint64_t hash(const State& count) const {
        return mix(0, static_cast<std::uint64_t>(count));
    }
    std::string print(const State& count, const ValueTable&) const { return std::to_string(count); }
};

// Goal: what the counter knows of open adds changes no verdict.
TEST(LinearizableCounter, AgreesWithASearchThatKnowsNothingOfCounters) {
    const ModelEntry& model = *find_model("linearizable_counter");
    int allowed = 0;
    int others = 0;
    reference::check_many(3000, [&] {
        const History history =
            reference::random_history<RisingCounter>(*reference::draws(),
                                                     {.operations = 16,
                                                      .processes = *rc::gen::inRange(2, 7),
                                                      .wrong = *rc::gen::inRange(0, 2),
                                                      .has_times = *rc::gen::arbitrary<bool>()});
        const OptionValues options;
        Budget budget;
        Workers workers;
        const Verdict expected =
            check_linearizable(history,
                               SequentialType<SearchedCounter>(),
                               {.options = options, .budget = budget, .workers = workers})
                .verdict;
        ++(expected == Verdict::violated ? others : allowed);
        RC_ASSERT(check_history(history, model).verdict == expected);
    });
    EXPECT_GT(allowed, 100);
    EXPECT_GT(others, 100);
}

TEST(LinearizableKv, AgreesWithAllOrders) {
    compare<Kv>("kv", {.keys = 2});
    compare<Kv>("kv_by_key", {.processes = 4});
}
TEST(LinearizableQueue, AgreesWithAllOrders) {
    compare<Queue>("fifo_queue", {});
    compare<Queue>("fifo_queue", {.processes = 5, .keys = 2});
}
TEST(LinearizableStack, AgreesWithAllOrders) {
    compare<Stack>("stack", {});
    compare<Stack>("stack", {.processes = 5});
}
TEST(LinearizableSet, AgreesWithAllOrders) {
    compare<Set<true>>("linearizable_set", {});
    compare<Set<false>>("linearizable_set", {.processes = 5});
    compare<Set<false>>("linearizable_set", {.keys = 2});
}
TEST(LinearizableCounter, AgreesWithAllOrders) {
    compare<Counter>("linearizable_counter", {});
    compare<Counter>("linearizable_counter", {.processes = 5});
}
TEST(LinearizableMutex, AgreesWithAllOrders) {
    compare<Mutex>("mutex", {});
    compare<Mutex>("mutex", {.processes = 5});
}

}  // namespace

}  // namespace teacup::model::history
