/// \file
/// A small supervision tree drawn from a seed, and what is done to it: for tests of properties that
/// need a world in which much goes wrong and, without a mutant, nothing is wrong.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/otp/mutants.hpp>
#include <teacup/model/properties/property.hpp>

namespace teacup::model::testing {

/// Runs a drawn tree on one node under all properties for about a minute of virtual time, with
/// crashes, kills, starts that fail and calls in circles. \return the results, by property
[[nodiscard]] std::map<std::string, PropertyResult> run_random_tree(std::uint64_t seed,
                                                                    OtpMutant mutant);

}  // namespace teacup::model::testing
