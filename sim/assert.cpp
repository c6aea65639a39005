#include <teacup/sim/assert.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>

namespace teacup::sim {

namespace {
struct Installed {
    FailureTeller tell = nullptr;
    void* owner = nullptr;
    bool has_told = false;
};
// One per thread: a sweep runs one world on each.
thread_local Installed installed;
}  // namespace

void set_failure_teller(FailureTeller teller, void* owner) noexcept {
    installed = {.tell = teller, .owner = owner};
}

void tell_failure(std::string_view failure) {
    const Installed where = installed;
    // A second failure, while the first is told, must not loop; unless another teller waits for it.
    installed = {.has_told = true};
    if (where.tell != nullptr) {
        where.tell(where.owner, failure);
    } else if (!where.has_told) {
        std::fputs(fmt::format("teacup: internal error: {}\n", failure).c_str(), stderr);
    }
}

void assert_failed(std::string_view condition, std::string_view file, int line) {
    tell_failure(fmt::format("{}:{}: assertion failed: {}", file, line, condition));
    installed.has_told = true;
    std::abort();
}

}  // namespace teacup::sim
