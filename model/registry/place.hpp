/// \file
/// Where in its scenario file an item stands.
#pragma once

#include <teacup/sim/result.hpp>

namespace teacup::model {

/// Told in errors and reports, and no part of what an item says: all places are equal, so that two
/// scenarios that say the same compare equal.
struct Place : sim::SourcePlace {
    bool operator==(const Place&) const noexcept { return true; }
};

}  // namespace teacup::model
