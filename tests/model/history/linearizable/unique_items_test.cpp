// Goal: the quick tests of queues and stacks whose items are all different say what trying all
// orders says of small histories, and what the search says of larger ones.
#include <optional>
#include <string>
#include <string_view>
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
using reference::Told;

/// Items come in and leave at one end or the other. `Sloppy`: now and then it is the wrong one.
template <bool IsStack, bool Sloppy = false>
struct Items : reference::Plain {
    static constexpr bool has_unique_arguments = true;
    struct State {
        std::vector<Datum> items = {};
        int takes = 0;
    };
    static constexpr const char* insert = IsStack ? "push" : "enqueue";
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{insert, {}, number(0)}
                                  : Asked{IsStack ? "pop" : "dequeue"};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return {asked.function == insert || draw.one % 3 == 0 ? asked.argument
                                                              : number(draw.one % 12)};
    }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function == insert || told == recorded;
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        std::vector<Datum>& items = state.items;
        if (asked.function == insert) {
            items.push_back(asked.argument);
            return Told{asked.argument};
        }
        if (items.empty()) {
            return Told{};
        }
        const bool is_wrong = Sloppy && ++state.takes % 4 == 0;
        const auto place = IsStack != is_wrong ? items.end() - 1 : items.begin();
        Told told{*place};
        items.erase(place);
        return told;
    }
};

/// The same for the search, which knows no quick test of it.
template <bool IsStack>
struct Searched {
    using State = std::vector<ValueId>;
    State initial() const { return {}; }
    std::optional<State> step(const State& items, const Call& call) const {
        State next = items;
        if (call.function == Items<IsStack>::insert) {
            next.push_back(call.argument);
            return next;
        }
        if (items.empty()) {
            return call.result == nil ? std::optional(next) : std::nullopt;
        }
        const auto place = IsStack ? next.end() - 1 : next.begin();
        if (call.is_known() && *place != call.result) {
            return std::nullopt;
        }
        next.erase(place);
        return next;
    }
    std::uint64_t hash(const State& items) const {
        std::uint64_t hash = 0;
        for (const ValueId item : items) {
            hash = mix(hash, static_cast<std::uint32_t>(item));
        }
        return hash;
    }
    std::string print(const State& items, const ValueTable&) const {
        return std::to_string(items.size());
    }
};

template <bool IsStack>
bool all_orders_allow(const History& history) {
    return reference::AllOrders<Items<IsStack>>(history).is_linearizable();
}

template <bool IsStack>
bool search_allows(const History& history) {
    const OptionValues options;
    Budget budget;
    Workers workers;
    return check_linearizable(history,
                              SequentialType<Searched<IsStack>>(),
                              {.options = options, .budget = budget, .workers = workers})
               .verdict != Verdict::violated;
}

template <bool IsStack>
struct Counts {
    int allowed = 0;
    int others = 0;

    template <class Made>
    void compare(const reference::Sizes& sizes, bool (*allows)(const History&)) {
        const History history = reference::random_history<Made>(*reference::draws(), sizes);
        const ModelEntry& model = *find_model(IsStack ? "stack" : "fifo_queue");
        const bool expected = allows(history);
        ++(expected ? allowed : others);
        if ((check_history(history, model).verdict != Verdict::violated) != expected) {
            std::string words = expected ? "linearizable:\n" : "not linearizable:\n";
            for (OperationIndex i = 0; i < history.size(); ++i) {
                words += history.describe(i) + " from " + std::to_string(history.invoked(i)) +
                         " to " + std::to_string(history.completed(i)) + "\n";
            }
            RC_FAIL(words);
        }
    }
};

template <bool IsStack>
void compare(reference::Sizes sizes, bool (*allows)(const History&)) {
    Counts<IsStack> counts;
    for (const bool has_times : {false, true}) {
        sizes.has_times = has_times;
        reference::check_many(1000, [&] {
            sizes.wrong = 1;
            counts.template compare<Items<IsStack>>(sizes, allows);
        });
        reference::check_many(1000, [&] {
            sizes.wrong = 0;
            counts.template compare<Items<IsStack, true>>(sizes, allows);
        });
    }
    EXPECT_GT(counts.allowed, 300);
    EXPECT_GT(counts.others, 300);
}

TEST(UniqueQueue, AgreesWithAllOrders) {
    compare<false>({.operations = 8}, &all_orders_allow<false>);
    compare<false>({.operations = 8, .processes = 5}, &all_orders_allow<false>);
}

TEST(UniqueQueue, AgreesWithTheSearch) {
    compare<false>({.operations = 14}, &search_allows<false>);
    compare<false>({.operations = 12, .processes = 6}, &search_allows<false>);
}

TEST(UniqueStack, AgreesWithAllOrders) {
    compare<true>({.operations = 8}, &all_orders_allow<true>);
    compare<true>({.operations = 8, .processes = 5}, &all_orders_allow<true>);
}

TEST(UniqueStack, AgreesWithTheSearch) {
    compare<true>({.operations = 14}, &search_allows<true>);
    compare<true>({.operations = 12, .processes = 6}, &search_allows<true>);
}

}  // namespace

}  // namespace teacup::model::history
