// Compares every case of a directory with what a real OTP did.
//
//     teacup_conformance DIR [--policy fifo|random] [--seeds A..B]
//
// Prints the first difference of each failing case, and ends with "N passed, N failed".
#include <algorithm>
#include <charconv>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "run_case.hpp"
#include "supervisor_case.hpp"

namespace {

using teacup::conformance::RunSettings;
using teacup::sim::SchedulingPolicy;

struct Options {
    std::filesystem::path directory;
    SchedulingPolicy policy = SchedulingPolicy::fifo;
    std::uint64_t first_seed = 1;
    std::uint64_t last_seed = 1;
};

[[nodiscard]] bool read_number(std::string_view text, std::uint64_t& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size();
}

[[nodiscard]] bool read_seeds(std::string_view text, Options& options) {
    const std::size_t dots = text.find("..");
    const std::string_view last = dots == std::string_view::npos ? text : text.substr(dots + 2);
    return read_number(text.substr(0, std::min(dots, text.size())), options.first_seed) &&
           read_number(last, options.last_seed) && options.first_seed <= options.last_seed;
}

[[nodiscard]] std::optional<Options> read_options(const std::vector<std::string_view>& words) {
    Options options;
    bool has_seeds = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--policy" && i + 1 < words.size()) {
            const std::string_view policy = words[++i];
            if (policy != "fifo" && policy != "random") {
                return std::nullopt;
            }
            options.policy = policy == "fifo" ? SchedulingPolicy::fifo : SchedulingPolicy::random;
        } else if (words[i] == "--seeds" && i + 1 < words.size()) {
            has_seeds = true;
            if (!read_seeds(words[++i], options)) {
                return std::nullopt;
            }
        } else if (options.directory.empty() && !words[i].starts_with("--")) {
            options.directory = words[i];
        } else {
            return std::nullopt;
        }
    }
    if (!has_seeds && options.policy == SchedulingPolicy::random) {
        options.last_seed = 20;
    }
    return options.directory.empty() ? std::nullopt : std::optional(options);
}

[[nodiscard]] std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw std::runtime_error("cannot read " + path.string());
    }
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// The first line where they part, with the lines of both.
[[nodiscard]] std::string first_difference(const std::string& expected, const std::string& actual) {
    const auto wanted = teacup::conformance::split(expected, '\n');
    const auto found = teacup::conformance::split(actual, '\n');
    const std::size_t common = std::min(wanted.size(), found.size());
    std::size_t at = 0;
    while (at < common && wanted[at] == found[at]) {
        ++at;
    }
    return fmt::format("  line {}\n  expected: {}\n  actual:   {}",
                       at + 1,
                       at < wanted.size() ? wanted[at] : "(nothing)",
                       at < found.size() ? found[at] : "(nothing)");
}

[[nodiscard]] bool passes(const std::filesystem::path& path, const Options& options) {
    try {
        const std::string text = read_file(path);
        const std::string expected =
            read_file(std::filesystem::path(path).replace_extension(".trace"));
        for (std::uint64_t seed = options.first_seed; seed <= options.last_seed; ++seed) {
            const std::string actual =
                teacup::conformance::run_case(text, {.policy = options.policy, .seed = seed});
            if (actual != expected) {
                fmt::print("{} (seed {}) differs\n{}\n",
                           path.filename().string(),
                           seed,
                           first_difference(expected, actual));
                return false;
            }
        }
        return true;
    } catch (const std::exception& error) {
        fmt::print("{}: {}\n", path.filename().string(), error.what());
        return false;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::optional<Options> options = read_options({argv + 1, argv + argc});
    if (!options) {
        fmt::print(stderr, "usage: teacup_conformance DIR [--policy fifo|random] [--seeds A..B]\n");
        return 2;
    }
    std::vector<std::filesystem::path> cases;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(options->directory, error)) {
        if (entry.path().extension() == ".case") {
            cases.push_back(entry.path());
        }
    }
    if (error || cases.empty()) {
        fmt::print(stderr, "no cases in {}\n", options->directory.string());
        return 2;
    }
    std::sort(cases.begin(), cases.end());
    const auto passed = std::count_if(
        cases.begin(), cases.end(), [&](const auto& path) { return passes(path, *options); });
    const auto failed = static_cast<std::ptrdiff_t>(cases.size()) - passed;
    fmt::print("{} passed, {} failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
