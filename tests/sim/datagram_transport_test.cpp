// Nodes that send each other numbered datagrams, and a client that writes down what becomes of
// them.
#include <teacup/sim/datagram_transport.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/trace_kinds.hpp>

namespace teacup::sim {
namespace {

constexpr Duration ms(std::int64_t count) {
    return Duration::milliseconds(count);
}

constexpr Latency drawn{.kind = Latency::Kind::exponential, .low = ms(1), .high = ms(10)};
constexpr Probability tenth = Probability::ratio(1, 10);

struct Arrival {
    std::uint32_t number = 0;
    Duration after;  ///< since it was sent
    bool is_copy = false;
    bool is_corrupt = false;
    bool operator==(const Arrival&) const = default;
};

/// Payloads are numbers of the order in which they were sent; a copy has a number of its own.
class Post {
public:
    explicit Post(const std::vector<std::string>& nodes)
        : transport(world,
                    {.owner = this,
                     .reached = [](void* self,
                                   std::uint32_t payload,
                                   std::uint32_t tag) { of(self).reached(payload, tag); },
                     .copied =
                         [](void* self, std::uint32_t payload) {
                             const std::uint32_t copy = of(self).next_copy_++;
                             of(self).sent_[copy] = of(self).sent_[payload];
                             return copy;
                         },
                     .corrupted = [](void* self,
                                     std::uint32_t payload,
                                     std::uint64_t) { of(self).corrupt_.insert(payload); },
                     .lost = [](void* self,
                                std::uint32_t payload) { of(self).lost.push_back(payload); }}) {
        world.network().set_default_latency(drawn);
        for (const std::string& name : nodes) {
            world.boot(world.add_node(name));
        }
    }

    [[nodiscard]] NodeId node(std::string_view name) const {
        std::uint16_t index = 0;
        while (world.node_name(NodeId{index}) != name) {
            ++index;
        }
        return NodeId{index};
    }
    /// Sends as many as asked for, 1 ms apart, and runs until all have arrived.
    void send(std::string_view from, std::string_view to, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) {
            send_one(from, to);
            world.run_until(world.now() + ms(1), false);
        }
        world.run_until(world.now() + Duration::seconds(10), false);
    }
    void send_one(std::string_view from, std::string_view to) {
        const std::uint32_t payload = next_++;
        sent_[payload] = {.from = node(from), .to = node(to), .payload = payload};
        sent_at_.push_back(world.now());
        transport.send(sent_[payload]);
    }
    void set(std::string_view from, std::string_view to, const DatagramOptions& options) {
        world.network().set_datagrams(node(from), node(to), options);
    }
    [[nodiscard]] std::vector<std::uint32_t> numbers() const {
        std::vector<std::uint32_t> all;
        for (const Arrival& arrival : arrivals) {
            all.push_back(arrival.number);
        }
        return all;
    }
    /// Of the datagrams that arrived, their latencies by number; copies left out.
    [[nodiscard]] std::map<std::uint32_t, Duration> latencies() const {
        std::map<std::uint32_t, Duration> found;
        for (const Arrival& arrival : arrivals) {
            if (!arrival.is_copy) {
                found[arrival.number] = arrival.after;
            }
        }
        return found;
    }

    World world{{.seed = 5, .limits = {}}};
    std::vector<Arrival> arrivals;
    std::vector<std::uint32_t> lost;
    DatagramTransport transport;

private:
    static constexpr std::uint32_t first_copy = 1'000'000;
    static Post& of(void* self) { return *static_cast<Post*>(self); }

    void reached(std::uint32_t payload, std::uint32_t tag) {
        Datagram datagram = sent_[payload];
        const std::uint32_t number = datagram.payload;
        datagram.payload = payload;
        datagram.tag = tag;
        if (transport.arrives(datagram)) {
            arrivals.push_back({.number = number,
                                .after = world.now() - sent_at_[number],
                                .is_copy = payload >= first_copy,
                                .is_corrupt = corrupt_.contains(payload)});
        }
    }

