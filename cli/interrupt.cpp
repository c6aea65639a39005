#include <teacup/cli/interrupt.hpp>

#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include <teacup/model/result/exit_code.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::cli {

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // A signal handler may touch nothing else.

extern "C" void on_interrupt(int signal) {
    interrupted.store(true);
    static_cast<void>(std::signal(signal, SIG_DFL));
}

constexpr unsigned telling_seconds_max = 60;

extern "C" void on_alarm(int /*signal*/) {
    std::_Exit(static_cast<int>(model::ExitCode::internal_error));
}

extern "C" void on_abort(int /*signal*/) {
    // No handler of a signal that came from outside: this thread itself has called abort(), and
    // could still be within malloc, whose lock would then be waited for in vain.
    static_cast<void>(std::signal(SIGALRM, on_alarm));
    ::alarm(telling_seconds_max);
    sim::tell_failure("aborted");
    std::_Exit(static_cast<int>(model::ExitCode::internal_error));
}

}  // namespace

const std::atomic<bool>& watch_interrupts() {
    static_cast<void>(std::signal(SIGINT, on_interrupt));
    static_cast<void>(std::signal(SIGTERM, on_interrupt));
    return interrupted;
}

void exit_with_internal_error_on_abort() {
    struct sigaction action{};
    action.sa_handler = on_abort;
    action.sa_flags = SA_NODEFER;  // The run that is repeated for its story aborts once more.
    static_cast<void>(::sigaction(SIGABRT, &action, nullptr));
}

}  // namespace teacup::cli
