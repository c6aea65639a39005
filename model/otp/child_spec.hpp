/// \file
/// Child specifications: what a supervisor needs to know to start, restart and stop a child.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <teacup/model/otp/start.hpp>
#include <teacup/model/otp/vocabulary.hpp>
#include <teacup/model/process/term.hpp>

namespace teacup::model {

/// Starts a child, in the supervisor's own process, each time anew. Shared by everyone who holds a
/// ChildStart of it, so it does not change; one world's only.
class ChildStarter {
public:
    ChildStarter() = default;
    ChildStarter(const ChildStarter&) = delete;
    ChildStarter& operator=(const ChildStarter&) = delete;
    virtual ~ChildStarter() = default;

    /// Starts and links the child. `argument` is what start_child() added, under
    /// simple_one_for_one. An exception R means {error,{'EXIT',R}}.
    [[nodiscard]] virtual Task<Started> start(Context& supervisor, const Term& argument) const = 0;

private:
    friend class ChildStart;
    mutable std::uint32_t holders_ = 0;
};

/// A start function with its arguments, as the `start` of a child specification.
class ChildStart {
public:
    ChildStart() noexcept = default;
    /// Takes over what `new` made.
    explicit ChildStart(const ChildStarter* starter) noexcept : starter_(starter) { hold(); }
    ChildStart(const ChildStart& other) noexcept : starter_(other.starter_) { hold(); }
    ChildStart(ChildStart&& other) noexcept : starter_(std::exchange(other.starter_, nullptr)) {}
    ChildStart& operator=(ChildStart other) noexcept {
        std::swap(starter_, other.starter_);
        return *this;
    }
    ~ChildStart() {
        if (starter_ != nullptr && --starter_->holders_ == 0) {
            delete starter_;
        }
    }

    [[nodiscard]] bool is_none() const noexcept { return starter_ == nullptr; }
    /// \pre not is_none()
    [[nodiscard]] const ChildStarter& operator*() const noexcept { return *starter_; }

    /// Calls `function(Context&, args...)`, which gives Task<Started>.
    template <class Function, class... Args>
    [[nodiscard]] static ChildStart calling(Function function, Args... args);
    /// start_link_process(self, options, body, args...).
    template <class Body, class... Args>
    [[nodiscard]] static ChildStart process(StartOptions options, Body body, Args... args);

private:
    void hold() const noexcept {
        if (starter_ != nullptr) {
            ++starter_->holders_;
        }
    }
    const ChildStarter* starter_ = nullptr;
};

/// One child of a supervisor. Defaults are OTP's.
struct ChildSpec {
    std::string id;
    ChildStart start;
    Restart restart = Restart::permanent;
    /// Not given: 5 s for a worker, infinity for a supervisor.
    std::optional<Shutdown> shutdown = {};
    ChildType type = ChildType::worker;
    bool is_significant = false;

    [[nodiscard]] Shutdown stop() const noexcept {
        return shutdown.value_or(type == ChildType::supervisor ? Shutdown::infinity() : Shutdown{});
    }
    void hash_into(FieldHasher& hasher) const;
    void print_into(FieldPrinter& printer) const;
};

/// brutal_kill, infinity, or milliseconds.
[[nodiscard]] std::string to_string(const Shutdown& shutdown);

namespace detail {

template <class Function, class... Args>
class CallingStarter final : public ChildStarter {
public:
    explicit CallingStarter(Function function, Args... args)
        : function_(function), args_(std::move(args)...) {}
    [[nodiscard]] Task<Started> start(Context& supervisor, const Term& argument) const override {
        return std::apply(
            [&](const Args&... args) -> Task<Started> {
                if constexpr (std::is_invocable_v<Function, Context&, Args..., Term>) {
                    return function_(supervisor, args..., argument);
                } else {
                    return function_(supervisor, args...);
                }
            },
            args_);
    }

private:
    Function function_;
    std::tuple<Args...> args_;
};

template <class Body, class... Args>
class ProcessStarter final : public ChildStarter {
public:
    explicit ProcessStarter(StartOptions options, Body body, Args... args)
        : options_(std::move(options)), body_(body), args_(std::move(args)...) {}
    [[nodiscard]] Task<Started> start(Context& supervisor, const Term& argument) const override {
        if constexpr (std::is_invocable_v<Body, Context&, StartedBy, Args..., Term>) {
            co_return co_await std::apply(
                [&](const Args&... args) {
                    return start_link_process(supervisor, options_, body_, args..., argument);
                },
                args_);
        } else {
            co_return co_await std::apply(
                [&](const Args&... args) {
                    return start_link_process(supervisor, options_, body_, args...);
                },
                args_);
        }
    }

private:
    StartOptions options_;
    Body body_;
    std::tuple<Args...> args_;
};

}  // namespace detail

template <class Function, class... Args>
ChildStart ChildStart::calling(Function function, Args... args) {
    return ChildStart(new detail::CallingStarter<Function, Args...>(function, std::move(args)...));
}

template <class Body, class... Args>
ChildStart ChildStart::process(StartOptions options, Body body, Args... args) {
    return ChildStart(
        new detail::ProcessStarter<Body, Args...>(std::move(options), body, std::move(args)...));
}

}  // namespace teacup::model
