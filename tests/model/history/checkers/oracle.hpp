/// \file
/// Two oracles for the checkers. Words of the definition, written as loops over all pairs, must
/// find exactly the same anomalies; and whatever trying all orders explains must never be violated.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "../linearizable/reference.hpp"

namespace teacup::model::history::checkers {

/// The names of what was found.
using Anomalies = std::set<std::string>;

[[nodiscard]] inline Judgement judge(const History& history,
                                     std::string_view model,
                                     const std::vector<OptionValues::Item>& options = {}) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr) << model;
    for (const ShapeError& error : shape_errors(history, *entry)) {
        ADD_FAILURE() << error.message;
    }
    OptionValues values = default_values(entry->options);
    for (const OptionValues::Item& option : options) {
        values.set(option.name, option.value);
    }
    Budget budget;
    Workers workers;
    return entry->check(history, {.options = values, .budget = budget, .workers = workers});
}

[[nodiscard]] inline Anomalies anomalies_of(const Judgement& judgement) {
    Anomalies anomalies;
    for (const HistoryFinding& finding : judgement.findings) {
        anomalies.insert(finding.anomaly);
    }
    return anomalies;
}

[[nodiscard]] inline std::string told(const History& history) {
    std::string words;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        words += history.describe(i) + " from " + std::to_string(history.invoked(i)) + " to " +
                 std::to_string(history.completed(i)) + "\n";
    }
    return words;
}

/// What a model says of thousands of small histories of an object, against its definition. Equal
/// times, failures and open operations are among them.
template <class Object>
void compare_with_definition(std::string_view model,
                             const std::function<Anomalies(const History&)>& definition,
                             const std::vector<OptionValues::Item>& options = {}) {
    int right = 0;
    int wrong = 0;
    const auto compare = [&](bool has_times) {
        const History history = reference::random_history<Object>(
            *reference::draws(),
            {.operations = 12, .processes = 4, .wrong = 3, .has_times = has_times});
        const Anomalies expected = definition(history);
        const Anomalies found = anomalies_of(judge(history, model, options));
        ++(expected.empty() ? right : wrong);
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
    };
    reference::check_many(1000, [&] { compare(false); });
    reference::check_many(1000, [&] { compare(true); });
    EXPECT_GT(right, 30);  // Otherwise the property compares next to nothing.
    EXPECT_GT(wrong, 30);
}

/// No history that some order of its operations explains is violated.
template <class Object>
void never_blames_what_an_order_explains(std::string_view model,
                                         const std::vector<OptionValues::Item>& options = {}) {
    int explained = 0;
    const auto compare = [&](bool has_times) {
        const History history = reference::random_history<Object>(
            *reference::draws(),
            {.operations = 8, .processes = 4, .wrong = 1, .has_times = has_times});
        const Judgement judgement = judge(history, model, options);
        if (judgement.verdict == Verdict::violated &&
            reference::AllOrders<Object>(history).is_linearizable()) {
            RC_FAIL(told(history) + judgement.findings.front().message);
        }
        explained += judgement.verdict == Verdict::passed ? 1 : 0;
    };
    reference::check_many(1000, [&] { compare(false); });
    reference::check_many(1000, [&] { compare(true); });
    EXPECT_GT(explained, 50);
}

}  // namespace teacup::model::history::checkers
