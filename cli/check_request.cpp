#include <teacup/cli/check_request.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <teacup/scenarios/option_text.hpp>
#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli {

namespace {

namespace history = model::history;

constexpr unsigned jobs_max = 1024;

constexpr std::array flags{
    Flag{"model", "MODEL", "what the history must be; `teacup list models` names them all"},
    Flag{"format", "NAME", "auto (what the file looks like), jsonl, edn, etcd or kv"},
    Flag{"independent", "", "values are Jepsen's tuples [key value]; they are taken apart"},
    Flag{"set", "KEY=VALUE", "an option of the model", true},
    Flag{"time-limit", "DURATION", "for each file, 60s when not given; then it is unknown"},
    Flag{"memory-limit", "BYTES", "for each file, 2GB when not given; then it is unknown"},
    Flag{"jobs", "N", "threads; as many as there are processors when not given"},
    Flag{"json", "FILE|-", "writes one JSON object a file; with - nothing else is on stdout"},
    Flag{"html", "FILE", "writes a page that shows the one history"},
    Flag{"dot", "FILE", "writes the cycles of the one history as a graph for Graphviz"},
    Flag{"strict", "", "a hole makes a history unknown"},
    Flag{"quiet", "", "tells only what did not pass"},
};

struct ByteUnit {
    std::string_view name;
    std::uint64_t bytes;
};
constexpr std::array<ByteUnit, 7> byte_units{{{"KiB", std::uint64_t{1} << 10U},
                                              {"MiB", std::uint64_t{1} << 20U},
                                              {"GiB", std::uint64_t{1} << 30U},
                                              {"KB", 1'000},
                                              {"MB", 1'000'000},
                                              {"GB", 1'000'000'000},
                                              {"B", 1}}};

/// Reads one flag after another, gathering what is wrong.
class Reader {
public:
    explicit Reader(const Arguments& arguments) : arguments_(arguments) {}

    void read_files(CheckRequest& request) {
        request.files = arguments_.positional();
        if (request.files.empty()) {
            errors_.push_back("no file is given");
        }
    }

    void read_model(CheckRequest& request) {
        const auto name = arguments_.value("model");
        if (!name) {
            errors_.push_back("--model is missing; `teacup list models` names them all");
            return;
        }
        request.model = history::find_model(*name);
        if (request.model == nullptr) {
            const std::string meant = scenarios::nearest(*name, model_names());
            errors_.push_back(fmt::format("--model: there is no \"{}\"; {}",
                                          *name,
                                          meant.empty()
                                              ? "`teacup list models` names them all"
                                              : fmt::format("did you mean \"{}\"?", meant)));
            return;
        }
        auto options = scenarios::read_options(
            request.model->options, arguments_.values("set"), request.model->name);
        if (options) {
            request.options = std::move(*options);
            return;
        }
        for (const scenarios::Diagnostic& wrong : options.error()) {
            errors_.push_back(fmt::format("{}: {}", wrong.error.place.file, wrong.error.message));
        }
    }

    void read_format(CheckRequest& request) {
        const auto name = arguments_.value("format");
        if (!name || *name == "auto") {
            return;
        }
        request.format = history::parse_format(*name);
        if (!request.format) {
            errors_.push_back(
                fmt::format("--format: \"{}\" is none of auto, jsonl, edn, etcd and kv", *name));
        }
    }

    void read_limits(CheckRequest& request) {
        if (const auto text = arguments_.value("time-limit")) {
            const auto limit = scenarios::parse_duration_text(*text);
            if (limit) {
                request.time_limit = *limit;
            } else {
                errors_.push_back("--time-limit: " + limit.error());
            }
        }
        if (const auto text = arguments_.value("memory-limit")) {
            const auto bytes = parse_bytes(*text);
            if (!bytes) {
                errors_.push_back(fmt::format(
                    "--memory-limit: \"{}\" is no size; write it like 500MB or 2GB", *text));
            }
            request.memory_limit_bytes = bytes.value_or(0);
        }
        if (const auto text = arguments_.value("jobs")) {
            unsigned jobs = 0;
            const auto [end, error] =
                std::from_chars(text->data(), text->data() + text->size(), jobs);
            if (error != std::errc{} || end != text->data() + text->size() || jobs == 0 ||
                jobs > jobs_max) {
                errors_.push_back(fmt::format(
                    "--jobs: \"{}\" is no number of threads; write 1 to {}", *text, jobs_max));
            }
            request.jobs = jobs;
        }
    }

    void read_outputs(CheckRequest& request) {
        request.json = arguments_.value("json");
        request.html = arguments_.value("html");
        request.dot = arguments_.value("dot");
        std::vector<std::string> taken;
        const std::array<std::pair<std::string_view, const std::optional<std::string>*>, 3> outputs{
            {{"json", &request.json}, {"html", &request.html}, {"dot", &request.dot}}};
        for (const auto& [flag, file] : outputs) {
            if (*file) {
                check_output(request, flag, **file, taken);
            }
        }
    }

    [[nodiscard]] UsageErrors take_errors() && { return std::move(errors_); }

private:
    static std::vector<std::string> model_names() {
        std::vector<std::string> names;
        for (const auto& entry : model::Registry<history::ModelEntry>::instance().entries()) {
            names.push_back(entry.name);
            names.insert(names.end(), entry.aliases.begin(), entry.aliases.end());
        }
        return names;
    }

    void check_output(const CheckRequest& request,
                      std::string_view flag,
                      const std::string& file,
                      std::vector<std::string>& taken) {
        if (flag != "json" && request.files.size() > 1) {
            errors_.push_back(fmt::format("--{}: shows one history; give one file", flag));
        }
        if (file == "-" && flag != "json") {
            errors_.push_back(
                fmt::format("--{}: only --json writes to standard output; name a file", flag));
        }
        if (is_one_of(file, request.files)) {
            errors_.push_back(
                fmt::format("--{}: \"{}\" is to be checked; name another file", flag, file));
        }
        if (is_one_of(file, taken)) {
            errors_.push_back(fmt::format(
                "--{}: \"{}\" is written by another flag, too; name another file", flag, file));
        }
        taken.push_back(file);
    }

    /// Whether one of the paths leads to this file, however it is spelled.
    static bool is_one_of(const std::string& file, const std::vector<std::string>& paths) {
        return std::ranges::any_of(paths, [&](const std::string& path) {
            std::error_code missing;
            return path == file || std::filesystem::equivalent(path, file, missing);
        });
    }

    const Arguments& arguments_;
    UsageErrors errors_;
};

}  // namespace

std::span<const Flag> check_flags() noexcept {
    return flags;
}

std::optional<std::size_t> parse_bytes(std::string_view text) {
    const auto unit = std::ranges::find_if(
        byte_units, [&](const ByteUnit& one) { return text.ends_with(one.name); });
    if (unit == byte_units.end()) {
        return std::nullopt;
    }
    const std::string_view number = text.substr(0, text.size() - unit->name.size());
    constexpr std::uint64_t bytes_max = std::uint64_t{1} << 60U;
    constexpr std::uint64_t scale_max = 1'000'000'000;
    std::uint64_t bytes = 0;
    std::uint64_t fraction = 0;  // In 1 / scale of the unit.
    std::uint64_t scale = 1;
    bool has_point = false;
    for (std::size_t i = 0; i < number.size(); ++i) {
        const char c = number[i];
        if (c == '.' && i > 0 && !has_point) {
            has_point = true;
            continue;
        }
        if (c < '0' || c > '9' || bytes > bytes_max / 16 || scale >= scale_max) {
            return std::nullopt;
        }
        const auto digit = static_cast<std::uint64_t>(c - '0');
        if (has_point) {
            fraction = fraction * 10 + digit;
            scale *= 10;
        } else {
            bytes = bytes * 10 + digit * unit->bytes;
        }
    }
    bytes += fraction * unit->bytes / scale;
    return bytes > 0 && bytes <= bytes_max ? std::optional<std::size_t>(bytes) : std::nullopt;
}

sim::Result<CheckRequest, UsageErrors> check_request(const Arguments& arguments) {
    CheckRequest request;
    Reader reader(arguments);
    reader.read_files(request);
    reader.read_model(request);
    reader.read_format(request);
    reader.read_limits(request);
    reader.read_outputs(request);
    request.is_independent = arguments.has("independent");
    request.is_quiet = arguments.has("quiet");
    request.strictness = arguments.has("strict") ? model::Strictness::holes_are_unknown
                                                 : model::Strictness::holes_pass;
    UsageErrors errors = std::move(reader).take_errors();
    if (!errors.empty()) {
        return sim::Unexpected(std::move(errors));
    }
    return request;
}

}  // namespace teacup::cli
