#include <teacup/scenarios/detail/latency_reader.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::scenarios::detail {

namespace {

using model::Option;
using model::OptionType;
using sim::Duration;
using Kind = sim::Latency::Kind;

// The longest tails, 2^20 medians, then still fit into virtual time.
constexpr model::OptionRange span_range{0, 3'600'000'000'000};

Option kind_key(std::string example = R"("uniform")") {
    return {.name = "kind",
            .type = OptionType::choice,
            .meaning = "Which distribution.",
            .example = std::move(example),
            .words = {"uniform", "exponential", "long_tail"},
            .is_required = true};
}

Option span_key(std::string name, std::string meaning, std::string example) {
    return {.name = std::move(name),
            .type = OptionType::duration,
            .meaning = std::move(meaning),
            .example = std::move(example),
            .range = span_range,
            .is_required = true};
}

Option optional_min_key() {
    Option key = span_key("min", "Added to each draw.", R"("100us")");
    key.default_value = Duration{};
    key.is_required = false;
    return key;
}

Option spread_key() {
    return {.name = "spread",
            .type = OptionType::factor,
            .default_value = model::Millionths{model::Millionths::whole / 2},
            .meaning = "The standard deviation, in doublings.",
            .example = "0.5",
            .range = {0, 4 * model::Millionths::whole}};
}

/// What `high` is called in the table.
std::string high_key(Kind kind) {
    return kind == Kind::uniform ? "max" : kind == Kind::exponential ? "mean" : "median";
}

Kind kind_of(const std::string& word) {
    return word == "uniform"       ? Kind::uniform
           : word == "exponential" ? Kind::exponential
                                   : Kind::long_tail;
}

void tell(const Node& node, const Option& option, std::string_view what, ReadContext& context) {
    context.collector.add(node.spot, fmt::format("\"{}\" {}", option.name, what));
}

}  // namespace

const std::vector<Option>& latency_keys(Kind kind) {
    static const std::vector<Option> uniform{kind_key(),
                                             span_key("min", "The least.", R"("1ms")"),
                                             span_key("max", "The greatest.", R"("5ms")")};
    static const std::vector<Option> exponential{
        kind_key(R"("exponential")"),
        optional_min_key(),
        span_key("mean", "The mean, without min.", R"("900us")")};
    static const std::vector<Option> long_tail{
        kind_key(R"("long_tail")"),
        optional_min_key(),
        span_key("median", "The median, without min.", R"("1ms")"),
        spread_key()};
    TEACUP_ASSERT(kind != Kind::constant);
    return kind == Kind::uniform ? uniform : kind == Kind::exponential ? exponential : long_tail;
}

std::optional<sim::Latency> read_latency(const Node& node,
                                         const Option& option,
                                         ReadContext& context) {
    if (node.kind != NodeKind::table) {
        Option constant = option;
        constant.type = OptionType::duration;
        constant.range = span_range;
        const auto span = read_value(node, constant, context);
        return span ? std::optional(sim::Latency::constant(std::get<Duration>(*span)))
                    : std::nullopt;
    }
    const Node* kind_node = node.find("kind");
    if (kind_node == nullptr) {
        tell(node, option, "lacks the key \"kind\"; add it, as kind = \"uniform\"", context);
        return std::nullopt;
    }
    const auto word = read_value(*kind_node, kind_key(), context);
    if (!word) {
        return std::nullopt;
    }
    const Kind kind = kind_of(std::get<std::string>(*word));
    const std::string heading = fmt::format("\"{}\"", option.name);
    const model::OptionValues values =
        read_table(node, {.heading = heading, .options = {&latency_keys(kind)}}, context);
    const bool is_tail = kind == Kind::long_tail;
    if (!values.has("min") || !values.has(high_key(kind)) || (is_tail && !values.has("spread"))) {
        return std::nullopt;
    }
    sim::Latency latency{
        .kind = kind, .low = values.duration("min"), .high = values.duration(high_key(kind))};
    if (is_tail) {
        const std::int64_t per_mille = values.factor("spread").count / 1000;
        latency.spread_per_mille = static_cast<std::uint32_t>(per_mille);
    }
    if (kind == Kind::uniform && latency.low > latency.high) {
        tell(node, option, "has a min above its max; swap them", context);
        return std::nullopt;
    }
    return latency;
}

}  // namespace teacup::scenarios::detail
