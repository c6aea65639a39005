/// \file
/// System messages that every generic process understands: sys:suspend and sys:resume.
#pragma once

#include <teacup/model/otp/gen.hpp>

namespace teacup::model {

struct SysSuspend {
    TEACUP_MESSAGE(SysSuspend)
};
struct SysResume {
    TEACUP_MESSAGE(SysResume)
};
struct SysOk {
    TEACUP_MESSAGE(SysOk)
};

/// A suspended process takes only system messages and its parent's exit; the rest waits in order.
[[nodiscard]] inline detail::Call<SysOk> sys_suspend(Context& self, const ServerRef& server) {
    return call<SysOk>(self, server, SysSuspend{});
}
[[nodiscard]] inline detail::Call<SysOk> sys_resume(Context& self, const ServerRef& server) {
    return call<SysOk>(self, server, SysResume{});
}

}  // namespace teacup::model
