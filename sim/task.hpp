/// \file
/// Lazy coroutines that only a fiber resumes: no symmetric transfer, so the stack never grows.
#pragma once

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/frame_pool.hpp>

namespace teacup::sim {

/// A stack of coroutines that await one another: the body of one task. GCC 12 overflows the stack
/// when await_suspend returns a handle below -O2, so a coroutine that awaits another, or ends,
/// only says who is next, and this loop resumes it.
struct Fiber {
    std::coroutine_handle<> leaf;  ///< what to resume next; empty when the body has ended
    bool again = false;            ///< the leaf changed: resume it in the same step

    /// Resumes until the body waits for something outside, or has ended.
    void run() {
        do {
            again = false;
            leaf.resume();
        } while (again);
    }
};

template <class T = void>
class Task;

namespace detail {

struct PromiseBase {
    std::coroutine_handle<> continuation;  // Who awaits this; empty for a body's root.
    Fiber* fiber = nullptr;
    std::exception_ptr error;

    static void* operator new(std::size_t size) { return FramePool::current().allocate(size); }
    static void operator delete(void* frame, std::size_t size) noexcept {
        FramePool::current().deallocate(frame, size);
    }

    struct FinalAwaiter {
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> ended) const noexcept {
            PromiseBase& promise = ended.promise();
            promise.fiber->leaf = promise.continuation;
            promise.fiber->again = static_cast<bool>(promise.continuation);
        }
        void await_resume() const noexcept {}
    };

    [[nodiscard]] std::suspend_always initial_suspend() const noexcept { return {}; }
    [[nodiscard]] FinalAwaiter final_suspend() const noexcept { return {}; }
    void unhandled_exception() noexcept { error = std::current_exception(); }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;
    Task<T> get_return_object();
    template <class U>
    void return_value(U&& result) {
        value.emplace(std::forward<U>(result));
    }
    [[nodiscard]] T take() {
        if (error) {
            std::rethrow_exception(error);
        }
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object();
    void return_void() const noexcept {}
    void take() const {
        if (error) {
            std::rethrow_exception(error);
        }
    }
};

}  // namespace detail

/// A coroutine that begins when it is awaited, by one awaiter, once.
template <class T>
class [[nodiscard("a task does nothing until it is awaited")]] Task {
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    Task() noexcept = default;
    explicit Task(Handle handle) noexcept : handle_(handle) {}
    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}
    Task& operator=(Task&& other) noexcept {
        Task(std::move(other)).swap(*this);
        return *this;
    }
    ~Task() {
        if (handle_) {
            handle_.destroy();
        }
    }
    void swap(Task& other) noexcept { std::swap(handle_, other.handle_); }

    /// Whether there is something to await.
    [[nodiscard]] bool is_valid() const noexcept { return static_cast<bool>(handle_); }
    /// Gives the frame away, to be a body's root. The taker destroys it.
    [[nodiscard]] Handle release() noexcept { return std::exchange(handle_, {}); }

    auto operator co_await() && noexcept {
        TEACUP_ASSERT(handle_);
        return Awaiter{handle_};
    }

private:
    struct Awaiter {
        Handle child;
        [[nodiscard]] bool await_ready() const noexcept { return false; }
        template <class Parent>
        void await_suspend(std::coroutine_handle<Parent> parent) const noexcept {
            Fiber* const fiber = parent.promise().fiber;
            child.promise().continuation = parent;
            child.promise().fiber = fiber;
            fiber->leaf = child;
            fiber->again = true;
        }
        T await_resume() const { return child.promise().take(); }
    };

    Handle handle_;
};

template <class T>
Task<T> detail::Promise<T>::get_return_object() {
    return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> detail::Promise<void>::get_return_object() {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

}  // namespace teacup::sim
