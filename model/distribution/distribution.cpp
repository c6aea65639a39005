#include <teacup/model/distribution/distribution.hpp>

namespace teacup::model {

// Stands in until connections land: every node is an island.
Distribution::Distribution(Processes& processes, const DistributionOptions& options)
    : processes_(processes), options_(options) {
    static_cast<void>(processes_);
}

Distribution::~Distribution() = default;

}  // namespace teacup::model
