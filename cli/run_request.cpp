#include <teacup/cli/run_request.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/scenarios/spelling.hpp>

namespace teacup::cli {

namespace {

constexpr std::uint64_t jobs_max = 1024;

constexpr std::array flags{
    Flag{"seed", "N|random", "the seed of the run; 1 when none is given"},
    Flag{"seeds", "A..B", "every seed from A to B, both included"},
    Flag{"jobs", "N", "runs at one time; as many as there are processors when not given"},
    Flag{"set", "KEY=VALUE", "overrides a key of the scenario, as network.latency=2ms", true},
    Flag{"json", "FILE|-", "writes one JSON object a run; with - nothing else is on stdout"},
    Flag{"junit", "FILE", "writes JUnit XML, a test case for each scenario and property"},
    Flag{"trace", "FILE", "writes every event of one run as JSON Lines"},
    Flag{"write-plan", "FILE", "writes the scenario with its chaos drawn for the seed; then runs"},
    Flag{"check-determinism", "", "repeats each run, and names the first event that differs"},
    Flag{"strict", "", "a hole makes a run unknown"},
    Flag{"log-level", "LEVEL", "logs events to stderr: off, error, warn, info, debug, trace"},
    Flag{"quiet", "", "tells only what did not pass"},
};

std::optional<std::uint64_t> number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    const bool is_all = error == std::errc{} && end == digits.data() + digits.size();
    return is_all ? std::optional(value) : std::nullopt;
}

/// Whether one of the paths leads to this file, however it is spelled.
bool is_one_of(const std::string& file, const std::vector<std::string>& paths) {
    const auto real = [](const std::string& path) {
        std::error_code unreadable;
        return std::filesystem::weakly_canonical(std::filesystem::absolute(path, unreadable),
                                                 unreadable);
    };
    return std::ranges::any_of(
        paths, [&](const std::string& path) { return path == file || real(path) == real(file); });
}

/// Reads one flag after another, gathering what is wrong.
class Reader {
public:
    explicit Reader(const Arguments& arguments) : arguments_(arguments) {}

    void read_scenarios(RunRequest& request) {
        request.scenarios = arguments_.positional();
        if (request.scenarios.empty()) {
            errors_.push_back(
                "no scenario is given; `teacup list scenarios` names those that ship");
        }
        for (auto one = request.scenarios.begin(); one != request.scenarios.end(); ++one) {
            if (std::find(request.scenarios.begin(), one, *one) != one) {
                errors_.push_back(fmt::format("\"{}\" is given twice", *one));
            }
        }
    }

    void read_seeds(RunRequest& request, std::uint64_t random_seed) {
        const std::optional<std::string> seed = arguments_.value("seed");
        const std::optional<std::string> range = arguments_.value("seeds");
        if (seed && range) {
            errors_.push_back("--seed and --seeds exclude each other; give one of them");
        } else if (seed) {
            const std::optional<std::uint64_t> one =
                *seed == "random" ? random_seed : number(*seed);
            if (!one) {
                errors_.push_back(fmt::format(
                    "--seed: \"{}\" is no seed; write a number from 0 to 2^64 - 1, or random",
                    *seed));
            }
            request.seeds = {.first = one.value_or(1), .last = one.value_or(1)};
        } else if (range) {
            read_range(request, *range);
        }
    }

    void read_jobs(RunRequest& request) {
        if (const std::optional<std::string> text = arguments_.value("jobs")) {
            const std::optional<std::uint64_t> jobs = number(*text);
            if (!jobs || *jobs == 0 || *jobs > jobs_max) {
                errors_.push_back(fmt::format(
                    "--jobs: \"{}\" is no number of jobs; write 1 to {}", *text, jobs_max));
            } else {
                request.jobs = static_cast<unsigned>(*jobs);
            }
        }
    }

    void read_overrides(RunRequest& request) {
        request.overrides = arguments_.values("set");
        for (const std::string& text : request.overrides) {
            const std::size_t equals = text.find('=');
            if (equals == std::string::npos || equals == 0) {
                errors_.push_back(fmt::format("--set: \"{}\" is not KEY=VALUE", text));
            }
        }
    }

