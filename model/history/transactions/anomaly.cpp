#include <teacup/model/history/transactions/anomaly.hpp>

#include <algorithm>
#include <array>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

namespace {

using enum Anomaly;

struct Row {
    std::string_view name;
    std::string_view meaning;
    AnomalySet implies = {};
};

/// In the order of the enumeration. What implies what follows Elle's table, with two additions:
/// every read here is of an item, never of a predicate, so each cycle with an anti-dependency is
/// also a G2-item; and long fork and write skew are found as the cycles that they are.
constexpr std::array<Row, anomalies> rows{{
    {"garbage-read", "a value was read that nobody wrote"},
    {"duplicate-elements", "one append took effect twice"},
    {"cyclic-versions", "the versions of a key cannot be put in any order"},
    {"incompatible-order", "two reads of a key disagree about the order of its appends", {g1a}},
    {"G1a", "aborted read: a value of a failed transaction was read"},
    {"G1b", "intermediate read: a value was read that its own transaction overwrote"},
    {"dirty-update", "a transaction built upon a write of a failed one", {g1a}},
    {"internal", "a transaction disagrees with its own earlier reads and writes"},
    {"future-read", "a transaction read what it wrote only later", {g1c}},
    {"lost-update",
     "two transactions read the same version and both wrote the next one",
     {write_skew, g2_item}},
    {"G0", "dirty write: a cycle of writes over writes", {g1c, g0_process}},
    {"G1c", "circular information flow: a cycle of writes and reads of them", {g1c_process}},
    {"G-single",
     "read skew: a cycle with exactly one read of what a later write replaced",
     {g_nonadjacent, g_single_process, g2_item}},
    {"long-fork", "two readers saw two writes in opposite orders", {g_nonadjacent}},
    {"G-nonadjacent",
     "a cycle with reads of replaced versions, never two of these in a row",
     {g2, g2_item, g_nonadjacent_process}},
    {"write-skew", "two transactions each read what the other one replaced", {g2_item}},
    {"G2-item", "a cycle with two reads of replaced versions in a row", {g2, g2_item_process}},
    {"G2", "a cycle with reads of replaced versions", {g2_process}},
    {"G0-process", "as G0, with the order of a process", {g1c_process, g0_realtime}},
    {"G1c-process", "as G1c, with the order of a process", {g1c_realtime}},
    {"G-single-process",
     "as G-single, with the order of a process",
     {g_nonadjacent_process, g_single_realtime, g2_item_process}},
    {"G-nonadjacent-process",
     "as G-nonadjacent, with the order of a process",
     {g2_process, g2_item_process, g_nonadjacent_realtime}},
    {"G2-item-process", "as G2-item, with the order of a process", {g2_process, g2_item_realtime}},
    {"G2-process", "as G2, with the order of a process", {g2_realtime}},
    {"G0-realtime", "as G0, with the order of real time", {g1c_realtime}},
    {"G1c-realtime", "as G1c, with the order of real time"},
    {"G-single-realtime",
     "as G-single, with the order of real time",
     {g_nonadjacent_realtime, g2_item_realtime}},
    {"G-nonadjacent-realtime",
     "as G-nonadjacent, with the order of real time",
     {g2_realtime, g2_item_realtime}},
    {"G2-item-realtime", "as G2-item, with the order of real time", {g2_realtime}},
    {"G2-realtime", "as G2, with the order of real time"},
    {"cycle-exists", "transactions that must all come before each other, of whatever kind"},
}};

const std::vector<ConsistencyModel>& models() {
    static const std::vector<ConsistencyModel> lattice{
        {"read_uncommitted", {}, {g0, duplicate_elements, cyclic_versions, garbage_read}},
        {"strong_session_read_uncommitted", {"read_uncommitted"}, {g0_process}},
        {"strong_read_uncommitted", {"strong_session_read_uncommitted"}, {g0_realtime}},
        {"read_committed", {"read_uncommitted"}, {g1a, g1b, g1c}},
        {"strong_session_read_committed",
         {"read_committed", "strong_session_read_uncommitted"},
         {g1c_process}},
        {"strong_read_committed",
         {"strong_session_read_committed", "strong_read_uncommitted"},
         {g1c_realtime}},
        {"monotonic_atomic_view", {"read_committed"}},
        {"cursor_stability", {"read_committed"}, {lost_update}},
        {"read_atomic", {"monotonic_atomic_view"}, {internal, future_read}},
        {"consistent_view", {"cursor_stability"}, {g_single}},
        {"repeatable_read", {"cursor_stability", "monotonic_atomic_view"}, {g2_item}},
        {"parallel_snapshot_isolation", {"read_atomic", "consistent_view"}},
        {"snapshot_isolation", {"parallel_snapshot_isolation"}, {g_nonadjacent}},
        {"strong_session_snapshot_isolation",
         {"snapshot_isolation", "strong_session_read_committed"},
         {g_nonadjacent_process}},
        {"strong_snapshot_isolation",
         {"strong_session_snapshot_isolation", "strong_read_committed"},
         {g_nonadjacent_realtime}},
        {"serializable", {"repeatable_read", "snapshot_isolation"}, {g2}},
        {"strong_session_serializable",
         {"serializable", "strong_session_snapshot_isolation"},
         {g2_process}},
        {"strict_serializable",
         {"strong_session_serializable", "strong_snapshot_isolation"},
         {g2_realtime, cycle_exists}},
    };
    return lattice;
}

std::size_t index_of(std::string_view name) {
    const auto& all = models();
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name == name) {
            return i;
        }
    }
    TEACUP_ASSERT(false);  // No model has this name.
    return all.size();
}

