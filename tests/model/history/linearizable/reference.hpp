/// \file
/// What the properties compare the checkers with: sequential objects written as plainly as can be,
/// random small histories of them, and all orders tried one after the other. Nothing here is shared
/// with the checkers but History.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history::reference {

struct Datum {
    enum class Kind : std::uint8_t { nothing, number, list, text, boolean } kind = Kind::nothing;
    std::vector<int> numbers = {};
    std::string words = {};
    bool operator==(const Datum&) const = default;
    auto operator<=>(const Datum&) const = default;

    [[nodiscard]] ValueId in(ValueTable& values) const {
        switch (kind) {
            case Kind::nothing: return nil;
            case Kind::number: return values.integer(numbers[0]);
            case Kind::boolean: return values.boolean(numbers[0] != 0);
            case Kind::text: return values.text(words);
            case Kind::list: break;
        }
        std::vector<ValueId> items;
        for (const int number : numbers) {
            items.push_back(values.integer(number));
        }
        return values.list(items);
    }
    [[nodiscard]] static Datum from(const ValueTable& values, ValueId value) {
        switch (values.kind(value)) {
            case ValueKind::nothing: return {};
            case ValueKind::boolean: return {Kind::boolean, {value == value_true ? 1 : 0}};
            case ValueKind::text: return {Kind::text, {}, std::string(values.as_text(value))};
            case ValueKind::integer:
                return {Kind::number, {static_cast<int>(values.as_integer(value))}};
            default: break;
        }
        Datum list{Kind::list};
        for (const ValueId item : values.items(value)) {
            list.numbers.push_back(static_cast<int>(values.as_integer(item)));
        }
        return list;
    }
};
inline Datum number(int value) {
    return {Datum::Kind::number, {value}};
}
inline Datum pair(int one, int other) {
    return {Datum::Kind::list, {one, other}};
}
inline Datum text(std::string words) {
    return {Datum::Kind::text, {}, std::move(words)};
}

struct Asked {
    std::string function;
    Datum key = {};
    Datum argument = {};
};
struct Told {
    Datum value = {};
    bool is_failure = false;
    bool operator==(const Told&) const = default;
};

/// A sequential object. `apply` takes effect and answers; nothing: it cannot happen now.
template <class Object>
using Applied = std::optional<Told>;

/// One draw; each history is made of a list of them, so that rapidcheck can shrink it.
struct Draw {
    std::uint8_t process;
    std::uint8_t action;
    std::uint8_t what;
    std::uint8_t one;
    std::uint8_t other;
};

inline rc::Gen<std::vector<Draw>> draws() {
    const auto byte = rc::gen::inRange<std::uint8_t>(0, 240);
    return rc::gen::container<std::vector<Draw>>(
        rc::gen::build<Draw>(rc::gen::set(&Draw::process, byte),
                             rc::gen::set(&Draw::action, byte),
                             rc::gen::set(&Draw::what, byte),
                             rc::gen::set(&Draw::one, byte),
                             rc::gen::set(&Draw::other, byte)));
}

struct Sizes {
    std::size_t operations = 7;
    int processes = 3;
    int keys = 1;
    /// Of 8 answers, so many are drawn rather than those of the object.
    int wrong = 1;
    bool has_times = false;  ///< With many equal ones.
};

