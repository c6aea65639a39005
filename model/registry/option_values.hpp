/// \file
/// The values of options, by name: what a factory of a system, fault or property is called with.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <teacup/model/otp/vocabulary.hpp>
#include <teacup/model/registry/quantity.hpp>
#include <teacup/model/systems/tree_spec.hpp>
#include <teacup/sim/latency.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::model {

class OptionValues;

/// A tree that an option names. Two are equal when their trees are, wherever they were written.
struct TreeValue {
    std::string file = {};  ///< Resolved path; empty when it was written in the scenario itself.
    std::shared_ptr<const TreeSpec> spec;
    friend bool operator==(const TreeValue& one, const TreeValue& other) {
        return *one.spec == *other.spec;
    }
};

/// One value; std::monostate means "not given, and has no default".
using OptionValue = std::variant<std::monostate,
                                 bool,
                                 std::int64_t,
                                 sim::Duration,
                                 PartsPerBillion,
                                 Millionths,
                                 Rate,
                                 sim::Latency,
                                 Shutdown,
                                 std::string,
                                 std::vector<std::string>,
                                 std::vector<std::int64_t>,
                                 TreeValue,
                                 std::vector<OptionValues>>;

/// A number in its own smallest step, which OptionRange tells; for drawing between two of them.
/// \pre the value is an integer, a duration, a probability or a factor
[[nodiscard]] std::int64_t steps_of(const OptionValue& value);
/// The value of the type of `like` that has so many steps. \pre as for steps_of
[[nodiscard]] OptionValue with_steps(const OptionValue& like, std::int64_t steps);

/// Values by option name. The loader has checked them against the option table before any factory
/// sees them; so asking for a name or a type that the table does not have is a bug, and asserts.
class OptionValues {
public:
    struct Item {
        std::string name;
        OptionValue value;
        bool operator==(const Item&) const = default;
    };

    OptionValues() = default;
    /// For tests and for systems that are built without a scenario.
    OptionValues(std::initializer_list<Item> items) : items_(items) {}

    /// Adds it, or replaces the value that `name` has.
    void set(std::string_view name, OptionValue value);
    /// Was it given, or has it a default? \pre the option exists
    [[nodiscard]] bool has(std::string_view name) const;
    /// \pre the option exists
    [[nodiscard]] const OptionValue& value(std::string_view name) const;

    // All of these: \pre has(name), and the type is this one.
    [[nodiscard]] bool boolean(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name) const;
    [[nodiscard]] sim::Duration duration(std::string_view name) const;
    [[nodiscard]] sim::Probability probability(std::string_view name) const;
    [[nodiscard]] Millionths factor(std::string_view name) const;
    [[nodiscard]] Rate rate(std::string_view name) const;
    [[nodiscard]] const sim::Latency& latency(std::string_view name) const;
    [[nodiscard]] Shutdown shutdown(std::string_view name) const;
    [[nodiscard]] const std::string& text(std::string_view name) const;
    [[nodiscard]] const std::vector<std::string>& texts(std::string_view name) const;
    [[nodiscard]] const std::vector<std::int64_t>& integers(std::string_view name) const;
    [[nodiscard]] const std::shared_ptr<const TreeSpec>& tree(std::string_view name) const;
    [[nodiscard]] const std::vector<OptionValues>& tables(std::string_view name) const;

    [[nodiscard]] const std::vector<Item>& items() const noexcept { return items_; }
    bool operator==(const OptionValues&) const = default;

private:
    template <class T>
    [[nodiscard]] const T& get(std::string_view name) const;

    std::vector<Item> items_;
};

}  // namespace teacup::model
