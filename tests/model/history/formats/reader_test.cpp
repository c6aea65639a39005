#include <string>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>

#include "read_text.hpp"

namespace teacup::model::history {

namespace {

TEST(JsonLines, AreOneEventALineWithAHeaderThatMayBeMissing) {
    const std::string events =
        R"({"process":0,"type":"invoke","f":"cas","key":"x","value":[1,{"to":2}],"time":5}
{"process":"client a","type":"invoke","f":"read","time":6}

{"process":"nemesis","type":"info","f":"cut","value":["n1","n2"],"time":7}
{"process":0,"type":"fail","f":"cas","error":"differs","time":8,"node":"n1"}
{"process":"client a","type":"ok","f":"read","value":null,"time":9}
)";
    for (const std::string& text : {events, "{\"teacup_history\":1,\"by\":\"x\"}\n" + events}) {
        const ReadResult read = read_text(text);
        ASSERT_EQ(told(read), "");
        EXPECT_EQ(read.format, Format::json_lines);
        EXPECT_EQ(operations_of(read.history),
                  "process 0: cas key \"x\" [1 {\"to\" 2}] -> fail (\"differs\")\n"
                  "process \"client a\": read -> ok\n");
        ASSERT_EQ(read.history.notes().size(), 1U);
        EXPECT_EQ(read.history.notes()[0].function, "cut");
        EXPECT_EQ(read.history.notes()[0].time_ns, 7);
        EXPECT_EQ(read.history[0].invoke_time_ns, 5);
        EXPECT_EQ(read.history[1].completion_time_ns, 9);
        EXPECT_EQ(read.history[1].completion_line - read.history[0].invoke_line, 5U);
    }
}

// Goal: plain values go another way than values with escapes and spaces, to the same end.
TEST(JsonLines, HoldAnyValue) {
    const std::string begin = R"({"process":0,"type":"invoke","f":"write","value":)";
    const struct {
        std::string json;
        std::string printed;
    } values[] = {{"0", "0"},
                  {"-7", "-7"},
                  {"123456789012345678", "123456789012345678"},
                  {"-9223372036854775808", "-9223372036854775808"},
                  {"9223372036854775808", "9223372036854775808"},
                  {"123456789012345678901234567890", "123456789012345678901234567890"},
                  {"1.50", "1.50"},
                  {"-1e-7", "-1e-7"},
                  {"true", "true"},
                  {"[]", "[]"},
                  {"[ 1 , [ ] , null ]", "[1 [] nil]"},
                  {"[\"a\",\"b c\",[false]]", "[\"a\" \"b c\" [false]]"},
                  {R"("a\"b\u00e9\n\ud83d\ude00")", "\"a\\\"b\xc3\xa9\\n\xf0\x9f\x98\x80\""},
                  {"{}", "{}"},
                  {R"({"b":[1,{"c":{}}],"a":"x"})", "{\"a\" \"x\", \"b\" [1 {\"c\" {}}]}"},
                  {"\"\"", "\"\""}};
    for (const auto& value : values) {
        const ReadResult read = read_text(begin + value.json + "}\n");
        ASSERT_EQ(told(read), "") << value.json;
        EXPECT_EQ(read.history.print(read.history[0].argument), value.printed);
    }
}

TEST(JsonLines, MayHaveEscapedKeysBlanksAndCarriageReturns) {
    const ReadResult read = read_text(
        "\xef\xbb\xbf { \"\\u0070rocess\" : 1 , \"type\":\"invoke\", \"f\" : \"re\\u0061d\" } \r\n"
        "\t\r\n{\"process\":1,\"type\":\"ok\",\"f\":\"read\",\"value\":3}");
    ASSERT_EQ(told(read), "");
    EXPECT_EQ(operations_of(read.history), "process 1: read -> ok 3\n");
}

TEST(Edn, IsMapsInAVectorOrOneAfterTheOther) {
    const std::string events =
        "{:process 0, :type :invoke, :f :read, :value nil, :time 1, :index 0}\n"
        " ; a comment\n"
        "#jepsen.history.Op{:index 1 :time 2 :type :info :process :nemesis :f :kill}\n"
        "{:process 0, :type :ok, :f :read,\n :value #{1 2}, #_ #_ :time 9 :time 3}";
    for (const std::string& text : {events, "[" + events + "]\n", "(" + events + ")"}) {
        for (const std::size_t block : {std::size_t{1}, std::size_t{13}, std::size_t{4096}}) {
            const ReadResult read = read_text(text, {.format = Format::edn, .block_bytes = block});
            ASSERT_EQ(told(read), "") << text;
            EXPECT_EQ(operations_of(read.history), "process 0: read -> ok #{1 2}\n");
            EXPECT_EQ(read.history[0].invoke_line, 1U);
            EXPECT_EQ(read.history[0].completion_line, 4U);
            EXPECT_EQ(read.history.notes().size(), 1U);
        }
    }
}

