/// \file
/// What a link does to datagrams besides delaying them, and the chance that decides it.
#pragma once

#include <cstdint>
#include <string>

#include <teacup/sim/chance.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// Rates of one direction between two nodes. Each is drawn for itself, for every datagram; one that
/// is zero draws nothing.
struct DatagramOptions {
    Probability loss;         ///< it never arrives
    Probability duplication;  ///< it arrives twice, each time with a latency of its own
    Probability reordering;   ///< it is held back, so that later ones may overtake it
    Probability corruption;   ///< it arrives with bits flipped
    /// A datagram that is held back is so for up to this long. \pre > 0
    Duration held_back_max = Duration::milliseconds(10);

    bool operator==(const DatagramOptions&) const = default;
    [[nodiscard]] bool is_harmless() const noexcept {
        const Probability never;
        return loss == never && duplication == never && reordering == never && corruption == never;
    }
};

/// What befalls one datagram.
struct DatagramFate {
    bool is_lost = false;
    bool is_duplicated = false;
    bool is_corrupt = false;
    Duration held_back;
    std::uint64_t bits = 0;  ///< of a corrupt one: drawn garbage
};

/// The streams from which one link's fates come. Each effect has its own, "net/FROM>TO/loss" and so
/// on: a change of one rate leaves what the others do to the n-th datagram as it was, and no rate
/// changes a latency.
class DatagramChance {
public:
    /// `link` is "net/FROM>TO".
    DatagramChance(std::uint64_t seed, const std::string& link, const DatagramOptions& rates)
        : options(rates),
          loss_(seed, link + "/loss"),
          duplication_(seed, link + "/duplication"),
          reordering_(seed, link + "/reordering"),
          corruption_(seed, link + "/corruption") {}

    [[nodiscard]] DatagramFate draw();
    /// What a second copy takes its latency from.
    [[nodiscard]] Stream& copies() noexcept { return duplication_; }

    DatagramOptions options;

private:
    Stream loss_;
    Stream duplication_;
    Stream reordering_;
    Stream corruption_;
};

}  // namespace teacup::sim
