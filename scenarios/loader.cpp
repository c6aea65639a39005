#include <teacup/scenarios/loader.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <xxhash.h>

#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/overrides.hpp>
#include <teacup/scenarios/detail/scenario_reader.hpp>

namespace teacup::scenarios {

namespace {

std::string hash_of(std::string_view text) {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return fmt::format("{:016x}{:016x}", std::uint64_t{hash.high64}, std::uint64_t{hash.low64});
}

LoadResult fail(detail::Collector& collector) {
    return sim::Unexpected<Diagnostics>(collector.take());
}

LoadResult load(std::string text,
                const std::string& path,
                const LoadOptions& options,
                detail::Collector& collector) {
    std::string hashed = text;
    const std::uint32_t source = collector.add_source(path, std::move(text));
    std::optional<detail::Node> root = detail::parse_document(source, collector);
    if (!root) {
        return fail(collector);
    }
    for (const std::string& override_text : options.overrides) {
        detail::apply_override(*root, override_text, collector);
    }
    detail::ReadContext context{.collector = collector,
                                .directory = std::filesystem::path(path).parent_path().string()};
    Scenario scenario = detail::read_scenario(*root, context);
    if (collector.count() != 0) {
        return fail(collector);
    }
    hashed += context.included_text;
    for (const std::string& override_text : options.overrides) {
        hashed.append(1, '\0').append(override_text);
    }
    scenario.source = {.path = path, .hash = hash_of(hashed), .overrides = options.overrides};
    return scenario;
}

}  // namespace

LoadResult load_scenario(const std::string& path, const LoadOptions& options) {
    detail::Collector collector;
    std::optional<std::string> text = detail::read_file(path, collector);
    if (!text) {
        return fail(collector);
    }
    return load(std::move(*text), path, options, collector);
}

LoadResult parse_scenario(std::string_view text,
                          const std::string& path,
                          const LoadOptions& options) {
    detail::Collector collector;
    return load(std::string(text), path, options, collector);
}

Diagnostics validate_scenario(const std::string& path, const LoadOptions& options) {
    const LoadResult loaded = load_scenario(path, options);
    return loaded ? Diagnostics{} : loaded.error();
}

}  // namespace teacup::scenarios