TEST(Edn, HoldsAnyValue) {
    const struct {
        std::string edn;
        std::string printed;
    } values[] = {{"+12", "12"},
                  {"-3N", "-3"},
                  {"123456789012345678901234567890N", "123456789012345678901234567890"},
                  {"1.5M", "1.5"},
                  {"22/7", "22/7"},
                  {"##Inf", "##Inf"},
                  {"a/symbol", ":a/symbol"},
                  {"-", ":-"},
                  {"[\\a \\newline \\u0041 \\( ]", R"(["a" "\n" "A" "("])"},
                  {R"("tab\there \"\u00e9\" \ud83d\ude00")",
                   "\"tab\\there \\\"\xc3\xa9\\\" \xf0\x9f\x98\x80\""},
                  {"(1,2 #_3 [nil true])", "[1 2 [nil true]]"},
                  {"{:b 1 \"a\" {}}", "{\"a\" {}, :b 1}"},
                  {"#inst \"2026-01-01\"", "\"2026-01-01\""},
                  {"#foo/bar #baz [1]", "[1]"},
                  {"^{:meta 1} [1]", "[1]"},
                  {"#jepsen.txn.Mop{:f :r}", "{:f :r}"},
                  {"#object[java.lang.Foo 0x1b2c \"f\"]", "[:java.lang.Foo 6956 \"f\"]"},
                  {"0xffffffffffffffff", "0xffffffffffffffff"},
                  {"-2r101", "-5"},
                  {R"(#"a\d\"+")", R"("a\\d\\\"+")"},
                  {"#'user/f", ":user/f"},
                  {"#{2 1 2}", "#{1 2}"}};
    for (const auto& value : values) {
        const ReadResult read =
            read_text("{:process 0 :type :invoke :f :write :value " + value.edn + "}");
        ASSERT_EQ(told(read), "") << value.edn;
        EXPECT_EQ(read.history.print(read.history[0].argument), value.printed);
    }
}

TEST(Edn, TakesAListOfMicroOperationsForATransaction) {
    const ReadResult read = read_text(
        "{:process 0, :type :invoke, :value [[:append :x 1] [:r :y nil]]}\n"
        "{:process 0, :type :ok, :value [[:append :x 1] [:r :y [3]]]}\n");
    ASSERT_EQ(told(read), "");
    EXPECT_EQ(operations_of(read.history),
              "process 0: txn [[:append :x 1] [:r :y nil]] -> ok [[:append :x 1] [:r :y [3]]]\n");
}

TEST(Answers, MayStandWithoutInvocationsIfTheyAreTransactions) {
    const ReadResult read = read_text(
        "{:type :ok, :process 4, :time 10, :value [[:append :x 1]]}\n"
        "{:type :info, :process :nemesis, :f :kill, :time 11}\n"
        "{:type :ok, :process 4, :time 12, :value [[:r :x [1]]]}\n"
        "{:type :info, :process 5, :time 13, :value [[:append :x 2]]}\n"
        "{:type :ok, :time 14, :value [[:r :x nil]]}\n"
        "{:type :ok, :time 14, :value [[:r :x nil]]}\n");
    ASSERT_EQ(told(read), "");
    const History& history = read.history;
    EXPECT_FALSE(history.has_invocations());
    EXPECT_FALSE(history.has_times());
    ASSERT_EQ(history.size(), 5U);
    EXPECT_EQ(history.describe(0), "process 4: txn [[:append :x 1]] -> ok");
    EXPECT_EQ(history.describe(2), "process 5: txn [[:append :x 2]] -> info");
    EXPECT_TRUE(history.precedes(0, 1));  // The order of its process.
    for (OperationIndex i = 2; i < history.size(); ++i) {
        EXPECT_FALSE(history.precedes(0, i)) << i;
        EXPECT_EQ(history.previous_of_process(i), no_operation) << i;
    }
    EXPECT_EQ(history[3].invoke_line, 5U);
    EXPECT_EQ(history.completed(2), never);
    EXPECT_EQ(history.describe(3), "process \"#3\": txn [[:r :x nil]] -> ok");
    EXPECT_EQ(history.notes().size(), 1U);
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        const bool takes_them = model.name == "list_append" || model.name == "rw_register";
        const auto errors = shape_errors(history, model);
        ASSERT_EQ(errors.empty(), model.name == "list_append") << model.name;
        EXPECT_EQ(takes_them, model.takes_answers_only) << model.name;
        if (!takes_them) {
            EXPECT_EQ(errors[0].message,
                      "the history has completions only; the model " + model.name +
                          " needs the invocations, too, which say when operations were asked");
        }
    }
}

