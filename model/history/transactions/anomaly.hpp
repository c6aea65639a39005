/// \file
/// What can be wrong with transactions, by name, and what it says of consistency models: the
/// phenomena of Adya, Berenson, Cerone and Elle, and the lattice of models that they rule out.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace teacup::model::history::transactions {

/// In the order in which they are told: the worst first. A cycle's kind is followed by its
/// variants that need the order of a process, and then the order of real time.
enum class Anomaly : std::uint8_t {
    garbage_read,
    duplicate_elements,
    cyclic_versions,
    incompatible_order,
    g1a,
    g1b,
    dirty_update,
    internal,
    future_read,
    lost_update,
    g0,
    g1c,
    g_single,
    long_fork,
    g_nonadjacent,
    write_skew,
    g2_item,
    g2,
    g0_process,
    g1c_process,
    g_single_process,
    g_nonadjacent_process,
    g2_item_process,
    g2_process,
    g0_realtime,
    g1c_realtime,
    g_single_realtime,
    g_nonadjacent_realtime,
    g2_item_realtime,
    g2_realtime,
    cycle_exists,
};
inline constexpr std::size_t anomalies = 31;

/// "G-single-process", "lost-update", ...
[[nodiscard]] std::string_view to_string(Anomaly anomaly) noexcept;
/// One line: what such a history has.
[[nodiscard]] std::string_view meaning_of(Anomaly anomaly) noexcept;

class AnomalySet {
public:
    constexpr AnomalySet() noexcept = default;
    constexpr AnomalySet(std::initializer_list<Anomaly> members) noexcept {
        for (const Anomaly member : members) {
            add(member);
        }
    }
    constexpr void add(Anomaly member) noexcept { bits_ |= bit(member); }
    constexpr void add(AnomalySet other) noexcept { bits_ |= other.bits_; }
    [[nodiscard]] constexpr bool has(Anomaly member) const noexcept {
        return (bits_ & bit(member)) != 0;
    }
    [[nodiscard]] constexpr bool meets(AnomalySet other) const noexcept {
        return (bits_ & other.bits_) != 0;
    }
    constexpr bool operator==(const AnomalySet&) const noexcept = default;

private:
    [[nodiscard]] static constexpr std::uint64_t bit(Anomaly member) noexcept {
        return std::uint64_t{1} << static_cast<unsigned>(member);
    }
    std::uint64_t bits_ = 0;
};

/// These and all that they are special cases of.
[[nodiscard]] AnomalySet implied_by(AnomalySet found);

/// A consistency model of the lattice.
struct ConsistencyModel {
    std::string_view name;  ///< In snake_case.
    std::vector<std::string_view> implies = {};
    /// What it forbids beyond the models that it implies.
    AnomalySet forbids = {};
};

/// Weaker ones before stronger ones.
[[nodiscard]] std::span<const ConsistencyModel> consistency_models();
/// Their names, in that order.
[[nodiscard]] std::vector<std::string> consistency_model_names();

/// What the anomalies of a history say of all models.
struct Boundary {
    /// Ruled out, and nothing that they imply is.
    std::vector<std::string> weakest_violated = {};
    /// Not ruled out, and nothing that implies them is possible. What holds of this history may
    /// still be broken in another one.
    std::vector<std::string> strongest_holding = {};
};
[[nodiscard]] Boundary boundary_of(AnomalySet found);
/// \pre a model has this name
[[nodiscard]] bool is_ruled_out(std::string_view model, AnomalySet found);

}  // namespace teacup::model::history::transactions
