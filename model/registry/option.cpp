#include <teacup/model/registry/option.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <variant>

namespace teacup::model {

std::string_view to_string(OptionType type) noexcept {
    // In the order of the enumeration.
    constexpr std::array<std::string_view, 18> names{"boolean",
                                                     "integer",
                                                     "duration",
                                                     "probability",
                                                     "factor",
                                                     "rate",
                                                     "text",
                                                     "term",
                                                     "choice",
                                                     "text list",
                                                     "integer list",
                                                     "latency",
                                                     "shutdown",
                                                     "tree",
                                                     "tables",
                                                     "integer or range",
                                                     "duration or range",
                                                     "selector"};
    return names.at(static_cast<std::size_t>(type));
}

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
    const auto found = std::find_if(
        options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
    return found == options.end() ? nullptr : &*found;
}

OptionValues default_values(const std::vector<Option>& options) {
    OptionValues values;
    for (const Option& option : options) {
        if (!option.is_required) {
            values.set(option.name, option.default_value);
        }
    }
    return values;
}

}  // namespace teacup::model
