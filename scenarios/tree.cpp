#include <teacup/scenarios/tree.hpp>

#include <cstdint>
#include <optional>
#include <utility>

#include <teacup/scenarios/detail/document.hpp>
#include <teacup/scenarios/detail/tree_reader.hpp>

namespace teacup::scenarios {

namespace {

TreeResult parse(std::string text, const std::string& path, detail::Collector& collector) {
    const std::uint32_t source = collector.add_source(path, std::move(text));
    detail::ReadContext context{.collector = collector};
    if (const auto root = detail::parse_document(source, collector)) {
        if (auto tree = detail::read_tree(*root, detail::TreeOrigin::own_file, context)) {
            return std::move(*tree);
        }
    }
    return sim::Unexpected<Diagnostics>(collector.take());
}

}  // namespace

TreeResult load_tree(const std::string& path) {
    detail::Collector collector;
    std::optional<std::string> text = detail::read_file(path, collector);
    if (!text) {
        return sim::Unexpected<Diagnostics>(collector.take());
    }
    return parse(std::move(*text), path, collector);
}

TreeResult parse_tree(std::string_view text, const std::string& path) {
    detail::Collector collector;
    return parse(std::string(text), path, collector);
}

}  // namespace teacup::scenarios
