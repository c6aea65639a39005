/// \file
/// Checked histories with everything that the page can show, for its tests.
#pragma once

#include <cstdint>

#include <teacup/model/result/history_result.hpp>

namespace teacup::reports::testing {

/// Clients of one register, each operation with an instant at which it took effect; the last reads
/// see an old value, which no order allows.
[[nodiscard]] model::HistoryResult violated_register(std::uint32_t operations,
                                                     std::uint32_t processes);

/// Transactions with two cycles.
[[nodiscard]] model::HistoryResult violated_transactions();

/// Every text tries to be markup, script, or to hide itself.
[[nodiscard]] model::HistoryResult hostile();

[[nodiscard]] model::HistoryResult passed();
[[nodiscard]] model::HistoryResult unreadable();

}  // namespace teacup::reports::testing