TEST(IndependentTuples, AreSplitIntoKeyAndValue) {
    const ReadResult read = read_text(
        "{:process 0, :type :invoke, :f :cas, :value [\"x\" [1 2]]}\n"
        "{:process 1, :type :invoke, :f :read, :value [7 nil]}\n"
        "{:process 1, :type :ok, :f :read, :value [7 3]}\n"
        "{:process 0, :type :info, :f :cas, :value nil, :error :timeout}\n",
        {.is_independent = true});
    ASSERT_EQ(told(read), "");
    EXPECT_EQ(operations_of(read.history),
              "process 0: cas key \"x\" [1 2] -> info (:timeout)\n"
              "process 1: read key 7 -> ok 3\n");
}

TEST(EtcdLog, LeavesOpenWhatTimedOut) {
    const ReadResult read = read_text(
        "INFO  jepsen.util - 0\t:invoke\t:read\tnil\n"
        "INFO  jepsen.util - 1  :invoke :cas    [1 4]\n"
        "INFO  jepsen.core - Everything looks good\n"
        "INFO  jepsen.util - :nemesis\t:info\t:start\tnil\n"
        "INFO  jepsen.util - 1\t:fail\t:cas\t[1 4]\n"
        "INFO  jepsen.util - 0\t:fail\t:read\t:timed-out\n"
        "INFO  jepsen.util - 0\t:invoke\t:write\t3\n"
        "INFO  jepsen.util - 0\t:info\t:write\t:timed-out\n");
    ASSERT_EQ(told(read), "");
    EXPECT_EQ(read.format, Format::etcd);
    EXPECT_EQ(operations_of(read.history),
              "process 0: read -> info (:timed-out)\n"
              "process 1: cas [1 4] -> fail\n"
              "process 0: write 3 -> info (:timed-out)\n");
    EXPECT_EQ(read.history.notes().size(), 1U);
}

TEST(KvLog, IsAMapWithAKeyALine) {
    const ReadResult read = read_text(
        "{:process 0, :type :invoke, :f :append, :key \"0\", :value \"x 0 0 y\"}\n"
        "{:process 0, :type :ok, :f :append, :key \"0\", :value \"x 0 0 y\"}\n"
        "{:process 1, :type :invoke, :f :get, :key \"0\", :value nil}\n",
        {.format = Format::kv});
    ASSERT_EQ(told(read), "");
    EXPECT_EQ(operations_of(read.history),
              "process 0: append key \"0\" \"x 0 0 y\" -> ok\n"
              "process 1: get key \"0\" -> open\n");
}

// Goal: a limit ends the reading soon, and is no problem of the file.
TEST(Reading, StopsAtALimitOfMemoryOrTime) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += fmt::format(
            "{{\"process\":{},\"type\":\"invoke\",\"f\":\"write\",\"value\":\"v{}\"}}\n", i, i);
    }
    {
        std::istringstream in(text);
        Budget budget(nullptr, 400'000);
        const ReadResult read = read_history(in, {.block_bytes = 1024}, budget);
        EXPECT_EQ(read.stopped, Stop::memory);
        EXPECT_TRUE(read.problems.empty());
        EXPECT_LT(read.lines, 20'000U);
    }
    std::istringstream in(text);
    Budget budget([] { return Stop::time; });
    const ReadResult read = read_history(in, {}, budget);
    EXPECT_EQ(read.stopped, Stop::time);
    EXPECT_LT(read.lines, 5'000U);
}

TEST(Reading, TakesTheMemoryOfTheHistoryFromTheBudgetAndGivesBackTheBuffers) {
    std::istringstream in("{\"process\":0,\"type\":\"invoke\",\"f\":\"read\"}\n");
    Budget budget;
    const ReadResult read = read_history(in, {}, budget);
    EXPECT_GT(budget.used_bytes(), 0U);
    EXPECT_LT(budget.used_bytes(), 5'000U);
}

TEST(Reading, TakesValuesOfTenMegabytes) {
    // NOLINTNEXTLINE(bugprone-string-constructor): ten megabytes are meant.
    const std::string big(10'000'000, 'a');
    const ReadResult json = read_text(
        "{\"process\":0,\"type\":\"invoke\",\"f\":\"write\",\"value\":[\"" + big + "\"]}\n");
    ASSERT_EQ(told(json), "");
    EXPECT_EQ(json.history.values().print(json.history[0].argument).size(), big.size() + 4);
    const ReadResult edn =
        read_text("{:process 0, :type :invoke, :f :write, :value #{\"" + big + "\"}}\n");
    ASSERT_EQ(told(edn), "");
    EXPECT_EQ(edn.history.values().print(edn.history[0].argument).size(), big.size() + 5);
}

}  // namespace

}  // namespace teacup::model::history
