/// \file
/// Writes a scenario back as TOML: the crystallised plan of a seed, to be read, cut and committed.
#pragma once

#include <iosfwd>
#include <string>

#include <teacup/scenarios/scenario.hpp>

namespace teacup::scenarios {

struct WriteOptions {
    /// Of the file that is written: paths in it are relative to this. Empty: they stay as they are.
    std::string directory = {};
    /// Each line becomes a TOML comment at the top.
    std::string comment = {};
};

/// Loading what is written gives an equal scenario. What equals its default is left out.
/// \pre the scenario came from the loader, or from plan_of
void write_scenario(const Scenario& scenario, const WriteOptions& options, std::ostream& out);

}  // namespace teacup::scenarios
