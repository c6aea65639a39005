#include <teacup/scenarios/option_text.hpp>

#include <utility>

#include <teacup/scenarios/detail/overrides.hpp>
#include <teacup/scenarios/detail/quantity_text.hpp>
#include <teacup/scenarios/detail/table_reader.hpp>

namespace teacup::scenarios {

sim::Result<model::OptionValues, Diagnostics> read_options(
    const std::vector<model::Option>& options,
    const std::vector<std::string>& texts,
    std::string_view heading) {
    detail::Collector collector;
    detail::Node table;
    for (const std::string& text : texts) {
        detail::apply_override(table, text, collector);
    }
    detail::ReadContext context{.collector = collector};
    model::OptionValues values =
        detail::read_table(table, {.heading = heading, .options = {&options}}, context);
    if (collector.count() > 0) {
        return sim::Unexpected(collector.take());
    }
    return values;
}

sim::Result<sim::Duration, std::string> parse_duration_text(std::string_view text) {
    return detail::parse_duration(text);
}

}  // namespace teacup::scenarios