/// Clients of a real Object, some of whose answers are made up.
/// Object: State, apply(State&, Asked) -> optional<Told>, ask(Draw) -> Asked,
/// make_up(Asked, Draw) -> Told.
template <class Object>
History random_history(const std::vector<Draw>& draws, const Sizes& sizes) {
    HistoryBuilder builder;
    typename Object::State state{};
    std::map<int, std::pair<Asked, bool>> open;  // With whether it took effect already.
    std::size_t operations = 0;
    std::int64_t time = 0;
    const auto add = [&](EventType type, int process, const Asked& asked, const Datum& value) {
        const std::string wrong = builder.add({.type = type,
                                               .process = builder.values().integer(process),
                                               .function = asked.function,
                                               .key = asked.key.in(builder.values()),
                                               .value = value.in(builder.values()),
                                               .time_ns = sizes.has_times ? time : no_time});
        EXPECT_EQ(wrong, "");
    };
    for (const Draw& draw : draws) {
        const int process = draw.process % sizes.processes;
        time += draw.action % 3 == 0 ? 1 : 0;
        const auto place = open.find(process);
        if (place == open.end()) {
            if (operations++ >= sizes.operations) {
                continue;
            }
            Asked asked = Object::ask(draw);
            if constexpr (requires { Object::has_unique_arguments; }) {
                if (asked.argument != Datum{}) {
                    asked.argument = number(static_cast<int>(operations));
                }
            }
            if (sizes.keys > 1) {
                asked.key = number(draw.action / 3 % sizes.keys);
            }
            add(EventType::invoke, process, asked, asked.argument);
            open[process] = {asked, false};
            continue;
        }
        const Asked asked = place->second.first;
        open.erase(place);
        const int fate = draw.action / 3 % 16;
        if (fate <= 1) {  // Nobody knows.
            if (fate == 0) {
                (void)Object::apply(state, asked);
            }
            add(EventType::info, process, asked, asked.argument);
        } else if (fate == 2) {
            add(EventType::fail, process, asked, asked.argument);
        } else {
            std::optional<Told> told;
            if (draw.action / 48 * 8 / 5 >= sizes.wrong) {
                told = Object::apply(state, asked);
            }
            if (!told) {
                told = Object::make_up(asked, draw);
            }
            add(told->is_failure ? EventType::fail : EventType::ok, process, asked, told->value);
        }
    }
    return std::move(builder).build();
}

/// What an order of the operations must keep.
enum class Keep : std::uint8_t { real_time, sessions };

/// A process's own order; it ends at an operation that stays open.
inline bool is_before_in_session(const History& history, OperationIndex one, OperationIndex other) {
    if (one >= other || history.process(one) != history.process(other)) {
        return false;
    }
    for (OperationIndex i = one; i < other; ++i) {
        if (history.process(i) == history.process(one) && history[i].is_open()) {
            return false;
        }
    }
    return true;
}

/// Whether some order of the operations explains all answers, by trying all.
template <class Object, Keep Kept = Keep::real_time>
class AllOrders {
public:
    /// \param keys the operations of these keys alone; none: of all
    explicit AllOrders(const History& history, std::vector<ValueId> keys = {})
        : history_(history), keys_(std::move(keys)), is_placed_(history.size()) {}

    [[nodiscard]] bool is_linearizable() { return place_next(typename Object::State{}); }

private:
    enum class Fate : std::uint8_t { must, may, never };
    [[nodiscard]] Fate fate(OperationIndex i) const {
        const Operation operation = history_[i];
        if (!keys_.empty() && std::find(keys_.begin(), keys_.end(), operation.key) == keys_.end()) {
            return Fate::never;
        }
        if (operation.is_ok()) {
            return Fate::must;
        }
        if (operation.is_open()) {
            return Fate::may;
        }
        return Object::fail_is_answer(history_.function_name(operation.function)) ? Fate::must
                                                                                  : Fate::never;
    }
    [[nodiscard]] bool may_come(OperationIndex i) const {
        for (OperationIndex other = 0; other < history_.size(); ++other) {
            if (!is_placed_[other] && fate(other) == Fate::must &&
                (Kept == Keep::real_time ? history_.precedes(other, i)
                                         : is_before_in_session(history_, other, i))) {
                return false;
            }
            // An open one that comes at all comes where it can: nothing precedes by it.
        }
        return true;
    }
    bool place_next(const typename Object::State& state) {
        bool is_done = true;
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            is_done = is_done && (is_placed_[i] || fate(i) != Fate::must);
        }
        if (is_done) {
            return true;
        }
        for (OperationIndex i = 0; i < history_.size(); ++i) {
            if (is_placed_[i] || fate(i) == Fate::never || !may_come(i)) {
                continue;
            }
            const Operation operation = history_[i];
            const ValueTable& values = history_.values();
            typename Object::State next = state;
            const std::optional<Told> told =
                Object::apply(next,
                              {history_.function_name(operation.function),
                               Datum::from(values, operation.key),
                               Datum::from(values, operation.argument)});
            if (!told) {
                continue;
            }
            if (fate(i) == Fate::must) {
                const bool has_failed = operation.outcome == Outcome::fail;
                if (told->is_failure != has_failed ||
                    (!has_failed && !Object::is_told(history_.function_name(operation.function),
                                                     told->value,
                                                     Datum::from(values, operation.result)))) {
                    continue;
                }
            }
            is_placed_[i] = true;
            const bool found = place_next(next);
            is_placed_[i] = false;
            if (found) {
                return true;
            }
        }
        return false;
    }

    const History& history_;
    std::vector<ValueId> keys_;
    std::vector<bool> is_placed_;
};

