/// \file
/// Small histories of transactions by chance, and what trying all serial orders says of them. It
/// knows nothing of the checkers: neither graphs nor version orders.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <teacup/model/history/history_builder.hpp>

namespace teacup::model::history::transactions {

struct SmallMop {
    bool is_read = false;
    int key = 0;
    int element = 0;             ///< Of a write.
    std::vector<int> read = {};  ///< Of registers: the value, or nothing.
};

struct SmallTransaction {
    int process = 0;
    Outcome outcome = Outcome::open;
    std::vector<SmallMop> mops = {};
    int begin = 0;      ///< Places among the events.
    int end = 1 << 20;  ///< An answer's; open ones have none.
    int previous = -1;  ///< The answered one before it of its process.
};

struct SmallHistory {
    bool is_lists = true;
    std::vector<SmallTransaction> transactions = {};
    /// Events: the transaction, and whether it ends there.
    std::vector<std::pair<int, bool>> events = {};
};

/// How a history is written down; none of it may change a verdict.
struct Writing {
    bool has_text_keys = false;
    int element_factor = 1;
    int element_offset = 0;
    int first_process = 0;
    std::int64_t time_ns = 0;
    std::int64_t tick_ns = 1;
    bool has_failed = true;
};

inline History written(const SmallHistory& small, const Writing& writing = {}) {
    HistoryBuilder builder;
    ValueTable& values = builder.values();
    const auto element = [&](int one) {
        return values.integer(one * writing.element_factor + writing.element_offset);
    };
    const auto value_of = [&](const SmallMop& mop, bool is_told) {
        if (!mop.is_read) {
            return element(mop.element);
        }
        if (!is_told || (!small.is_lists && mop.read.empty())) {
            return nil;
        }
        if (!small.is_lists) {
            return element(mop.read.back());
        }
        std::vector<ValueId> items;
        for (const int one : mop.read) {
            items.push_back(element(one));
        }
        return values.list(items);
    };
    std::int64_t time = writing.time_ns;
    for (const auto& [index, is_end] : small.events) {
        const SmallTransaction& transaction = small.transactions[static_cast<std::size_t>(index)];
        if (transaction.outcome == Outcome::fail && !writing.has_failed) {
            continue;
        }
        std::vector<ValueId> mops;
        for (const SmallMop& mop : transaction.mops) {
            const std::string verb = mop.is_read ? "r" : small.is_lists ? "append" : "w";
            const ValueId key = writing.has_text_keys
                                    ? values.text("key " + std::to_string(9 - mop.key))
                                    : values.integer(mop.key);
            const bool is_told = is_end && transaction.outcome == Outcome::ok;
            mops.push_back(values.list({{values.text(verb), key, value_of(mop, is_told)}}));
        }
        const EventType type = !is_end                                ? EventType::invoke
                               : transaction.outcome == Outcome::ok   ? EventType::ok
                               : transaction.outcome == Outcome::fail ? EventType::fail
                                                                      : EventType::info;
        EXPECT_EQ(
            builder.add({.type = type,
                         .process = values.integer(writing.first_process + transaction.process),
                         .function = "txn",
                         .value = values.list(mops),
                         .time_ns = time}),
            "");
        time += writing.tick_ns;
    }
    return std::move(builder).build();
}

enum class Order : std::uint8_t { any, process, realtime };

/// Tries all orders of the answered transactions, with and without each open one.
class AllOrders {
public:
    AllOrders(const SmallHistory& history, Order order) : history_(history), order_(order) {}

    [[nodiscard]] bool is_possible() {
        is_placed_.assign(history_.transactions.size(), false);
        return place_next();
    }

private:
    [[nodiscard]] bool place_next() {
        bool is_complete = true;
        for (std::size_t i = 0; i < is_placed_.size(); ++i) {
            is_complete = is_complete && (is_placed_[i] || !must_happen(i));
        }
        if (is_complete) {
            return true;
        }
        for (std::size_t i = 0; i < is_placed_.size(); ++i) {
            if (is_placed_[i] || history_.transactions[i].outcome == Outcome::fail ||
                !may_be_next(i)) {
                continue;
            }
            const auto before = state_;
            is_placed_[i] = true;
            if (apply(history_.transactions[i]) && place_next()) {
                return true;
            }
            is_placed_[i] = false;
            state_ = before;
        }
        return false;
    }

    [[nodiscard]] bool must_happen(std::size_t i) const {
        return history_.transactions[i].outcome == Outcome::ok;
    }

    [[nodiscard]] bool may_be_next(std::size_t i) const {
        const SmallTransaction& next = history_.transactions[i];
        for (std::size_t j = 0; j < is_placed_.size(); ++j) {
            if (is_placed_[j] || !must_happen(j)) {
                continue;
            }
            const SmallTransaction& other = history_.transactions[j];
            const bool is_same = other.process == next.process && is_in_session(i, j);
            if ((order_ == Order::realtime && other.end < next.begin) ||
                (order_ == Order::process && is_same)) {
                return false;
            }
        }
        return true;
    }

    /// Whether j comes before i in one process, with no open one between.
    [[nodiscard]] bool is_in_session(std::size_t i, std::size_t j) const {
        for (int at = history_.transactions[i].previous; at >= 0;
             at = history_.transactions[static_cast<std::size_t>(at)].previous) {
            if (static_cast<std::size_t>(at) == j) {
                return true;
            }
        }
        return false;
    }

