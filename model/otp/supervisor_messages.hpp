/// \file
/// What a supervisor is sent: the requests of supervisor.hpp, and its own reminder.
#pragma once

#include <vector>

#include <teacup/model/otp/supervisor.hpp>

namespace teacup::model {

struct StartChild {
    ChildSpec spec;
    TEACUP_MESSAGE(StartChild, spec)
};
struct StartDynamicChild {
    Term argument;
    TEACUP_MESSAGE(StartDynamicChild, argument)
};
struct TerminateChild {
    Atom id = atoms::none;
    Pid pid;  ///< Instead of an id.
    TEACUP_MESSAGE(TerminateChild, id, pid)
};
struct RestartChild {
    Atom id = atoms::none;
    TEACUP_MESSAGE(RestartChild, id)
};
struct DeleteChild {
    Atom id = atoms::none;
    TEACUP_MESSAGE(DeleteChild, id)
};
struct WhichChildren {
    TEACUP_MESSAGE(WhichChildren)
};
struct Children {
    std::vector<ChildInfo> children;
    TEACUP_MESSAGE(Children, children)
};
struct CountChildren {
    TEACUP_MESSAGE(CountChildren)
};
struct GetChildspec {
    Atom id = atoms::none;
    Pid pid;  ///< Under simple_one_for_one, instead of the id.
    TEACUP_MESSAGE(GetChildspec, id, pid)
};

/// {try_again_restart, Id or {restarting,Pid}}: cast to itself when a restart did not start.
struct TryAgainRestart {
    Atom id = atoms::none;
    Pid pid;                  ///< Under simple_one_for_one: who had died,
    std::uint32_t child = 0;  ///< and its record, when it is still the same one.
    TEACUP_MESSAGE(TryAgainRestart, id, pid)
};

}  // namespace teacup::model
