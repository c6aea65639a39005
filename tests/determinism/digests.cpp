/// \file
/// Prints the digest of every shipped scenario for seeds 1 to 5, one "NAME SEED DIGEST" a line.
/// Built by every compiler and at every level of optimisation; ./dev digests compares.
#include <cstdio>
#include <exception>

#include "shipped.hpp"

int main() {
    try {
        for (const std::string& path : teacup::shipped::paths(TEACUP_SOURCE_DIR)) {
            const teacup::scenarios::Scenario scenario = teacup::shipped::load(path);
            for (std::uint64_t seed = 1; seed <= teacup::shipped::seeds; ++seed) {
                const auto result = teacup::scenarios::run(scenario, {.seed = seed});
                if (!result.internal_error.empty()) {
                    throw std::runtime_error(path + ": " + result.internal_error);
                }
                std::puts(teacup::shipped::line(path, seed, result.digest).c_str());
            }
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "teacup_digests: %s\n", error.what());
        return 4;
    }
}
