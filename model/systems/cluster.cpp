#include <teacup/model/systems/cluster.hpp>

#include <fmt/format.h>

#include <teacup/model/otp/otp.hpp>

namespace teacup::model {

Cluster::Cluster(const ClusterOptions& options, std::unique_ptr<System> system)
    : mutant_(options.mutant),
      world_(options.world),
      processes_(world_),
      distribution_(processes_, options.distribution),
      system_(std::move(system)) {
    Otp::install(processes_, {.mutant = find_otp_mutant(mutant_).value_or(OtpMutant::none)});
    for (std::uint16_t i = 1; i <= options.nodes; ++i) {
        world_.add_node(fmt::format("n{}", i));
    }
    system_->prepare(*this);
}

Cluster::~Cluster() = default;

void Cluster::boot(sim::NodeId node) {
    world_.boot(node);
    system_->boot(*this, node);
}

void Cluster::boot_all() {
    for (std::uint16_t i = 0; i < world_.node_count(); ++i) {
        boot(sim::NodeId{i});
    }
}

}  // namespace teacup::model
