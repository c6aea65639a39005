#include <teacup/sim/event_queue.hpp>

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace teacup::sim {
namespace {

QueueEntry entry(std::int64_t at, std::uint32_t index) {
    return {.at = Time::nanoseconds(at), .index = index, .tag = 0};
}

/// One queue of each kind, told to do the same; every answer is compared.
class Twins {
public:
    void push(std::int64_t delay) {
        const Time at = Time::nanoseconds(now_) + Duration::nanoseconds(delay);
        radix_.push({.at = at, .index = pushed_, .tag = 0});
        reference_.push({.at = at, .index = pushed_, .tag = 0});
        ++pushed_;
    }
    void pop() {
        const QueueEntry expected = reference_.pop();
        const QueueEntry popped = radix_.pop();
        RC_ASSERT(popped.at == expected.at);
        RC_ASSERT(popped.index == expected.index);
        now_ = popped.at.ns();
    }
    void drop_multiples(std::uint32_t divisor) {
        const auto is_dead = [&](const QueueEntry& item) { return item.index % divisor == 0; };
        radix_.drop_if(is_dead);
        reference_.drop_if(is_dead);
    }
    void compare() const {
        RC_ASSERT(radix_.size() == reference_.size());
        RC_ASSERT(radix_.empty() == reference_.empty());
        RC_ASSERT(radix_.next_time() == reference_.next_time());
    }
    [[nodiscard]] bool empty() const { return reference_.empty(); }

private:
    EventQueue radix_{EventQueue::Kind::radix};
    EventQueue reference_{EventQueue::Kind::reference};
    std::uint32_t pushed_ = 0;
    std::int64_t now_ = 0;
};

/// Delays of many scales, most of them ties or nearly so.
std::int64_t drawn_delay() {
    switch (*rc::gen::inRange(0, 6)) {
        case 0: return 0;
        case 1: return *rc::gen::inRange<std::int64_t>(0, 4);
        case 2: return 1'000;
        case 3: return *rc::gen::inRange<std::int64_t>(0, 8) * 1'000'000;
        case 4: return *rc::gen::inRange<std::int64_t>(0, 1'000'000'000);
        default: return *rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 61);
    }
}

// Goal: the radix heap is a priority queue with ties first in, first out, whatever is asked of it.
// Method: random schedules, biased to ties and bursts, against a binary heap on (time, sequence).
RC_GTEST_PROP(EventQueue, PopsInTheOrderOfTheReferenceOnAnySchedule, ()) {
    Twins twins;
    const int rounds = *rc::gen::inRange(1, 60);
    for (int round = 0; round < rounds; ++round) {
        const int pushes = *rc::gen::element(1, 2, 5, 40, 150, 300);
        const std::int64_t common = drawn_delay();
        const bool all_tie = *rc::gen::inRange(0, 3) == 0;
        for (int i = 0; i < pushes; ++i) {
            twins.push(all_tie ? common : drawn_delay());
        }
        twins.compare();
        if (*rc::gen::inRange(0, 8) == 0) {
            twins.drop_multiples(*rc::gen::inRange(1U, 5U));
            twins.compare();
        }
        const int pops = *rc::gen::element(0, 1, 3, 30, 200);
        for (int i = 0; i < pops && !twins.empty(); ++i) {
            twins.pop();
            twins.compare();
            if (*rc::gen::inRange(0, 3) == 0) {
                twins.push(drawn_delay());
            }
        }
    }
    while (!twins.empty()) {
        twins.pop();
        twins.compare();
    }
}

TEST(EventQueue, GivesTiesBackInTheOrderOfPushing) {
    for (const auto kind : {EventQueue::Kind::radix, EventQueue::Kind::reference}) {
        EventQueue queue(kind);
        for (std::uint32_t i = 0; i < 10'000; ++i) {
            queue.push(entry(i % 2 == 0 ? 500 : 7, i));
        }
        for (std::uint32_t i = 0; i < 10'000; ++i) {
            EXPECT_EQ(queue.pop().index, i < 5'000 ? 2 * i + 1 : 2 * (i - 5'000));
        }
        EXPECT_TRUE(queue.empty());
    }
}

TEST(EventQueue, TakesWhatIsPushedForTheInstantThatIsBeingPopped) {
    EventQueue queue;
    queue.push(entry(10, 0));
    queue.push(entry(20, 1));
    EXPECT_EQ(queue.pop().index, 0U);
    queue.push(entry(10, 2));
    queue.push(entry(15, 3));
    EXPECT_EQ(queue.next_time(), Time::nanoseconds(10));
    EXPECT_EQ(queue.pop().index, 2U);
    EXPECT_EQ(queue.pop().index, 3U);
    EXPECT_EQ(queue.pop().index, 1U);
}

// Looking must not move the queue's sense of now: run_until looks, and then faults push earlier.
TEST(EventQueue, LookingAtTheNextTimeAllowsEarlierPushes) {
    EventQueue queue;
    queue.push(entry(1'000'000, 0));
    EXPECT_EQ(queue.next_time(), Time::nanoseconds(1'000'000));
    queue.push(entry(3, 1));
    EXPECT_EQ(queue.next_time(), Time::nanoseconds(3));
    EXPECT_EQ(queue.pop().index, 1U);
    queue.push(entry(500, 2));
    EXPECT_EQ(queue.pop().index, 2U);
    EXPECT_EQ(queue.pop().index, 0U);
    EXPECT_EQ(queue.next_time(), Time::never());
}

// Found by the property above: no bound of the front is later than Time::never().
TEST(EventQueue, HoldsEntriesForNeverInOrder) {
    EventQueue queue;
    queue.push({.at = Time::never(), .index = 1, .tag = 0});
    queue.push(entry(5, 0));
    EXPECT_EQ(queue.pop().index, 0U);
    for (std::uint32_t i = 2; i < 90; ++i) {
        queue.push({.at = Time::never(), .index = i, .tag = 0});
        queue.push(entry(6, 1000 + i));
    }
    for (std::uint32_t i = 2; i < 90; ++i) {
        EXPECT_EQ(queue.pop().index, 1000 + i);
    }
    for (std::uint32_t i = 1; i < 90; ++i) {
        EXPECT_EQ(queue.pop().index, i);
    }
}

// Found by the property above: what leaves the full front must not split a tie.
TEST(EventQueue, KeepsTiesInOrderWhenTheFrontOverflowsAgainAndAgain) {
    EventQueue queue;
    queue.push(entry(1, 0));
    queue.push(entry(1'000, 1));
    EXPECT_EQ(queue.pop().index, 0U);
    std::uint32_t pushed = 1;
    for (std::uint32_t round = 0; round < 8; ++round) {
        for (std::uint32_t i = 0; i < 40; ++i) {
            queue.push(entry(700, ++pushed));
            queue.push(entry(500 - round, 0));
        }
    }
    for (std::uint32_t i = 0; i < 8 * 40; ++i) {
        EXPECT_EQ(queue.pop().index, 0U);
    }
    for (std::uint32_t expected = 2; expected <= pushed; ++expected) {
        EXPECT_EQ(queue.pop().index, expected);
    }
    EXPECT_EQ(queue.pop().index, 1U);
}

TEST(EventQueue, RefusesThePast) {
    EventQueue queue;
    queue.push(entry(10, 0));
    static_cast<void>(queue.pop());
    EXPECT_DEATH(queue.push(entry(9, 1)), "assertion failed");
}

TEST(EventQueue, TellsWhatComesNextInOrder) {
    EventQueue queue;
    for (std::uint32_t i = 0; i < 20; ++i) {
        queue.push(entry(100 + i * 3 % 20, i));
    }
    static_cast<void>(queue.pop());
    std::vector<std::uint32_t> foreseen;
    for (std::size_t ahead = 0; ahead < 8 && queue.upcoming(ahead) != nullptr; ++ahead) {
        foreseen.push_back(queue.upcoming(ahead)->index);
    }
    ASSERT_FALSE(foreseen.empty());
    for (const std::uint32_t expected : foreseen) {
        EXPECT_EQ(queue.pop().index, expected);
    }
}

}  // namespace
}  // namespace teacup::sim