    void read_outputs(RunRequest& request) {
        request.json = arguments_.value("json");
        request.junit = arguments_.value("junit");
        request.trace = arguments_.value("trace");
        request.plan = arguments_.value("write-plan");
        const std::array<std::pair<std::string_view, const std::optional<std::string>*>, 4> outputs{
            {{"json", &request.json},
             {"junit", &request.junit},
             {"trace", &request.trace},
             {"write-plan", &request.plan}}};
        std::vector<std::string> taken;
        for (const auto& [flag, file] : outputs) {
            if (!*file) {
                continue;
            }
            if (**file == "-" && flag != "json") {
                errors_.push_back(
                    fmt::format("--{}: only --json writes to standard output; name a file", flag));
            } else if (is_one_of(**file, request.scenarios)) {
                errors_.push_back(fmt::format(
                    "--{}: \"{}\" is a scenario of this run; name another file", flag, **file));
            } else if (is_one_of(**file, taken)) {
                errors_.push_back(
                    fmt::format("--{}: \"{}\" is written by another flag, too; name "
                                "another file",
                                flag,
                                **file));
            }
            taken.push_back(**file);
        }
    }

    void read_log_level(RunRequest& request) {
        if (const std::optional<std::string> text = arguments_.value("log-level")) {
            const std::optional<LogLevel> level = log_level(*text);
            if (!level) {
                errors_.push_back(fmt::format("--log-level: \"{}\" is no level; write one of {}",
                                              *text,
                                              fmt::join(log_level_names, ", ")));
            }
            request.log_level = level.value_or(LogLevel::off);
        }
    }

    /// What only the whole of the request shows. \pre the other reads are done
    void check_runs(const RunRequest& request) {
        if (!errors_.empty()) {
            return;
        }
        const std::uint64_t more_seeds = request.seeds.last - request.seeds.first;
        if (more_seeds >= runs_max / request.scenarios.size()) {
            errors_.push_back(fmt::format("--seeds: that is more than {} runs", runs_max));
            return;
        }
        if (request.runs() > 1 && request.trace) {
            errors_.push_back("--trace: a trace is of one run; give one scenario and one --seed");
        }
        if (request.runs() > 1 && request.plan) {
            errors_.push_back(
                "--write-plan: a plan is of one run; give one scenario and one --seed");
        }
    }

    [[nodiscard]] UsageErrors take_errors() && { return std::move(errors_); }

private:
    void read_range(RunRequest& request, const std::string& text) {
        const std::size_t dots = text.find("..");
        const auto first = number(std::string_view(text).substr(0, dots));
        const auto last = dots == std::string::npos
                              ? std::nullopt
                              : number(std::string_view(text).substr(dots + 2));
        if (!first || !last) {
            errors_.push_back(
                fmt::format("--seeds: \"{}\" is no range of seeds; write A..B, as 1..100", text));
        } else if (*first > *last) {
            errors_.push_back(fmt::format(
                "--seeds: \"{}\" ends before it begins; write {}..{}", text, *last, *first));
        } else {
            request.seeds = {.first = *first, .last = *last};
        }
    }

    const Arguments& arguments_;
    UsageErrors errors_;
};

}  // namespace

std::span<const Flag> run_flags() noexcept {
    return flags;
}

sim::Result<RunRequest, UsageErrors> run_request(const Arguments& arguments,
                                                 std::uint64_t random_seed) {
    RunRequest request;
    Reader reader(arguments);
    reader.read_scenarios(request);
    reader.read_seeds(request, random_seed);
    reader.read_jobs(request);
    reader.read_overrides(request);
    reader.read_outputs(request);
    reader.read_log_level(request);
    reader.check_runs(request);
    request.checks_determinism = arguments.has("check-determinism");
    request.is_quiet = arguments.has("quiet");
    request.strictness = arguments.has("strict") ? model::Strictness::holes_are_unknown
                                                 : model::Strictness::holes_pass;
    if (UsageErrors errors = std::move(reader).take_errors(); !errors.empty()) {
        return sim::Unexpected(std::move(errors));
    }
    return request;
}

}  // namespace teacup::cli
