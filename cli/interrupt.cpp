#include <teacup/cli/interrupt.hpp>

#include <csignal>
#include <cstdlib>

#include <teacup/model/result/exit_code.hpp>

namespace teacup::cli {

namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free);  // A signal handler may touch nothing else.

extern "C" void on_interrupt(int signal) {
    interrupted.store(true);
    static_cast<void>(std::signal(signal, SIG_DFL));
}

extern "C" void on_abort(int /*signal*/) {
    std::_Exit(static_cast<int>(model::ExitCode::internal_error));
}

}  // namespace

const std::atomic<bool>& watch_interrupts() {
    static_cast<void>(std::signal(SIGINT, on_interrupt));
    static_cast<void>(std::signal(SIGTERM, on_interrupt));
    return interrupted;
}

void exit_with_internal_error_on_abort() {
    static_cast<void>(std::signal(SIGABRT, on_abort));
}

}  // namespace teacup::cli