/// What most objects share.
struct Plain {
    static bool fail_is_answer(const std::string&) { return false; }
    static bool is_told(const std::string&, const Datum& told, const Datum& recorded) {
        return told == recorded;
    }
};

/// A register of each key.
struct Register : Plain {
    using State = std::map<Datum, Datum>;
    static bool fail_is_answer(const std::string& function) { return function == "cas"; }
    static bool is_told(const std::string& function, const Datum& told, const Datum& recorded) {
        return function != "read" || told == recorded;
    }
    static Asked ask(const Draw& draw) {
        switch (draw.what % 3) {
            case 0: return {"read"};
            case 1: return {"write", {}, number(draw.one % 3)};
            default: return {"cas", {}, pair(draw.one % 3, draw.other % 3)};
        }
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        if (asked.function == "read") {
            return {draw.one % 4 == 0 ? Datum{} : number(draw.one % 4 - 1)};
        }
        return {asked.argument, asked.function == "cas" && draw.one % 2 == 0};
    }
    static std::optional<Told> apply(State& state, const Asked& asked) {
        Datum& value = state[asked.key];
        if (asked.function == "read") {
            return Told{value};
        }
        if (asked.function == "write") {
            value = asked.argument;
            return Told{asked.argument};
        }
        const bool is_equal = value == number(asked.argument.numbers[0]);
        if (is_equal) {
            value = number(asked.argument.numbers[1]);
        }
        return Told{asked.argument, !is_equal};
    }
};

template <class Object>
bool all_orders_of_sessions_say(const History& history, const Sizes& /*sizes*/) {
    return AllOrders<Object, Keep::sessions>(history).is_linearizable();
}

/// Keys are independent, but for one thing: where events of one time are ordered by their process
/// alone, the checkers apply that order within each key only.
template <class Object>
bool all_orders_say(const History& history, const Sizes& sizes) {
    if (!sizes.has_times || sizes.keys == 1) {
        return AllOrders<Object>(history).is_linearizable();
    }
    for (OperationIndex i = 0; i < history.size(); ++i) {
        if (!AllOrders<Object>(history, {history.key(i)}).is_linearizable()) {
            return false;
        }
    }
    return true;
}

/// A register whose few writes mostly write different values.
struct UniqueRegister : Register {
    static constexpr int values = 6;
    static Asked ask(const Draw& draw) {
        return draw.what % 2 == 0 ? Asked{"read"} : Asked{"write", {}, number(draw.one % values)};
    }
    static Told make_up(const Asked& asked, const Draw& draw) {
        return asked.function == "write"      ? Told{asked.argument}
               : draw.one % (values + 1) == 0 ? Told{}
                                              : Told{number(draw.one % (values + 1) - 1)};
    }
};

/// A property of so many cases.
template <class Testable>
void check_many(int cases, const Testable& testable) {
    rc::detail::TestParams params = rc::detail::configuration().testParams;
    params.maxSuccess = std::max(params.maxSuccess, cases);
    const auto result = rc::detail::checkTestable(testable, rc::detail::TestMetadata{}, params);
    std::ostringstream words;
    rc::detail::printResultMessage(result, words);
    EXPECT_TRUE(result.template is<rc::detail::SuccessResult>()) << words.str();
}

/// The checker says of thousands of small histories what trying all orders says.
template <class Object>
void compare_with_all_orders(const std::function<bool(const History&)>& is_passed,
                             Sizes sizes,
                             bool (*say)(const History&, const Sizes&) = &all_orders_say<Object>) {
    int linearizable = 0;
    int others = 0;
    const auto compare = [&](bool has_times) {
        sizes.has_times = has_times;
        const History history = random_history<Object>(*draws(), sizes);
        const bool expected = say(history, sizes);
        ++(expected ? linearizable : others);
        if (is_passed(history) != expected) {
            std::string words = expected ? "linearizable:\n" : "not linearizable:\n";
            for (OperationIndex i = 0; i < history.size(); ++i) {
                words += history.describe(i) + " from " + std::to_string(history.invoked(i)) +
                         " to " + std::to_string(history.completed(i)) + "\n";
            }
            RC_FAIL(words);
        }
    };
    check_many(1000, [&] { compare(false); });
    check_many(1000, [&] { compare(true); });
    // Otherwise the property compares next to nothing.
    EXPECT_GT(linearizable, 100);
    EXPECT_GT(others, 100);
}

}  // namespace teacup::model::history::reference
