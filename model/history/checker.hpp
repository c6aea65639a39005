/// \file
/// What may be asked of a history: a model is a checker with a name, in one registry that `check`,
/// `list models` and the docs read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/history.hpp>
#include <teacup/model/history/history_builder.hpp>
#include <teacup/model/registry/entries.hpp>
#include <teacup/model/registry/option_values.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history {

/// What a checker is given besides the history. \pre all of it outlives the check
struct CheckContext {
    const OptionValues& options;  ///< Of the model's own table, complete.
    Budget& budget;
    Workers& workers;
};

/// What a generated history is made of.
struct GenerateRequest {
    std::uint64_t operations = 100;
    std::uint64_t clients = 5;
    std::uint64_t seed = 1;
    /// One of the model's anomalies, planted once or more; empty: a correct history.
    std::string anomaly = {};
};

/// A function that the model understands, and the shape of its values, for `list` and for errors.
struct FunctionShape {
    std::string name;
    std::string argument;  ///< "a value", "[from to]", "nothing".
    std::string result;
    /// What is wrong with this operation's values, or empty. May be left out.
    std::string (*wrong)(const History& history, const Operation& operation) = nullptr;
};

/// `--model NAME`.
struct ModelEntry {
    std::string name;     ///< In snake_case; users may write hyphens.
    std::string meaning;  ///< One line.
    std::vector<std::string> aliases = {};
    std::vector<FunctionShape> functions = {};
    std::vector<Option> options = {};
    /// Histories of completions only may be checked, too: when operations were asked matters less.
    bool takes_answers_only = false;
    /// \pre every operation's function is one of `functions` and its values have its shape
    Judgement (*check)(const History& history, const CheckContext& context) = nullptr;
    /// What `generate-history --anomaly` can plant, each found by `check`.
    std::vector<std::string> anomalies = {};
    /// Adds the events of a history to the builder (see generate/clients.hpp). False: so few
    /// operations that the anomaly could not be planted. May be left out.
    bool (*generate)(const GenerateRequest& request, HistoryBuilder& builder) = nullptr;
};

using ModelRegistrar = Registrar<ModelEntry>;

/// By name or alias; hyphens count as underscores. nullptr when there is none.
[[nodiscard]] const ModelEntry* find_model(std::string_view name);

/// What is wrong with a history for this model: unknown functions and wrong shapes, each with the
/// line of its invocation. Empty: it may be checked.
struct ShapeError {
    OperationIndex operation;
    std::uint32_t line;
    std::string message;
};
[[nodiscard]] std::vector<ShapeError> shape_errors(const History& history,
                                                   const ModelEntry& model,
                                                   std::size_t errors_max = 100);

/// Checks as the command does, for tests: default options, no limits, one thread.
[[nodiscard]] Judgement check_history(const History& history, const ModelEntry& model);

}  // namespace teacup::model::history
