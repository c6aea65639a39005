/// \file
/// The process net_kernel of each node, and the parts of net_adm that ask it.
#pragma once

#include <optional>
#include <vector>

#include <teacup/model/distribution/distribution.hpp>
#include <teacup/model/process/context.hpp>

namespace teacup::model {

/// {is_auth, Node}: is answered by net_kernel with IsAuthReply.
struct IsAuth {
    sim::NodeId node = sim::no_node;
    TEACUP_MESSAGE(IsAuth, node)
};
struct IsAuthReply {
    bool is_allowed = true;
    TEACUP_MESSAGE(IsAuthReply, is_allowed)
};

/// The body of net_kernel. Distribution starts one on each node that boots. It owns the node's
/// connections: its end closes them all, and stops the node where there are applications.
[[nodiscard]] Task<> net_kernel(Context& self);

/// net_adm:ping/1, true for pong: calls the net_kernel of `node`, which connects on demand, and
/// disconnects from it when that fails. \pre `distribution` outlives the caller
[[nodiscard]] Task<bool> ping(Context& self, Distribution& distribution, sim::NodeId node);

/// net_adm:names/1: the nodes that the host of `host` runs, which are `host` or none; empty when
/// the host does not answer. Takes the latencies of the links there and back; one that is cut costs
/// seven seconds.
[[nodiscard]] Task<std::optional<std::vector<Atom>>> names(Context& self, sim::NodeId host);

}  // namespace teacup::model