    [[nodiscard]] bool apply(const SmallTransaction& transaction) {
        for (const SmallMop& mop : transaction.mops) {
            std::vector<int>& state = state_[mop.key];
            if (!mop.is_read) {
                if (!history_.is_lists) {
                    state.clear();
                }
                state.push_back(mop.element);
            } else if (transaction.outcome == Outcome::ok && mop.read != state) {
                return false;
            }
        }
        return true;
    }

    const SmallHistory& history_;
    Order order_;
    std::vector<bool> is_placed_;
    std::map<int, std::vector<int>> state_;
};

/// A store that is not quite right, and its clients. Every choice is a byte; none left: the end.
class SmallStore {
public:
    SmallStore(const std::vector<std::uint8_t>& choices, bool is_lists) : choices_(choices) {
        made_.is_lists = is_lists;
    }

    [[nodiscard]] SmallHistory run() {
        constexpr std::size_t transactions_max = 6;
        while (next_ < choices_.size()) {
            const int process = choose(3);
            const auto open = open_.find(process);
            if (open != open_.end()) {
                complete(open->second);
            } else if (made_.transactions.size() < transactions_max) {
                invoke(process);
            }
            if (!late_.empty() && choose(2) == 0) {
                happen(made_.transactions[static_cast<std::size_t>(late_.back())]);
                late_.pop_back();
            }
        }
        return made_;
    }

private:
    [[nodiscard]] int choose(int bound) {
        return next_ < choices_.size() ? choices_[next_++] % bound : 0;
    }

    void invoke(int process) {
        SmallTransaction made{.process = process, .begin = static_cast<int>(made_.events.size())};
        const auto last = last_.find(process);
        made.previous = last == last_.end() ? -1 : last->second;
        for (int left = 1 + choose(3); left > 0; --left) {
            SmallMop mop{.is_read = choose(2) == 0, .key = choose(2)};
            mop.element = mop.is_read ? 0 : ++elements_;
            made.mops.push_back(mop);
        }
        const int index = static_cast<int>(made_.transactions.size());
        if (choose(3) == 0) {
            happen(made);
            is_early_[index] = true;
        }
        made_.transactions.push_back(made);
        made_.events.emplace_back(index, false);
        open_[process] = index;
    }

    void complete(int index) {
        SmallTransaction& transaction = made_.transactions[static_cast<std::size_t>(index)];
        const int fate = choose(12);
        transaction.outcome = fate == 0 ? Outcome::fail : fate == 1 ? Outcome::info : Outcome::ok;
        // A failed one takes effect all the same now and then; writes may come late.
        const bool is_lost = transaction.outcome == Outcome::fail   ? choose(4) != 0
                             : transaction.outcome == Outcome::info ? choose(2) == 0
                                                                    : false;
        if (!is_early_[index] && !is_lost) {
            if (choose(8) == 0) {
                look(transaction);
                late_.push_back(index);
            } else {
                happen(transaction);
            }
        }
        transaction.end = transaction.outcome == Outcome::info
                              ? transaction.end
                              : static_cast<int>(made_.events.size());
        made_.events.emplace_back(index, true);
        open_.erase(transaction.process);
        last_[transaction.process] = transaction.outcome == Outcome::info ? -1 : index;
    }

    /// Reads, with its own writes; nobody else sees those yet.
    void look(SmallTransaction& transaction) {
        const auto before = state_;
        happen(transaction);
        state_ = before;
    }

    void happen(SmallTransaction& transaction) {
        const bool has_read = transaction.outcome == Outcome::ok && transaction.end < (1 << 20);
        for (SmallMop& mop : transaction.mops) {
            std::vector<int>& state = state_[mop.key];
            if (mop.is_read && !has_read) {
                mop.read = seen(state);
            } else if (!mop.is_read) {
                write(state, mop.element);
            }
        }
    }

    [[nodiscard]] std::vector<int> seen(const std::vector<int>& state) {
        std::vector<int> value = state;
        const int wrong = choose(14);
        if (wrong == 0 && !value.empty()) {  // An old version.
            value.resize(static_cast<std::size_t>(choose(static_cast<int>(value.size()))));
        } else if (wrong == 1 && value.size() > 1) {
            std::swap(value[0], value[value.size() - 1]);
        } else if (wrong == 2 && choose(4) == 0) {
            value.push_back(1 + choose(elements_ + 1));  // Maybe twice, maybe nobody's.
        }
        if (!made_.is_lists && value.size() > 1) {
            value = {value.back()};
        }
        return value;
    }

    void write(std::vector<int>& state, int element) {
        state.push_back(element);
        if (state.size() > 1 && choose(16) == 0) {
            std::swap(state[state.size() - 1], state[state.size() - 2]);
        }
    }

    const std::vector<std::uint8_t>& choices_;
    std::size_t next_ = 0;
    SmallHistory made_;
    std::map<int, std::vector<int>> state_;
    std::map<int, int> open_;  ///< By process.
    std::map<int, int> last_;  ///< By process: the last answered one; -1 after an open one.
    std::map<int, bool> is_early_;
    std::vector<int> late_;
    int elements_ = 0;
};

inline rc::Gen<std::vector<std::uint8_t>> choices() {
    return rc::gen::scale(
        1.5, rc::gen::container<std::vector<std::uint8_t>>(rc::gen::inRange<std::uint8_t>(0, 240)));
}

inline std::string text_of(const History& history) {
    std::string text;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        text += "T" + std::to_string(i) + " " + history.describe(i) + " from " +
                std::to_string(history.invoked(i)) + " to " + std::to_string(history.completed(i)) +
                "\n";
    }
    return text;
}

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

}  // namespace teacup::model::history::transactions
