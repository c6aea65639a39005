#include <teacup/model/registry/option_values.hpp>

#include <algorithm>
#include <utility>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

namespace {

/// Says which option it was; the caller's own place is in the stack of the abort.
[[noreturn]] void fail(std::string_view name, std::string_view what) {
    std::string condition = "option \"";
    condition.append(name).append("\" ").append(what);
    sim::assert_failed(condition, __FILE__, __LINE__);
}

auto find_item(const std::vector<OptionValues::Item>& items, std::string_view name) {
    return std::find_if(items.begin(), items.end(), [&](const OptionValues::Item& item) {
        return item.name == name;
    });
}

}  // namespace

std::int64_t steps_of(const OptionValue& value) {
    if (const auto* span = std::get_if<sim::Duration>(&value)) {
        return span->ns();
    }
    if (const auto* probability = std::get_if<PartsPerBillion>(&value)) {
        return probability->count;
    }
    if (const auto* factor = std::get_if<Millionths>(&value)) {
        return factor->count;
    }
    TEACUP_ASSERT(std::holds_alternative<std::int64_t>(value));
    return *std::get_if<std::int64_t>(&value);
}

OptionValue with_steps(const OptionValue& like, std::int64_t steps) {
    if (std::holds_alternative<sim::Duration>(like)) {
        return sim::Duration::nanoseconds(steps);
    }
    if (std::holds_alternative<PartsPerBillion>(like)) {
        return PartsPerBillion{steps};
    }
    if (std::holds_alternative<Millionths>(like)) {
        return Millionths{steps};
    }
    TEACUP_ASSERT(std::holds_alternative<std::int64_t>(like));
    return steps;
}

void OptionValues::set(std::string_view name, OptionValue value) {
    const auto found = find_item(items_, name);
    if (found == items_.end()) {
        items_.push_back({std::string(name), std::move(value)});
    } else {
        items_[static_cast<std::size_t>(found - items_.begin())].value = std::move(value);
    }
}

bool OptionValues::has(std::string_view name) const {
    return !std::holds_alternative<std::monostate>(value(name));
}

const OptionValue& OptionValues::value(std::string_view name) const {
    const auto found = find_item(items_, name);
    if (found == items_.end()) {
        fail(name, "is in its option table");
    }
    return found->value;
}

template <class T>
const T& OptionValues::get(std::string_view name) const {
    const T* typed = std::get_if<T>(&value(name));
    if (typed == nullptr) {
        fail(name, "has a value, and of the type that is asked for");
    }
    return *typed;
}

bool OptionValues::boolean(std::string_view name) const {
    return get<bool>(name);
}
std::int64_t OptionValues::integer(std::string_view name) const {
    return get<std::int64_t>(name);
}
sim::Duration OptionValues::duration(std::string_view name) const {
    return get<sim::Duration>(name);
}
sim::Probability OptionValues::probability(std::string_view name) const {
    return get<PartsPerBillion>(name).probability();
}
Millionths OptionValues::factor(std::string_view name) const {
    return get<Millionths>(name);
}
Rate OptionValues::rate(std::string_view name) const {
    return get<Rate>(name);
}
const sim::Latency& OptionValues::latency(std::string_view name) const {
    return get<sim::Latency>(name);
}
Shutdown OptionValues::shutdown(std::string_view name) const {
    return get<Shutdown>(name);
}
const std::string& OptionValues::text(std::string_view name) const {
    return get<std::string>(name);
}
const std::vector<std::string>& OptionValues::texts(std::string_view name) const {
    return get<std::vector<std::string>>(name);
}
const std::vector<std::int64_t>& OptionValues::integers(std::string_view name) const {
    return get<std::vector<std::int64_t>>(name);
}
const std::shared_ptr<const TreeSpec>& OptionValues::tree(std::string_view name) const {
    return get<TreeValue>(name).spec;
}
const std::vector<OptionValues>& OptionValues::tables(std::string_view name) const {
    return get<std::vector<OptionValues>>(name);
}

}  // namespace teacup::model