    std::map<std::uint32_t, Datagram> sent_;
    std::vector<Time> sent_at_;
    std::set<std::uint32_t> corrupt_;
    std::uint32_t next_ = 0;
    std::uint32_t next_copy_ = first_copy;
};

/// Counts the fates that the trace tells, by name.
class FateListener final : public TraceListener {
public:
    explicit FateListener(World& world) : world_(world) {
        world.trace().listen(*this, {kinds::datagram_fate.number});
    }
    void on_event(const TraceEvent& event) override {
        ++told[std::string(world_.symbols().text(event.symbol(1)))];
    }
    std::map<std::string, int> told;

private:
    World& world_;
};

// Goal: each effect comes as often as its rate says, and the trace tells each time.
// Method: 20,000 datagrams at one in ten; five standard deviations are 212.
TEST(DatagramTransport, EachEffectComesAtItsRate) {
    constexpr std::uint32_t count = 20'000;
    constexpr double slack = 212;
    Post post({"a", "b"});
    FateListener fates(post.world);
    post.set(
        "a", "b", {.loss = tenth, .duplication = tenth, .reordering = tenth, .corruption = tenth});
    post.send("a", "b", count);
    EXPECT_NEAR(static_cast<double>(post.lost.size()), count * 0.1, slack);
    const auto copies = std::ranges::count_if(post.arrivals, &Arrival::is_copy);
    EXPECT_NEAR(static_cast<double>(copies), count * 0.1, slack);
    const auto corrupt = std::ranges::count_if(post.arrivals, &Arrival::is_corrupt);
    EXPECT_NEAR(static_cast<double>(corrupt), count * 0.9 * 0.1, slack);
    EXPECT_NEAR(fates.told["held_back"], count * 0.9 * 0.1, slack);
    EXPECT_EQ(fates.told["lost"], static_cast<int>(post.lost.size()));
    EXPECT_EQ(fates.told["duplicated"], copies);
    EXPECT_EQ(fates.told["corrupted"], corrupt);
    EXPECT_EQ(post.arrivals.size() + post.lost.size(), count + static_cast<std::size_t>(copies));
}

TEST(DatagramTransport, RatesOfOneAreCertain) {
    Post post({"a", "b"});
    post.set("a", "b", {.duplication = Probability::always(), .corruption = Probability::always()});
    post.send("a", "b", 100);
    ASSERT_EQ(post.arrivals.size(), 200U);
    for (const Arrival& arrival : post.arrivals) {
        EXPECT_EQ(arrival.is_corrupt, !arrival.is_copy) << "a copy goes its own way";
    }
    post.set("a", "b", {.loss = Probability::always()});
    post.send("a", "b", 100);
    EXPECT_EQ(post.lost.size(), 100U);
}

TEST(DatagramTransport, ReorderingLetsLaterOnesOvertakeWithinItsBound) {
    Post calm({"a", "b"});
    calm.world.network().set_latency(calm.node("a"), calm.node("b"), Latency::constant(ms(5)));
    calm.send("a", "b", 1000);
    EXPECT_TRUE(std::ranges::is_sorted(calm.numbers())) << "a constant latency keeps the order";

    Post post({"a", "b"});
    post.world.network().set_latency(post.node("a"), post.node("b"), Latency::constant(ms(5)));
    post.set("a", "b", {.reordering = tenth, .held_back_max = ms(20)});
    post.send("a", "b", 1000);
    EXPECT_FALSE(std::ranges::is_sorted(post.numbers()));
    for (const Arrival& arrival : post.arrivals) {
        EXPECT_GE(arrival.after, ms(5));
        EXPECT_LE(arrival.after, ms(25));
    }
}

TEST(DatagramTransport, RatesOfZeroDrawNothingAndLeaveNoTrace) {
    Post plain({"a", "b"});
    Post zero({"a", "b"});
    zero.set("a", "b", {});
    plain.send("a", "b", 500);
    zero.send("a", "b", 500);
    EXPECT_EQ(plain.arrivals, zero.arrivals);
    EXPECT_EQ(plain.world.trace().digest(), zero.world.trace().digest());

    // What was lost before and after a time without loss is what is lost without such a time.
    Post steady({"a", "b"});
    steady.set("a", "b", {.loss = tenth});
    steady.send("a", "b", 2000);
    Post broken({"a", "b"});
    broken.set("a", "b", {.loss = tenth});
    broken.send("a", "b", 1000);
    broken.set("a", "b", {});
    broken.send("a", "b", 300);
    broken.set("a", "b", {.loss = tenth});
    broken.send("a", "b", 1000);
    std::vector<std::uint32_t> expected = steady.lost;
    for (std::uint32_t& number : expected) {
        number += number >= 1000 ? 300 : 0;
    }
    EXPECT_EQ(broken.lost, expected);
}

TEST(DatagramTransport, OneEffectChangesNothingOfTheOthersNorOfLatencies) {
    Post loses({"a", "b"});
    loses.set("a", "b", {.loss = tenth});
    loses.send("a", "b", 1000);
    Post loses_and_more({"a", "b"});
    loses_and_more.set("a", "b", {.loss = tenth, .duplication = tenth, .corruption = tenth});
    loses_and_more.send("a", "b", 1000);
    EXPECT_EQ(loses.lost, loses_and_more.lost);
    EXPECT_EQ(loses.latencies(), loses_and_more.latencies());

    Post calm({"a", "b"});
    calm.send("a", "b", 1000);
    std::map<std::uint32_t, Duration> survivors = calm.latencies();
    for (const std::uint32_t number : loses.lost) {
        survivors.erase(number);
    }
    EXPECT_EQ(loses.latencies(), survivors);
}

TEST(DatagramTransport, AddingANodeLeavesWhatBefallsTheFirstThousandOfOtherLinks) {
    constexpr DatagramOptions rough{
        .loss = tenth, .duplication = tenth, .reordering = tenth, .corruption = tenth};
    Post small({"a", "b"});
    Post large({"z", "b", "y", "a"});  // Other numbers for the same names, too.
    large.world.network().set_default_datagrams(rough);
    small.world.network().set_default_datagrams(rough);
    small.send("a", "b", 1000);
    large.send("a", "b", 1000);
    EXPECT_FALSE(small.lost.empty());
    EXPECT_EQ(small.arrivals, large.arrivals);
    EXPECT_EQ(small.lost, large.lost);

    // And so does traffic of the others.
    Post busy({"z", "b", "y", "a"});
    busy.world.network().set_default_datagrams(rough);
    for (int i = 0; i < 300; ++i) {
        busy.send_one("z", "b");
        busy.send_one("b", "a");
    }
    busy.world.run_until(busy.world.now() + Duration::seconds(10), false);
    busy.arrivals.clear();
    const std::size_t lost_before = busy.lost.size();
    busy.send("a", "b", 1000);
    ASSERT_EQ(busy.arrivals.size(), small.arrivals.size());
    for (std::size_t i = 0; i < small.arrivals.size(); ++i) {
        EXPECT_EQ(busy.arrivals[i].number - 600, small.arrivals[i].number);
        EXPECT_EQ(busy.arrivals[i].after, small.arrivals[i].after);
    }
    EXPECT_EQ(busy.lost.size() - lost_before, small.lost.size());
}

TEST(DatagramTransport, AnOverrideIsForOneDirectionOfOneLink) {
    Post post({"a", "b", "c"});
    post.world.network().set_default_datagrams({.loss = Probability::always()});
    post.set("a", "b", {});
    post.send("a", "b", 10);
    EXPECT_EQ(post.arrivals.size(), 10U);
    post.send("b", "a", 10);
    post.send("a", "c", 10);
    EXPECT_EQ(post.arrivals.size(), 10U);
    EXPECT_EQ(post.lost.size(), 20U);
}

TEST(DatagramTransport, ACutLosesWhatIsSentIntoItAndWhatWouldArriveDuringIt) {
    Post post({"a", "b"});
    FateListener fates(post.world);
    Network& network = post.world.network();
    network.set_latency(post.node("a"), post.node("b"), Latency::constant(ms(10)));
    network.set_latency(post.node("b"), post.node("a"), Latency::constant(ms(10)));
    post.send_one("a", "b");  // 0 would arrive during the cut.
    post.send_one("b", "a");  // 1 goes the other way.
    post.world.run_until(post.world.now() + ms(5), false);
    network.cut(post.node("a"), post.node("b"));
    post.send_one("a", "b");  // 2 would arrive after it.
    post.world.run_until(post.world.now() + ms(9), false);
    network.heal(post.node("a"), post.node("b"));
    post.send("a", "b", 1);  // 3
    EXPECT_EQ(post.numbers(), (std::vector<std::uint32_t>{1, 3}));
    EXPECT_EQ(post.lost, (std::vector<std::uint32_t>{2, 0}));
    EXPECT_EQ(fates.told, (std::map<std::string, int>{{"cut", 2}}));
}

TEST(DatagramTransport, APausedNodeTakesItLaterAndADeadOneNever) {
    Post post({"a", "b"});
    post.world.pause(post.node("b"));
    post.send("a", "b", 2);
    EXPECT_TRUE(post.arrivals.empty());
    post.world.resume(post.node("b"));
    post.world.run_until(post.world.now(), false);
    EXPECT_EQ(post.numbers().size(), 2U);
    post.world.crash(post.node("b"), CrashMode::process);
    post.send("a", "b", 1);
    EXPECT_EQ(post.lost, std::vector<std::uint32_t>{2});
}

TEST(DatagramTransport, CostsTheSameInALargeWorld) {
    std::vector<std::string> names{"a", "b"};
    Post small(names);
    for (int i = 0; i < 2000; ++i) {
        names.push_back("n" + std::to_string(i));
    }
    Post large(names);
    small.send("a", "b", 1000);
    large.send("a", "b", 1000);
    EXPECT_EQ(small.world.network().capacity_bytes(), large.world.network().capacity_bytes());
    EXPECT_EQ(small.world.events(), large.world.events());
}

}  // namespace
}  // namespace teacup::sim
