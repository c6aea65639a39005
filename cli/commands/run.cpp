#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <utility>

#include <fmt/format.h>

#include <teacup/cli/build_id.hpp>
#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/determinism.hpp>
#include <teacup/cli/event_log.hpp>
#include <teacup/cli/load.hpp>
#include <teacup/cli/outputs.hpp>
#include <teacup/cli/progress.hpp>
#include <teacup/cli/recorders.hpp>
#include <teacup/cli/reproduce.hpp>
#include <teacup/cli/run_request.hpp>
#include <teacup/reports/console.hpp>
#include <teacup/reports/json.hpp>
#include <teacup/reports/junit.hpp>
#include <teacup/scenarios/writer.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;
using model::RunResult;
using scenarios::RunOptions;
using scenarios::Scenario;

bool wants_colour(const Environment& environment) {
    return environment.is_out_terminal && std::getenv("NO_COLOR") == nullptr;
}

/// One call of `teacup run`, from loaded scenarios to an exit code.
class Session {
public:
    Session(RunRequest request, Environment& environment)
        : request_(std::move(request)),
          environment_(environment),
          log_(request_.log_level, nullptr),
          progress_(environment.err, environment.is_err_terminal && !request_.is_quiet),
          tally_(request_.strictness) {}

    /// Opens all that will be written, so that a wrong path costs no run.
    [[nodiscard]] const UsageErrors& open() {
        if (request_.json) {
            add_report<reports::JsonReport>(
                *request_.json == "-" ? &environment_.out : outputs_.open("json", *request_.json));
        }
        if (request_.junit) {
            add_report<reports::JunitReport>(outputs_.open("junit", *request_.junit));
        }
        if (request_.trace) {
            trace_ = outputs_.open("trace", *request_.trace);
        }
        if (request_.plan) {
            plan_ = outputs_.open("write-plan", *request_.plan);
        }
        if (request_.json != "-") {
            const reports::ConsoleOptions options{.is_coloured = wants_colour(environment_),
                                                  .is_quiet = request_.is_quiet,
                                                  .runs_total = request_.runs(),
                                                  .strictness = request_.strictness};
            reports_.push_back(std::make_unique<reports::ConsoleReport>(environment_.out, options));
        }
        return outputs_.errors();
    }

    ExitCode run(const std::vector<Scenario>& scenarios) {
        if (plan_ != nullptr) {
            write_plan(scenarios.front());
        }
        const scenarios::SweepEnd end =
            scenarios::sweep(scenarios,
                             {.seeds = request_.seeds,
                              .jobs = request_.jobs,
                              .run = {.stop = environment_.stop},
                              .runner = runner()},
                             {.on_result = [this](const RunResult& result) { tell(result); },
                              .on_progress =
                                  [this](const scenarios::SweepProgress& progress) {
                                      progress_.show(progress, tally_.failures());
                                  }});
        if (end == scenarios::SweepEnd::interrupted) {
            tally_.interrupt();
        }
        progress_.clear();
        for (const auto& report : reports_) {
            report->finish(tally_);
        }
        outputs_.close();
        tell_repetitions();
        return tally_.exit_code();
    }

    [[nodiscard]] const UsageErrors& errors() const noexcept { return outputs_.errors(); }

private:
    template <class Report>
    void add_report(std::ostream* out) {
        if (out != nullptr) {
            reports_.push_back(std::make_unique<Report>(*out, request_.strictness));
        }
    }

    void write_plan(const Scenario& scenario) {
        const std::uint64_t seed = request_.seeds.first;
        const Scenario plan = environment_.planner(scenario, seed);
        const std::string comment = fmt::format(
            "The faults that {} draws for seed {}. Run with the same seed, it gives the "
            "same digest.",
            scenario.source.path,
            seed);
        const std::filesystem::path folder = std::filesystem::path(*request_.plan).parent_path();
        scenarios::write_scenario(plan, {.directory = folder.string(), .comment = comment}, *plan_);
    }

    void tell(const RunResult& result) {
        progress_.clear();
        tally_.add(result);
        log_.tell(result);
        for (const auto& report : reports_) {
            report->add(result);
        }
    }

    /// Silence about a check would leave a doubt whether it was made.
    void tell_repetitions() {
        const bool is_told = request_.checks_determinism && !request_.is_quiet &&
                             request_.json != "-" && tally_.runs() > 0;
        if (is_told && tally_.exit_code() != ExitCode::non_determinism &&
            tally_.exit_code() != ExitCode::internal_error) {
            environment_.out << "deterministic: repeated in this process and in a fresh one, every "
                                "run had the same events\n";
        }
    }

    /// Runs, records what was asked for, and adds to the result what only the command line knows.
    [[nodiscard]] scenarios::Runner runner() {
        scenarios::Runner inner = environment_.runner;
        if (request_.checks_determinism) {
            inner = checking_determinism(std::move(inner),
                                         fresh_process(environment_.program, request_));
        }
        return [this, inner = std::move(inner)](const Scenario& scenario, RunOptions options) {
            options.make_recorder = recorder(scenario, options);
            options.reproduce = shell_command(reproduce_words(
                environment_.program, scenario.source.path, options.seed, request_));
            RunResult result = inner(scenario, options);
            result.scenario = scenario.source.path;
            result.scenario_hash = scenario.source.hash;
            result.seed = options.seed;
            result.build_id = build_id();
            result.expectation = scenario.expect;
            result.reproduce = options.reproduce;
            return result;
        };
    }

    [[nodiscard]] scenarios::RecorderFactory recorder(const Scenario& scenario,
                                                      const RunOptions& options) {
        std::vector<scenarios::RecorderFactory> factories;
        if (trace_ != nullptr) {
            factories.push_back(trace_to(*trace_, scenario, options.seed, options.stop));
        }
        if (log_.level() > LogLevel::error) {
            const std::string name =
                request_.runs() == 1 ? std::string{} : fmt::format("seed {}", options.seed);
            factories.push_back(
                [this, name](sim::World& world) { return log_.recorder(world, name); });
        }
        return combined(std::move(factories));
    }

    RunRequest request_;
    Environment& environment_;
    EventLog log_;
    ProgressLine progress_;
    model::Tally tally_;
    Outputs outputs_;
    std::vector<std::unique_ptr<reports::Report>> reports_;
    std::ostream* trace_ = nullptr;
    std::ostream* plan_ = nullptr;
};

/// Short, so that a person can copy it.
std::uint64_t random_seed() {
    return std::random_device{}() | 1U;
}

ExitCode tell_errors(const UsageErrors& errors, Environment& environment) {
    for (const std::string& error : errors) {
        environment.err << fmt::format("teacup run: {}\n", error);
    }
    return ExitCode::bad_input;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    auto request = run_request(arguments, random_seed());
    if (!request) {
        return tell_usage_errors("run", request.error(), environment);
    }
    const auto scenarios = load_all(request->scenarios, request->overrides, environment);
    if (!scenarios) {
        return ExitCode::bad_input;
    }
    Session session(std::move(*request), environment);
    if (!session.open().empty()) {
        return tell_errors(session.errors(), environment);
    }
    const ExitCode code = session.run(*scenarios);
    return session.errors().empty() ? code
                                    : worse_of(code, tell_errors(session.errors(), environment));
}

}  // namespace

Command run() {
    return {.name = "run",
            .synopsis = "SCENARIO... [--seed N|random | --seeds A..B] [FLAGS]",
            .summary = "Runs scenarios and judges them",
            .flags = run_flags(),
            .execute = execute};
}

}  // namespace teacup::cli::commands
