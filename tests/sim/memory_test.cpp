#include <memory>

#include <coroutine>
#include <cstring>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/frame_pool.hpp>
#include <teacup/sim/pool.hpp>
#include <teacup/sim/slab.hpp>
#include <teacup/sim/task.hpp>

namespace teacup::sim {
namespace {

TEST(Slab, IsAllThereOnEitherKindOfPages) {
    for (const auto pages : {Slab::Pages::small, Slab::Pages::huge}) {
        const Slab slab(pages);
        std::memset(slab.data(), 0x5A, Slab::size_bytes);
        EXPECT_EQ(slab.data()[Slab::size_bytes - 1], std::byte{0x5A});
    }
}

struct Counted {
    static inline int alive = 0;
    std::uint64_t value = 0;
    std::unique_ptr<int> owned;
    Counted() { ++alive; }
    Counted(const Counted&) = delete;
    Counted& operator=(const Counted&) = delete;
    ~Counted() { --alive; }
};

TEST(Pool, KeepsThingsWhereTheyAreHoweverManyCome) {
    constexpr std::uint32_t many = 200'000;  // More than a slab holds.
    {
        Pool<Counted> pool;
        std::vector<Counted*> places;
        for (std::uint32_t i = 0; i < many; ++i) {
            const std::uint32_t index = pool.take();
            ASSERT_EQ(index, i);
            pool[index].value = i;
            places.push_back(&pool[index]);
        }
        for (std::uint32_t i = 0; i < many; ++i) {
            ASSERT_EQ(places[i], &pool[i]);
            ASSERT_EQ(pool[i].value, i);
        }
        EXPECT_EQ(pool.in_use(), many);
        EXPECT_EQ(Counted::alive, static_cast<int>(many));
    }
    EXPECT_EQ(Counted::alive, 0);
}

TEST(Pool, GivesOutTheWarmestFreeSlotAndMakesNoThingTwice) {
    Pool<Counted> pool;
    for (int i = 0; i < 3; ++i) {
        static_cast<void>(pool.take());
    }
    pool.give(0);
    pool.give(2);
    EXPECT_EQ(pool.in_use(), 1U);
    EXPECT_EQ(pool.take(), 2U);
    EXPECT_EQ(pool.take(), 0U);
    EXPECT_EQ(pool.take(), 3U);
    EXPECT_EQ(pool.size(), 4U);
    EXPECT_EQ(Counted::alive, 4);
}

TEST(FramePool, UsesFreedMemoryOfASizeAgain) {
    FramePool pool;
    void* const first = pool.allocate(200);
    void* const second = pool.allocate(200);
    pool.deallocate(first, 200);
    pool.deallocate(second, 200);
    EXPECT_EQ(pool.allocate(195), second) << "195 and 200 share a class of 208";
    EXPECT_EQ(pool.allocate(200), first);
    const std::size_t bytes = pool.capacity_bytes();
    for (int i = 0; i < 100'000; ++i) {
        pool.deallocate(first, 200);
        EXPECT_EQ(pool.allocate(200), first);
    }
    EXPECT_EQ(pool.capacity_bytes(), bytes);
}

TEST(FramePool, CountsBytesWhereItIsTold) {
    FramePool pool;
    std::uint32_t bytes = 0;
    pool.set_account(&bytes);
    void* const small = pool.allocate(100);
    void* const large = pool.allocate(5'000);
    EXPECT_EQ(bytes, 5'100U);
    pool.deallocate(small, 100);
    pool.deallocate(large, 5'000);
    EXPECT_EQ(bytes, 0U);
}

// -- coroutines ----------------------------------------------------------------------------------

/// Runs `body` to its end or its first wait for something outside.
struct Runner {
    FramePool pool;
    Fiber fiber;
    Task<>::Handle root;

    void run(Task<> body) {
        root = std::move(body).release();
        root.promise().fiber = &fiber;
        fiber.leaf = root;
        fiber.run();
    }
    void destroy() { std::exchange(root, {}).destroy(); }
};

Task<int> sum_to(int depth) {
    if (depth == 0) {
        co_return 0;
    }
    const int rest = co_await sum_to(depth - 1);
    co_return rest + depth;
}

Task<> keep_sum(int depth, int* kept) {
    *kept = co_await sum_to(depth);
}

// With symmetric transfer, or by recursion, this would overflow the stack of an unoptimised build.
TEST(Task, NestsFiftyThousandDeepWithoutStack) {
    Runner runner;
    const FramePool::Scope scope(runner.pool);
    int sum = 0;
    runner.run(keep_sum(50'000, &sum));
    EXPECT_EQ(sum, 1'250'025'000);
    EXPECT_FALSE(runner.fiber.leaf) << "the body has ended";
    runner.destroy();
}

Task<int> fail_at(int depth) {
    if (depth == 0) {
        throw std::runtime_error("deep");
    }
    co_return co_await fail_at(depth - 1);
}

Task<> catch_it(std::string* caught) {
    try {
        static_cast<void>(co_await fail_at(10));
    } catch (const std::runtime_error& error) {
        *caught = error.what();
    }
}

TEST(Task, CarriesAnExceptionUpToWhoCatchesIt) {
    Runner runner;
    const FramePool::Scope scope(runner.pool);
    std::string caught;
    runner.run(catch_it(&caught));
    EXPECT_EQ(caught, "deep");
    runner.destroy();
}

struct Forever {
    [[nodiscard]] bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept {}
    void await_resume() const noexcept {}
};

Task<int> hold_on(std::shared_ptr<int> held) {
    co_await Forever{};
    co_return *held;
}

Task<> hold_two(std::shared_ptr<int> held) {
    static_cast<void>(co_await hold_on(held));
}

TEST(Task, DestroyingTheRootRunsTheDestructorsOfAllItAwaits) {
    Runner runner;
    const FramePool::Scope scope(runner.pool);
    const auto held = std::make_shared<int>(1);
    runner.run(hold_two(held));
    EXPECT_GT(held.use_count(), 2);
    runner.destroy();
    EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace teacup::sim
