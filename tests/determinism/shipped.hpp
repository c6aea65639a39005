/// \file
/// The shipped scenarios and the seeds whose digests are kept in tests/golden/digests.txt.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <teacup/scenarios/loader.hpp>
#include <teacup/scenarios/runner.hpp>

namespace teacup::shipped {

inline constexpr std::uint64_t seeds = 5;

/// The paths of scenarios/library/*.toml, sorted by name; tree files lie in a folder of their own.
inline std::vector<std::string> paths(const std::string& source_dir) {
    std::vector<std::string> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(source_dir + "/scenarios/library")) {
        if (entry.is_regular_file() && entry.path().extension() == ".toml") {
            found.push_back(entry.path().string());
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

inline std::string name_of(const std::string& path) {
    return std::filesystem::path(path).stem().string();
}

/// Throws when a shipped scenario does not load, which its own test tells better.
inline scenarios::Scenario load(const std::string& path) {
    auto loaded = scenarios::load_scenario(path);
    if (!loaded) {
        std::string errors;
        for (const auto& diagnostic : loaded.error()) {
            errors += to_string(diagnostic) + "\n";
        }
        throw std::runtime_error(errors);
    }
    return *loaded;
}

/// One line of the golden file: "NAME SEED DIGEST".
inline std::string line(const std::string& path, std::uint64_t seed, const std::string& digest) {
    return name_of(path) + " " + std::to_string(seed) + " " + digest;
}

}  // namespace teacup::shipped