/// By index: is it ruled out? Weaker models come first, so one pass does.
std::vector<bool> ruled_out(AnomalySet found) {
    const AnomalySet all = implied_by(found);
    std::vector<bool> out;
    for (const ConsistencyModel& model : models()) {
        const auto is_out = [&](std::string_view weaker) { return out[index_of(weaker)]; };
        out.push_back(model.forbids.meets(all) ||
                      std::any_of(model.implies.begin(), model.implies.end(), is_out));
    }
    return out;
}

}  // namespace

std::string_view to_string(Anomaly anomaly) noexcept {
    return rows[static_cast<std::size_t>(anomaly)].name;
}

std::string_view meaning_of(Anomaly anomaly) noexcept {
    return rows[static_cast<std::size_t>(anomaly)].meaning;
}

AnomalySet implied_by(AnomalySet found) {
    for (AnomalySet before; before != found;) {
        before = found;
        for (std::size_t i = 0; i < anomalies; ++i) {
            if (before.has(static_cast<Anomaly>(i))) {
                found.add(rows[i].implies);
            }
        }
    }
    return found;
}

std::span<const ConsistencyModel> consistency_models() {
    return models();
}

std::vector<std::string> consistency_model_names() {
    std::vector<std::string> names;
    for (const ConsistencyModel& model : models()) {
        names.emplace_back(model.name);
    }
    return names;
}

Boundary boundary_of(AnomalySet found) {
    const std::vector<bool> out = ruled_out(found);
    Boundary boundary;
    std::vector<bool> has_stronger(out.size(), false);
    for (std::size_t i = out.size(); i-- > 0;) {
        bool has_weaker_violated = false;
        for (const std::string_view weaker : models()[i].implies) {
            has_weaker_violated = has_weaker_violated || out[index_of(weaker)];
            has_stronger[index_of(weaker)] = has_stronger[index_of(weaker)] || !out[i];
        }
        if (out[i] && !has_weaker_violated) {
            boundary.weakest_violated.emplace(boundary.weakest_violated.begin(), models()[i].name);
        }
        if (!out[i] && !has_stronger[i]) {
            boundary.strongest_holding.emplace(boundary.strongest_holding.begin(),
                                               models()[i].name);
        }
    }
    return boundary;
}

bool is_ruled_out(std::string_view model, AnomalySet found) {
    return ruled_out(found)[index_of(model)];
}

}  // namespace teacup::model::history::transactions
