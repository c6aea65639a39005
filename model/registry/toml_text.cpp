#include <teacup/model/registry/toml_text.hpp>

#include <type_traits>
#include <variant>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

namespace {

bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

std::string escaped(std::string_view text) {
    std::string escaped = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            escaped += '\\';
            escaped += c;
        } else if (c == '\n') {
            escaped += "\\n";
        } else if (is_control(c)) {
            escaped += fmt::format("\\u{:04X}", static_cast<unsigned char>(c));
        } else {
            escaped += c;
        }
    }
    return escaped + '"';
}

template <class List, class Write>
std::string array(const List& list, Write write) {
    std::string text = "[";
    for (const auto& item : list) {
        text += (text.size() > 1 ? ", " : "") + write(item);
    }
    return text + "]";
}

/// A duration without an end has the name that its option gives it.
std::string duration(const Option& option, sim::Duration span) {
    if (!span.is_infinite()) {
        return quote(sim::to_string(span));
    }
    return quote(option.words.empty() ? "infinity" : option.words.front());
}

std::string table(const std::vector<Option>& fields, const OptionValues& values) {
    std::string text = "{ ";
    for (const Option& field : fields) {
        const OptionValue& value = values.value(field.name);
        if (!std::holds_alternative<std::monostate>(value) && value != field.default_value) {
            text += fmt::format(
                "{}{} = {}", text.size() > 2 ? ", " : "", field.name, to_toml(field, value));
        }
    }
    return text.size() > 2 ? text + " }" : "{}";
}

/// Picks the spelling by the alternative that a value holds.
struct Writer {
    const Option& option;

    std::string operator()(std::monostate) const { return {}; }  // Kept out by to_toml.
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("{}", value); }
    std::string operator()(sim::Duration value) const { return duration(option, value); }
    std::string operator()(PartsPerBillion value) const {
        return decimal(value.count, PartsPerBillion::whole);
    }
    std::string operator()(Millionths value) const {
        return decimal(value.count, Millionths::whole);
    }
    std::string operator()(const Rate& value) const { return to_toml(value); }
    std::string operator()(const sim::Latency& value) const { return to_toml(value); }
    std::string operator()(const Shutdown& value) const {
        return quote(value.is_brutal_kill ? "brutal_kill" : sim::to_string(value.timeout));
    }
    std::string operator()(const std::string& value) const { return quote(value); }
    std::string operator()(const std::vector<std::string>& value) const {
        return array(value, quote);
    }
    std::string operator()(const std::vector<std::int64_t>& value) const {
        return array(value, [](std::int64_t item) { return fmt::format("{}", item); });
    }
    std::string operator()(const TreeValue& value) const {
        TEACUP_ASSERT(!value.file.empty());
        return quote(value.file);
    }
    std::string operator()(const std::vector<OptionValues>& value) const {
        return array(value, [&](const OptionValues& item) { return table(option.fields, item); });
    }
};

}  // namespace

std::string quote(std::string_view text) {
    bool needs_escape = false;
    bool fits_literal = true;
    for (const char c : text) {
        needs_escape = needs_escape || c == '"' || c == '\\' || is_control(c);
        fits_literal = fits_literal && c != '\'' && !is_control(c);
    }
    if (needs_escape && fits_literal) {
        return fmt::format("'{}'", text);
    }
    return escaped(text);
}

std::string decimal(std::int64_t count, std::int64_t whole) {
    TEACUP_ASSERT(whole > 0);
    const std::int64_t rest = count % whole;
    std::string digits = fmt::format("{}", rest < 0 ? -rest : rest);
    const std::size_t width = fmt::formatted_size("{}", whole) - 1;
    digits.insert(0, width - digits.size(), '0');
    const std::size_t last = digits.find_last_not_of('0');
    digits.resize(last == std::string::npos ? 1 : last + 1);
    const bool is_small_negative = count < 0 && count / whole == 0;
    return fmt::format("{}{}.{}", is_small_negative ? "-" : "", count / whole, digits);
}

std::string to_toml(const Option& option, const OptionValue& value) {
    TEACUP_ASSERT(!std::holds_alternative<std::monostate>(value));
    return std::visit(Writer{option}, value);
}

std::string to_toml(const sim::Latency& latency) {
    const auto span = [](sim::Duration value) { return quote(sim::to_string(value)); };
    const std::string minimum =
        latency.low.ns() == 0 ? "" : fmt::format("min = {}, ", span(latency.low));
    switch (latency.kind) {
        case sim::Latency::Kind::constant: return span(latency.low);
        case sim::Latency::Kind::uniform:
            return fmt::format("{{ kind = \"uniform\", min = {}, max = {} }}",
                               span(latency.low),
                               span(latency.high));
        case sim::Latency::Kind::exponential:
            return fmt::format(
                "{{ kind = \"exponential\", {}mean = {} }}", minimum, span(latency.high));
        case sim::Latency::Kind::long_tail: break;
    }
    return fmt::format("{{ kind = \"long_tail\", {}median = {}, spread = {} }}",
                       minimum,
                       span(latency.high),
                       decimal(latency.spread_per_mille, 1000));
}

std::string to_toml(const Rate& rate) {
    return quote(fmt::format("{}/{}", rate.count, sim::to_string(rate.per)));
}

}  // namespace teacup::model
