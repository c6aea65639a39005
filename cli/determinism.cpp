#include <teacup/cli/determinism.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <spawn.h>

#include <teacup/cli/recorders.hpp>
#include <teacup/cli/reproduce.hpp>
#include <teacup/reports/trace_reader.hpp>

namespace teacup::cli {

namespace {

namespace fs = std::filesystem;

/// A folder that goes with its owner. Empty path when none could be made.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::error_code error;
        std::string name = (fs::temp_directory_path(error) / "teacup-XXXXXX").string();
        if (!error && ::mkdtemp(name.data()) != nullptr) {
            path_ = name;
        }
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        if (!path_.empty()) {
            fs::remove_all(path_, ignored);
        }
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    [[nodiscard]] bool exists() const { return !path_.empty(); }
    [[nodiscard]] std::string file(std::string_view name) const { return (path_ / name).string(); }

private:
    fs::path path_;
};

/// Starts `words` with its output thrown away, and waits for its end.
std::optional<std::string> call(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (std::string& word : words) {
        argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const int failed =
        ::posix_spawn(&child, words.front().c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (failed != 0) {
        return fmt::format("{} does not start", words.front());
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFSIGNALED(status)) {
        return fmt::format("it was ended by signal {}", WTERMSIG(status));
    }
    const auto code = static_cast<model::ExitCode>(WEXITSTATUS(status));
    if (code == model::ExitCode::bad_input || code == model::ExitCode::internal_error) {
        return fmt::format("it ended with exit code {}", static_cast<int>(code));
    }
    return std::nullopt;
}

/// The three runs of one seed.
class Repetition {
public:
    Repetition(const scenarios::Runner& runner,
               const FreshRun& fresh,
               const scenarios::Scenario& scenario,
               const scenarios::RunOptions& options)
        : runner_(runner), fresh_(fresh), scenario_(scenario), options_(options) {}

    model::RunResult run() {
        if (!folder_.exists()) {
            return failed({}, "the traces cannot be kept: there is no temporary folder");
        }
        model::RunResult first = run_here("first", options_.make_recorder);
        if (is_over(first)) {
            return first;
        }
        const model::RunResult again = run_here("again", {});
        if (is_over(again)) {
            first.is_interrupted = again.is_interrupted;
            return failed(std::move(first), again.internal_error);
        }
        if (again.digest != first.digest) {
            first.divergence = "in the same process, " + difference("again");
            return first;
        }
        return compare_fresh(std::move(first));
    }

private:
    static bool is_over(const model::RunResult& result) {
        return result.is_interrupted || !result.internal_error.empty();
    }

    static model::RunResult failed(model::RunResult result, std::string why) {
        result.internal_error = std::move(why);
        return result;
    }

    model::RunResult run_here(std::string_view name, const scenarios::RecorderFactory& recorder) {
        std::ofstream out(folder_.file(name), std::ios::binary);
        scenarios::RunOptions options = options_;
        options.make_recorder =
            combined({recorder, trace_to(out, scenario_, options_.seed, options_.stop)});
        model::RunResult result = runner_(scenario_, options);
        if (!out.flush() && !is_over(result)) {
            return failed(std::move(result),
                          fmt::format("a trace cannot be written to {}", folder_.file(name)));
        }
        return result;
    }

    model::RunResult compare_fresh(model::RunResult first) {
        const std::string file = folder_.file("fresh");
        const std::optional<std::string> why = fresh_(scenario_, options_.seed, file);
        if (options_.stop != nullptr && options_.stop->load()) {
            first.is_interrupted = true;
            return first;
        }
        if (why) {
            return failed(std::move(first), "the repetition in a fresh process failed: " + *why);
        }
        std::ifstream in(file, std::ios::binary);
        const auto fresh = reports::read_trace(in, file);
        if (!fresh || !fresh->is_complete) {
            return failed(std::move(first),
                          fmt::format("the repetition in a fresh process left no whole trace{}",
                                      fresh ? "" : ": " + fresh.error().message));
        }
        if (fresh->digest_at_end != first.digest) {
            first.divergence = "in a fresh process, " + difference("fresh");
        }
        return first;
    }

    [[nodiscard]] std::string difference(std::string_view other) const {
        std::ifstream first(folder_.file("first"), std::ios::binary);
        std::ifstream repeated(folder_.file(other), std::ios::binary);
        return reports::first_difference(first, repeated)
            .value_or("the digests differ although all recorded events are the same");
    }

    const scenarios::Runner& runner_;
    const FreshRun& fresh_;
    const scenarios::Scenario& scenario_;
    const scenarios::RunOptions& options_;
    TemporaryFolder folder_;
};

}  // namespace

FreshRun fresh_process(std::string program, RunRequest request) {
    request.checks_determinism = false;
    return [program = std::move(program), request = std::move(request)](
               const scenarios::Scenario& scenario,
               std::uint64_t seed,
               const std::string& trace_file) -> std::optional<std::string> {
        std::vector<std::string> words =
            reproduce_words(program, scenario.source.path, seed, request);
        words.insert(words.end(), {"--trace", trace_file, "--quiet"});
        return call(std::move(words));
    };
}

scenarios::Runner checking_determinism(scenarios::Runner runner, FreshRun fresh) {
    return [runner = std::move(runner), fresh = std::move(fresh)](
               const scenarios::Scenario& scenario, const scenarios::RunOptions& options) {
        return Repetition(runner, fresh, scenario, options).run();
    };
}

}  // namespace teacup::cli
