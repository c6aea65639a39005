/// \file
/// Applications: started in order, each with a master that leads its top supervisor, and with a
/// type that says what its end means for the node.
#pragma once

#include <string>
#include <vector>

#include <teacup/model/otp/child_spec.hpp>
#include <teacup/model/otp/gen.hpp>
#include <teacup/model/otp/vocabulary.hpp>

namespace teacup::model {

struct Application {
    std::string name;
    ApplicationType type = ApplicationType::permanent;
    std::vector<std::string> depends_on = {};
    ChildStart top = {};  ///< Its top supervisor's start; none: a library, which runs nothing.
};

/// Sent to `subscriber` when all applications of a boot have been started, or have failed to.
struct ApplicationsStarted {
    TEACUP_MESSAGE(ApplicationsStarted)
};

/// Boots a node's applications: spawns its application_controller, which starts them one after the
/// other. As in kernel's application_controller (handle_application_started/3 and the 'EXIT' clause
/// of handle_info/2): a permanent one that fails to start, or ends, stops the node; a transient one
/// does unless it ended with `normal`, and `shutdown` is not `normal`; a temporary one is reported.
/// A node that stops so shuts down the applications that run first, the one started last first.
/// An application whose dependency is not running does not start. \pre the node is up
Pid start_applications(Processes& processes,
                       sim::NodeId node,
                       std::vector<Application> applications,
                       Pid subscriber = {});

/// Stops the node of a process with the role `kernel` that has ended, as its supervisors or init
/// would. Without net_kernel the kernel application ends with `shutdown`, and the node stops as for
/// any permanent one; without application_controller it halts with that one's reason. Otp installs
/// this as Processes::on_kernel_end.
void stop_without_kernel(Processes& processes, Pid pid, Atom name, Atom reason);

/// application:stop on the caller's node: stops the top supervisor, then the application is gone,
/// and the node goes on. False when it was not running.
[[nodiscard]] Task<bool> stop_application(Context& self, Atom name);

/// application:which_applications on the caller's node, the one started last first.
[[nodiscard]] Task<std::vector<Atom>> which_applications(Context& self);

}  // namespace teacup::model
