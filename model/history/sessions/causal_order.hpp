/// \file
/// Causal consistency of registers whose values are written once, by the patterns that no causally
/// consistent history has: Bouajjani, Enea, Guerraoui and Hamza, On verifying causal consistency
/// (POPL 2017).
#pragma once

#include <cstdint>

#include <teacup/model/history/budget.hpp>
#include <teacup/model/history/sessions/accesses.hpp>
#include <teacup/model/result/judgement.hpp>

namespace teacup::model::history::sessions {

enum class CausalLevel : std::uint8_t {
    /// CC: CyclicCO, WriteCOInitRead, ThinAirRead, WriteCORead.
    causal,
    /// CCv: also CyclicCF. All sessions agree on one order of the writes.
    convergent,
};

/// Adds the findings, or the reason why there is no answer. \pre the accesses have no twins
void find_causal_anomalies(const History& history,
                           const Accesses& accesses,
                           CausalLevel level,
                           Budget& budget,
                           Judgement& judgement);

}  // namespace teacup::model::history::sessions
