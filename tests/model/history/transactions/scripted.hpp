/// \file
/// Histories from scripts, and what a model says of them, for the tests of transactions.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/transactions/script.hpp>
#include <teacup/model/registry/option.hpp>

namespace teacup::model::history::transactions {

inline History scripted(std::string_view script, std::uint32_t first_line = 1) {
    HistoryBuilder builder;
    play(script, builder, {.time_ns = 0, .line = first_line});
    return std::move(builder).build();
}

/// \pre the history has the model's shape
inline Judgement judged(const History& history,
                        std::string_view model,
                        const std::vector<OptionValues::Item>& options = {}) {
    const ModelEntry* entry = find_model(model);
    EXPECT_NE(entry, nullptr) << model;
    for (const ShapeError& error : shape_errors(history, *entry)) {
        ADD_FAILURE() << error.line << ": " << error.message;
    }
    OptionValues values = default_values(entry->options);
    for (const auto& item : options) {
        values.set(item.name, item.value);
    }
    Budget budget;
    Workers workers;
    return entry->check(history, {.options = values, .budget = budget, .workers = workers});
}

inline std::vector<std::string> names_of(const Judgement& judgement) {
    std::vector<std::string> names;
    for (const HistoryFinding& finding : judgement.findings) {
        names.push_back(finding.anomaly);
    }
    return names;
}

inline const HistoryFinding* find(const Judgement& judgement, std::string_view anomaly) {
    const auto place = std::find_if(
        judgement.findings.begin(), judgement.findings.end(), [&](const HistoryFinding& finding) {
            return finding.anomaly == anomaly;
        });
    return place == judgement.findings.end() ? nullptr : &*place;
}

}  // namespace teacup::model::history::transactions
