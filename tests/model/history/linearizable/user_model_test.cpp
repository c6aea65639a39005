// The example of docs/checkers.md: an object of a user's own.
#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include <gtest/gtest.h>

#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>
#include <teacup/model/history/sequential/sequential.hpp>

#include "../history_script.hpp"

namespace teacup::model::history {

namespace {

// begin of the example
/// A tank: it is filled and drained by so many litres, and never holds less than nothing.
struct Tank {
    using State = std::int64_t;
    State initial() const { return 0; }
    std::optional<State> step(const State& litres, const Call& call) const {
        const std::int64_t change = call.values.as_integer(call.argument);
        if (call.function == "fill") {
            return litres + change;
        }
        if (litres >= change) {
            return litres - change;
        }
        return call.is_known() ? std::nullopt : std::optional(litres);
    }
    std::uint64_t hash(const State& litres) const {
        return mix(0, static_cast<std::uint64_t>(litres));
    }
    std::string print(const State& litres, const ValueTable&) const {
        return std::to_string(litres) + " l";
    }
};
// end of the example

Judgement check(const History& history, bool is_sequential = false) {
    const OptionValues options;
    Budget budget;
    Workers workers;
    const CheckContext context{.options = options, .budget = budget, .workers = workers};
    return is_sequential ? check_sequential(history, SequentialType<Tank>(), context)
                         : check_linearizable(history, SequentialType<Tank>(), context);
}

TEST(UserModel, IsJudgedLikeAnyOther) {
    const History drained_early =
        HistoryScript().call(0, "drain", 2, nullptr).call(1, "fill", 5, nullptr).build();
    const Judgement judgement = check(drained_early);
    ASSERT_EQ(judgement.verdict, Verdict::violated);
    EXPECT_EQ(judgement.findings[0].message,
              "no order of the operations explains all answers. The shortest part of the history "
              "that already fails ends with process 0: drain 2 -> ok nil (line 2). In the longest "
              "order found, process 0: drain 2 -> ok nil (line 2) needs a state that allows its "
              "answer, but while it was open the state was 0 l (as at the start); it was never so "
              "before, either");
    EXPECT_EQ(check(drained_early, true).verdict, Verdict::passed);
}

// What filled it may have happened although nobody heard of it.
TEST(UserModel, SeesOpenOperationsAsPossible) {
    const History history =
        HistoryScript().invoke(0, "fill", 5).info(0).call(1, "drain", 2, nullptr).build();
    EXPECT_EQ(check(history).verdict, Verdict::passed);
    EXPECT_EQ(check(history, true).verdict, Verdict::passed);
}

std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(UserModel, IsTheExampleOfThePage) {
    const std::string source =
        content(TEACUP_SOURCE_DIR "/tests/model/history/linearizable/user_model_test.cpp");
    const std::string page = content(TEACUP_SOURCE_DIR "/docs/checkers.md");
    const std::string begin = "// begin of the example\n";
    const std::size_t first = source.find(begin) + begin.size();
    const std::string example = source.substr(first, source.find("// end of the") - first);
    EXPECT_NE(page.find("```cpp\n" + example + "```"), std::string::npos);
}

}  // namespace

}  // namespace teacup::model::history
