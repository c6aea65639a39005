/// \file
/// The trace of a run as versioned JSON Lines: a header, one typed event a line, and an end.
/// Every canonical word of an event can be had back from its line; so the digest can, too.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include <teacup/sim/trace.hpp>

namespace teacup::reports {

/// Grows when a reader of older traces would go wrong.
inline constexpr int trace_version = 1;

/// Which run a trace is of.
struct TraceHeader {
    std::string scenario = {};
    std::string scenario_hash = {};
    std::uint64_t seed = 1;
    std::string build_id = {};
    /// Names of nodes in the order of their numbers; one that is missing is told by number.
    std::vector<std::string> nodes = {};
};

/// Writes every event it hears:
///   {"trace":1,"scenario":...,"seed":7,...,"nodes":["n1",...],"kinds":[...]}
///   {"at":5000000000,"event":"node_down","node":"n1","fields":{"incarnation":1,"how":"power"}}
///   {"end":true,"events":1,"digest":"..."}
/// `note`, after the fields, is for people and no part of the digest. The kinds stand in the
/// header, so that any teacup can read a trace of a program that has kinds of its own.
class TraceWriter final : public sim::TraceListener {
public:
    /// `trace` is the one that will be heard; it must outlive the writer. All kinds are in it.
    TraceWriter(std::ostream& out, const sim::Trace& trace, TraceHeader header);

    void on_event(const sim::TraceEvent& event) override;
    /// Writes the last line. A trace without it tells its reader that the run was cut short.
    void finish(const std::string& digest);

private:
    void write_field(sim::FieldType type, std::uint64_t word);
    void write_node(std::uint64_t number);
    void flush();

    std::ostream& out_;
    const sim::Trace& trace_;
    TraceHeader header_;
    std::string buffer_;
    std::uint64_t events_ = 0;
};

}  // namespace teacup::reports
