#include <teacup/sim/assert.hpp>

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

namespace teacup::sim {

namespace {
struct Installed {
    AssertContext context = nullptr;
    const void* owner = nullptr;
};
// One per thread: a sweep runs one world on each.
thread_local Installed installed;
}  // namespace

void set_assert_context(AssertContext context, const void* owner) noexcept {
    installed = {context, owner};
}

void assert_failed(std::string_view condition, std::string_view file, int line) {
    const Installed where = installed;
    installed = {};  // A second failure while telling of the first must not loop.
    std::string text =
        fmt::format("teacup: internal error: {}:{}: assertion failed: {}\n", file, line, condition);
    if (where.context != nullptr) {
        text += where.context(where.owner);
    }
    std::fputs(text.c_str(), stderr);
    std::abort();
}

}  // namespace teacup::sim
