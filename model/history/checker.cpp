#include <teacup/model/history/checker.hpp>

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/model/registry/option.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

std::string with_underscores(std::string_view name) {
    std::string text(name);
    std::replace(text.begin(), text.end(), '-', '_');
    return text;
}

std::string names_of(const std::vector<FunctionShape>& functions) {
    std::vector<std::string> names;
    for (const FunctionShape& function : functions) {
        names.push_back(function.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

const ModelEntry* find_model(std::string_view name) {
    const std::string wanted = with_underscores(name);
    for (const ModelEntry& entry : Registry<ModelEntry>::instance().entries()) {
        const auto is_wanted = [&](const std::string& alias) { return alias == wanted; };
        if (entry.name == wanted ||
            std::any_of(entry.aliases.begin(), entry.aliases.end(), is_wanted)) {
            return &entry;
        }
    }
    return nullptr;
}

std::vector<ShapeError> shape_errors(const History& history,
                                     const ModelEntry& model,
                                     std::size_t errors_max) {
    std::vector<const FunctionShape*> shapes;
    for (std::size_t i = 0; i < history.functions(); ++i) {
        const std::string& name =
            history.function_name(FunctionIndex{static_cast<std::uint16_t>(i)});
        const auto place = std::find_if(
            model.functions.begin(), model.functions.end(), [&](const FunctionShape& shape) {
                return shape.name == name;
            });
        shapes.push_back(place == model.functions.end() ? nullptr : &*place);
    }
    std::vector<ShapeError> errors;
    if (!history.has_invocations() && !model.takes_answers_only) {
        errors.push_back({0,
                          history[0].invoke_line,
                          fmt::format("the history has completions only; the model {} needs the "
                                      "invocations, too, which say when operations were asked",
                                      model.name)});
        return errors;
    }
    for (OperationIndex i = 0; i < history.size() && errors.size() < errors_max; ++i) {
        const FunctionShape* shape = shapes[static_cast<std::size_t>(history.function(i))];
        if (shape != nullptr && shape->wrong == nullptr) {
            continue;
        }
        const Operation operation = history[i];
        std::string wrong = shape == nullptr
                                ? fmt::format("the model {} has no function {}; it has {}",
                                              model.name,
                                              history.function_name(operation.function),
                                              names_of(model.functions))
                                : shape->wrong(history, operation);
        if (!wrong.empty()) {
            errors.push_back({i, operation.invoke_line, std::move(wrong)});
        }
    }
    return errors;
}

Judgement check_history(const History& history, const ModelEntry& model) {
    TEACUP_ASSERT(model.check != nullptr);
    const OptionValues options = default_values(model.options);
    Budget budget;
    Workers workers;
    return model.check(history, {.options = options, .budget = budget, .workers = workers});
}

}  // namespace teacup::model::history
