/// \file
/// The words of OTP's child specifications, in C++ as in TOML: every layer spells them alike.
#pragma once

#include <cstdint>
#include <string_view>

#include <teacup/sim/time.hpp>

namespace teacup::model {

enum class Strategy : std::uint8_t { one_for_one, one_for_all, rest_for_one, simple_one_for_one };
enum class Restart : std::uint8_t { permanent, transient, temporary };
enum class AutoShutdown : std::uint8_t { never, any_significant, all_significant };
enum class ChildType : std::uint8_t { worker, supervisor };
enum class ApplicationType : std::uint8_t { permanent, transient, temporary };

/// How a supervisor stops a child: exit signal `kill` at once, or `shutdown`, and `kill` when the
/// child is still there after `timeout` (Duration::infinity(): wait for ever).
struct Shutdown {
    bool is_brutal_kill = false;
    sim::Duration timeout = sim::Duration::seconds(5);  ///< Means nothing for a brutal kill.

    [[nodiscard]] static constexpr Shutdown after(sim::Duration timeout) noexcept {
        return {.is_brutal_kill = false, .timeout = timeout};
    }
    [[nodiscard]] static constexpr Shutdown brutal_kill() noexcept {
        return {.is_brutal_kill = true, .timeout = {}};
    }
    [[nodiscard]] static constexpr Shutdown infinity() noexcept {
        return after(sim::Duration::infinity());
    }
    bool operator==(const Shutdown&) const = default;
};

[[nodiscard]] std::string_view to_string(Strategy strategy) noexcept;
[[nodiscard]] std::string_view to_string(Restart restart) noexcept;
[[nodiscard]] std::string_view to_string(AutoShutdown auto_shutdown) noexcept;
[[nodiscard]] std::string_view to_string(ChildType type) noexcept;
[[nodiscard]] std::string_view to_string(ApplicationType type) noexcept;

}  // namespace teacup::model
