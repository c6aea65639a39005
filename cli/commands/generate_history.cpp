#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/outputs.hpp>
#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/formats/writer.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;
using model::history::Format;
using model::history::GenerateRequest;
using model::history::ModelEntry;

constexpr std::array flags{
    Flag{"operations", "N", "how many operations there are; default 100"},
    Flag{"clients", "N", "how many clients ask at one time; default 5"},
    Flag{"seed", "S", "the same seed gives the same bytes; default 1"},
    Flag{"anomaly", "KIND", "what shall be wrong, one of the model's; default nothing"},
    Flag{"format", "FORMAT", "jsonl or edn; default jsonl"},
    Flag{"output", "FILE", "where to write it; default stdout", false, 'o'}};

/// Histories count their events in 32 bits.
constexpr std::uint64_t operations_max = 1'000'000'000;
constexpr std::uint64_t clients_max = 100'000;

struct Request {
    const ModelEntry* model = nullptr;
    GenerateRequest generate;
    Format format = Format::json_lines;
    std::optional<std::string> file;
};

/// Reads the number of a flag into `number`, if it was given.
void read_number(const Arguments& arguments,
                 std::string_view flag,
                 std::pair<std::uint64_t, std::uint64_t> range,
                 std::uint64_t& number,
                 UsageErrors& errors) {
    const auto text = arguments.value(flag);
    if (!text) {
        return;
    }
    std::uint64_t read = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), read);
    const bool is_number = error == std::errc() && end == text->data() + text->size();
    if (!is_number || read < range.first || read > range.second) {
        errors.push_back(fmt::format("--{} {}: it should be a number from {} to {}",
                                     flag,
                                     *text,
                                     range.first,
                                     range.second));
        return;
    }
    number = read;
}

std::vector<std::string> names_of_generators() {
    std::vector<std::string> names;
    for (const auto& entry : model::Registry<ModelEntry>::instance().entries()) {
        if (entry.generate != nullptr) {
            names.push_back(entry.name);
        }
    }
    return names;
}

/// "did you mean x?", or all there are.
std::string hint(const std::string& wanted, const std::vector<std::string>& names) {
    const std::string meant = scenarios::nearest(wanted, names);
    return meant.empty() ? fmt::format("it is one of {}", fmt::join(names, ", "))
                         : fmt::format("did you mean {}?", meant);
}

const ModelEntry* read_model(const Arguments& arguments, UsageErrors& errors) {
    if (arguments.positional().size() != 1) {
        errors.push_back(fmt::format("name one model: {}", fmt::join(names_of_generators(), ", ")));
        return nullptr;
    }
    const std::string& name = arguments.positional().front();
    const ModelEntry* model = model::history::find_model(name);
    if (model == nullptr) {
        errors.push_back(
            fmt::format("there is no model {}; {}", name, hint(name, names_of_generators())));
    } else if (model->generate == nullptr) {
        errors.push_back(fmt::format("the model {} cannot generate; these can: {}",
                                     model->name,
                                     fmt::join(names_of_generators(), ", ")));
        return nullptr;
    }
    return model;
}

void read_anomaly(const Arguments& arguments, Request& request, UsageErrors& errors) {
    const auto anomaly = arguments.value("anomaly");
    if (!anomaly || request.model == nullptr) {
        return;
    }
    const std::vector<std::string>& known = request.model->anomalies;
    if (std::find(known.begin(), known.end(), *anomaly) != known.end()) {
        request.generate.anomaly = *anomaly;
    } else if (known.empty()) {
        errors.push_back(fmt::format("the model {} plants no anomalies", request.model->name));
    } else {
        errors.push_back(fmt::format("the model {} plants no anomaly {}; it plants {}",
                                     request.model->name,
                                     *anomaly,
                                     fmt::join(known, ", ")));
    }
}

Request read_request(const Arguments& arguments, UsageErrors& errors) {
    Request request;
    request.model = read_model(arguments, errors);
    read_anomaly(arguments, request, errors);
    GenerateRequest& generate = request.generate;
    constexpr std::uint64_t seed_max = std::numeric_limits<std::uint64_t>::max();
    read_number(arguments, "operations", {1, operations_max}, generate.operations, errors);
    read_number(arguments, "clients", {1, clients_max}, generate.clients, errors);
    read_number(arguments, "seed", {0, seed_max}, generate.seed, errors);
    if (const auto name = arguments.value("format")) {
        const auto format = model::history::parse_format(*name);
        if (format == Format::json_lines || format == Format::edn) {
            request.format = *format;
        } else {
            errors.push_back(fmt::format("--format {}: it should be jsonl or edn", *name));
        }
    }
    request.file = arguments.value("output");
    return request;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    UsageErrors errors;
    const Request request = read_request(arguments, errors);
    if (!errors.empty()) {
        return tell_usage_errors("generate-history", errors, environment);
    }
    model::history::HistoryBuilder builder;
    if (!request.model->generate(request.generate, builder)) {
        environment.err << fmt::format(
            "teacup generate-history: {} operations of {} clients are too few to show {}; take "
            "more\n",
            request.generate.operations,
            request.generate.clients,
            request.generate.anomaly);
        return ExitCode::bad_input;
    }
    Outputs outputs;
    std::ostream* out = request.file ? outputs.open("output", *request.file) : &environment.out;
    if (out != nullptr) {
        write_history(*out, std::move(builder).build(), request.format);
        outputs.close();
    }
    for (const std::string& error : outputs.errors()) {
        environment.err << fmt::format("teacup generate-history: {}\n", error);
    }
    return outputs.errors().empty() ? ExitCode::passed : ExitCode::bad_input;
}

}  // namespace

Command generate_history() {
    return {.name = "generate-history",
            .synopsis = "MODEL [FLAGS]",
            .summary = "Makes a history of a model, correct or with a planted anomaly",
            .flags = flags,
            .execute = execute};
}

}  // namespace teacup::cli::commands
