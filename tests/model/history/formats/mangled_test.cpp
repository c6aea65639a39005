// Mangled files: whatever is done to a history, reading it ends, within its limits, with problems
// or with a history that is whole.
#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/sim/chance.hpp>

#include "read_text.hpp"

namespace teacup::model::history {

namespace {

const std::vector<std::string>& good_files() {
    static const std::vector<std::string> all{
        R"({"teacup_history":1}
{"process":0,"type":"invoke","f":"txn","value":[["append","x",1],["r","y",null]],"time":1}
{"process":"b","type":"invoke","f":"cas","key":{"k":[1.5e3]},"value":[1,-2],"time":1}
{"process":"nemesis","type":"info","f":"cut","value":["n1"],"time":2}
{"process":0,"type":"ok","f":"txn","value":[["append","x",1],["r","y",[1,2,3]]],"time":3}
{"process":"b","type":"info","f":"cas","error":"t\u00e9\n\ud83d\ude00","time":9007199254740993}
)",
        R"([{:process 0, :type :invoke, :f :txn, :value [[:append :x 1] [:r :y nil]], :index 0}
 ; a comment
 #jepsen.history.Op{:process 1 :type :invoke :f :write :value #{1 "a\"\u00e9" \newline 2.5M 7N}}
 {:process :nemesis, :type :info, :f :start, :value {:a (1 2) #_ #_ x y}}
 {:process 0, :type :ok, :value [[:append :x 1] [:r :y [1 2 3]]], :f :txn}
 {:process 1, :type :fail, :f :write, :error ^{:m 1} [##Inf 22/7]}]
)",
        "INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
        "INFO  jepsen.util - 1  :invoke :cas    [1 4]\n"
        "INFO  jepsen.core - other\n"
        "INFO  jepsen.util - 0\t:fail\t:read\t:timed-out\n"
        "INFO  jepsen.util - 1\t:ok\t:cas\t[1 4]\n"};
    return all;
}

/// Bytes that mean something to one of the readers, and some that mean nothing to any.
constexpr std::string_view telling("{}[]()\"\\:;#_^,0-+.eENMu \n\r\t\x00\xff\xc3\xed\xa0\x7f", 33);

class Mangler {
public:
    explicit Mangler(std::uint64_t seed) : chance_(seed, "mangle") {}

    std::string mangle(std::string text) {
        for (std::size_t count = 1 + below(4); count > 0; --count) {
            mangle_once(text);
        }
        return text;
    }

private:
    std::size_t below(std::size_t bound) { return chance_.below(std::max<std::size_t>(bound, 1)); }

    void mangle_once(std::string& text) {
        const std::size_t at = below(text.size());
        const std::size_t size = std::min(text.size() - at, 1 + below(20));
        switch (below(8)) {
            case 0: text.resize(at); return;  // Cut short.
            case 1: text.erase(at, size); return;
            case 2: text.insert(at, text.substr(below(text.size()), size)); return;
            case 3: text.insert(at, 1, telling[below(telling.size())]); return;
            case 4: text.insert(at, std::string(below(600), telling[below(14)])); return;
            case 5: {  // As if cut at a bracket: structure is lost, not bytes.
                const std::size_t bracket = text.find_first_of("}])\"", at);
                text.resize(bracket == std::string::npos ? at : bracket);
                return;
            }
            case 6: {  // A line twice.
                const std::size_t begin = text.rfind('\n', at) + 1;
                const std::size_t end = std::min(text.find('\n', at), text.size());
                text.insert(begin, text.substr(begin, end - begin) + "\n");
                return;
            }
            default:
                if (!text.empty()) {
                    text[at] = static_cast<char>(below(256));
                }
        }
    }

    sim::Stream chance_;
};

/// What must hold of any result.
void expect_sound(const ReadResult& read, const std::string& text) {
    EXPECT_LE(read.problems.size(), 100U);
    if (read.problems.empty()) {
        EXPECT_FALSE(read.history.empty()) << text;
    }
    for (const HistoryProblem& problem : read.problems) {
        EXPECT_FALSE(problem.message.empty());
        EXPECT_LE(problem.line, read.lines + 1) << problem.message << "\n" << text;
    }
    for (OperationIndex i = 0; i < read.history.size(); ++i) {
        const Operation operation = read.history[i];
        EXPECT_LT(operation.invoked, operation.completed);
        EXPECT_FALSE(read.history.describe(i).empty());
    }
}

// Goal: no crash, no hang, and the same answer whatever the blocks in which a file is read.
// Method: good files are mangled by seed for a few seconds; the first seeds always run.
TEST(MangledHistories, EndInProblemsOrInAWholeHistory) {
    constexpr std::uint64_t seeds_min = 2'000;
    constexpr std::chrono::seconds time_max(3);
    const auto begin = std::chrono::steady_clock::now();
    std::uint64_t wholes = 0;
    std::set<std::string> messages;
    for (std::uint64_t seed = 0;
         seed < seeds_min || std::chrono::steady_clock::now() - begin < time_max;
         ++seed) {
        const std::string& good = good_files()[seed % good_files().size()];
        const std::string text = Mangler(seed).mangle(good);
        for (const Format format : formats) {
            const ReadOptions options{.format = format, .is_independent = seed % 5 == 0};
            const ReadResult read = read_text(text, options);
            expect_sound(read, text);
            ReadOptions in_blocks = options;
            in_blocks.block_bytes = 1 + seed % 97;
            EXPECT_EQ(told(read_text(text, in_blocks)), told(read)) << "seed " << seed;
            wholes += read.problems.empty() ? 1U : 0U;
            for (const HistoryProblem& problem : read.problems) {
                messages.insert(problem.message.substr(0, 20));
            }
        }
        expect_sound(read_text(text), text);
        if (::testing::Test::HasFailure()) {
            FAIL() << "seed " << seed;
        }
    }
    // Both ends were seen, and many kinds of problems.
    EXPECT_GT(wholes, 100U);
    EXPECT_GT(messages.size(), 40U);
}

TEST(MangledHistories, AreReadWhenEachPrefixIsCutOff) {
    for (const std::string& good : good_files()) {
        ASSERT_EQ(told(read_text(good)), "");
        for (std::size_t size = 0; size < good.size(); ++size) {
            const std::string text = good.substr(0, size);
            expect_sound(read_text(text), text);
        }
    }
}

}  // namespace

}  // namespace teacup::model::history
