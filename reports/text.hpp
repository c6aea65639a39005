/// \file
/// Small words for people: numbers, counts and names that cannot spoil a terminal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <teacup/model/result/tally.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::reports {

/// "1,204,332".
[[nodiscard]] std::string grouped(std::uint64_t count);

/// "1 run", "2 runs".
[[nodiscard]] std::string counted(std::uint64_t count, std::string_view noun);

/// Virtual time in microseconds, so that a column of times lines up: "94.200000s".
[[nodiscard]] std::string column_time(sim::Time at);

/// Wall time with three digits that matter: "42.1ms", "3.20s".
[[nodiscard]] std::string short_time(std::int64_t ns);

/// "seed 12", "seeds 12, 44", "seeds 1, 2, 3 and 97 more".
[[nodiscard]] std::string listed(const model::SeedList& seeds);

/// `text` with control characters written as \xNN: names come from files and may hold anything.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace teacup::reports
