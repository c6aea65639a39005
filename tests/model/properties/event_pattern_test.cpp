#include <teacup/model/properties/event_pattern.hpp>

#include <string>
#include <vector>

#include <teacup/model/otp/trace_kinds.hpp>

#include "property_fixture.hpp"

namespace teacup::model {

namespace {

using Texts = std::vector<std::string>;

class EventPatternTest : public testing::HandWrittenTrace {
protected:
    void end_call(Pid caller, std::string_view outcome) {
        emit<kinds::call_end>(caller, symbol(outcome));
    }
    const Pid a_ = spawn("a");
};

[[nodiscard]] OptionValues pattern(std::string_view event, const Texts& where) {
    return {{"event", std::string(event)}, {"where", where}};
}

TEST_F(EventPatternTest, SometimesIsReachedByTheFirstEventThatFits) {
    watch("sometimes_event", pattern("call_end", {"outcome={nodedown,*", "from=a"}));
    const Pid b = spawn("b");
    end_call(a_, "timeout");
    end_call(b, "{nodedown,n2}");
    EXPECT_EQ(verdict(), Verdict::unknown);
    at(sim::Duration::seconds(4));
    end_call(a_, "{nodedown,n2}");
    finish();
    EXPECT_EQ(verdict(), Verdict::passed);
    EXPECT_EQ(message(), "saw call_end outcome={nodedown,* from=a");
    EXPECT_EQ(property_->result().time, sim::Time() + sim::Duration::seconds(4));
}

TEST_F(EventPatternTest, SometimesNeedsAsManyAsItWasTold) {
    watch("sometimes_event", {{"event", std::string("call_end")}, {"times", std::int64_t{3}}});
    end_call(a_, "ok");
    end_call(a_, "ok");
    finish();
    EXPECT_EQ(verdict(), Verdict::unknown);
    EXPECT_EQ(message(), "saw call_end 2 times of 3");
    end_call(a_, "ok");
    EXPECT_EQ(verdict(), Verdict::passed);
}

TEST_F(EventPatternTest, NeverIsViolatedByTheEventItself) {
    watch("never_event", pattern("node_stop", {"node=n2"}));
    emit<kinds::node_stop>(symbol("rabbit"), symbol("shutdown"));
    EXPECT_FALSE(is_violated());
    on(1);
    emit<kinds::node_stop>(symbol("rabbit"), symbol("shutdown"));
    ASSERT_TRUE(is_violated());
    EXPECT_EQ(message(), "node_stop node=n2 happened");
    EXPECT_EQ(property_->violation()->node, "n2");
}

TEST_F(EventPatternTest, NeverPassesInARunWithoutSuchAnEvent) {
    watch("never_event", pattern("node_stop", {}));
    finish();
    EXPECT_EQ(verdict(), Verdict::passed);
}

TEST_F(EventPatternTest, ReadsNumbersFlagsDurationsAndNodes) {
    watch("never_event",
          pattern("call_begin", {"timeout=5s", "to_node=n2", "request=ping", "to=b"}));
    const Pid b = spawn("b");
    const auto call = [&](sim::Duration timeout, std::uint16_t node) {
        emit<kinds::call_begin>(a_, b, sim::no_symbol, sim::NodeId{node}, symbol("ping"), timeout);
    };
    call(sim::Duration::seconds(4), 1);
    call(sim::Duration::seconds(5), 0);
    EXPECT_FALSE(is_violated());
    call(sim::Duration::seconds(5), 1);
    EXPECT_TRUE(is_violated());
}

TEST(EventPatternParse, SaysWhatIsWrongAndWhatThereIs) {
    const PropertyEntry* const entry = Registry<PropertyEntry>::instance().find("sometimes_event");
    EXPECT_EQ(entry->check(pattern("call_end", {"outcome=timeout"})).message, "");
    const std::string unknown = entry->check(pattern("call_ends", {})).message;
    EXPECT_TRUE(unknown.starts_with("no event is called \"call_ends\"; there are: "));
    EXPECT_NE(unknown.find("call_begin, call_end, "), std::string::npos);
    for (const std::string where : {"outcom=timeout", "outcome", "=x", ""}) {
        EXPECT_EQ(entry->check(pattern("call_end", {where})).message,
                  "\"" + where +
                      "\" is no condition on call_end; write field=text with one of: "
                      "node, from, outcome");
    }
}

}  // namespace

}  // namespace teacup::model
