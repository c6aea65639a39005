/// \file
/// Messages of net_kernel: what monitor_nodes subscribers get.
#pragma once

#include <teacup/model/process/message.hpp>

namespace teacup::model {

/// {nodeup, Node}: comes before any message over the new connection.
struct NodeUp {
    sim::NodeId node = sim::no_node;
    TEACUP_MESSAGE(NodeUp, node)
};

/// {nodedown, Node, [{nodedown_reason, Reason}]}: comes after all signals of the connection, and
/// after the EXIT and DOWN messages of its links and monitors.
struct NodeDown {
    sim::NodeId node = sim::no_node;
    Atom reason = atoms::none;
    TEACUP_MESSAGE(NodeDown, node, reason)
};

}  // namespace teacup::model
