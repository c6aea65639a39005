#include <teacup/cli/thread_workers.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace teacup::cli {

namespace {

thread_local bool is_in_part = false;

}  // namespace

ThreadWorkers::ThreadWorkers(unsigned threads)
    : threads_(threads > 0 ? threads : std::max(1U, std::thread::hardware_concurrency())) {
}

void ThreadWorkers::for_each(std::size_t count, const std::function<void(std::size_t)>& part) {
    if (count <= 1 || threads_ == 1 || is_in_part) {
        Workers::for_each(count, part);
        return;
    }
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    const auto work = [&] {
        is_in_part = true;
        for (std::size_t i = next++; i < count; i = next++) {
            try {
                part(i);
            } catch (...) {
                const std::lock_guard lock(mutex);
                failure = failure ? failure : std::current_exception();
                next = count;
            }
        }
        is_in_part = false;
    };
    {
        std::vector<std::jthread> helpers;
        const std::size_t helpers_count = std::min<std::size_t>(threads_, count) - 1;
        for (std::size_t i = 0; i < helpers_count; ++i) {
            helpers.emplace_back(work);
        }
        work();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

}  // namespace teacup::cli
