#include <teacup/cli/load.hpp>

#include <utility>

#include <teacup/scenarios/loader.hpp>

namespace teacup::cli {

std::optional<std::vector<scenarios::Scenario>> load_all(const std::vector<std::string>& files,
                                                         const std::vector<std::string>& overrides,
                                                         Environment& environment) {
    std::vector<scenarios::Scenario> loaded;
    for (const std::string& file : files) {
        scenarios::LoadResult result = scenarios::load_scenario(file, {.overrides = overrides});
        if (result) {
            loaded.push_back(std::move(*result));
            continue;
        }
        for (const scenarios::Diagnostic& diagnostic : result.error()) {
            environment.err << to_string(diagnostic);
        }
    }
    return loaded.size() == files.size() ? std::optional(std::move(loaded)) : std::nullopt;
}

}  // namespace teacup::cli
