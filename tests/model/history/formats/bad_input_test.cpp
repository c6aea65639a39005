#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "read_text.hpp"

namespace teacup::model::history {

namespace {

struct BadInput {
    std::string name;
    std::string text;
    std::string told;
    ReadOptions options = {};
};

std::string invoke(int process) {
    return fmt::format("{{\"process\":{},\"type\":\"invoke\",\"f\":\"read\"}}\n", process);
}
const ReadOptions json{.format = Format::json_lines};
const std::string byte_ff = "\xff";

const std::vector<BadInput>& whole_files() {
    static const std::vector<BadInput> all{
        {"Empty", "", "is empty; a history has at least one operation"},
        {"OnlyBlanks", " \n\n\t\n", "is empty; a history has at least one operation"},
        {"Gzip", "\x1f\x8b\x08 ...", "is compressed; unpack it first"},
        {"Binary",
         std::string("\x7f") + "ELF" + std::string(3, '\0') + "\x02",
         "is no text: it holds control characters; is it the right file?"},
        {"JepsenBlocks",
         "JEPSEN\x01\x02",
         "is a test in Jepsen's own block format; give its history.edn instead"},
        {"Prose",
         "Dear all,\n",
         "begins like none of the formats jsonl, edn, etcd and kv; name the right one with "
         "--format to see what is wrong with it"},
        {"JsonArray",
         R"([{"process":0,"type":"invoke","f":"read"}])",
         "is one JSON array; write one event a line, as `jq -c '.[]'` does"},
        {"HeaderOnly",
         "{\"teacup_history\":1}\n",
         "holds no operation; a history has at least one"},
        {"NemesisOnly",
         "{:process :nemesis, :type :info, :f :start}\n",
         "holds no operation; a history has at least one"},
    };
    return all;
}

const std::vector<BadInput>& json_lines() {
    static const std::vector<BadInput> all{
        {"NoObject",
         "12\n",
         "1: is no event; an event is a JSON object, as "
         R"({"process":0,"type":"invoke","f":"read"})",
         json},
        {"CutShort",
         invoke(0) + R"({"process":0,"type":"ok","f":"re)",
         "2: is no JSON: a string has no end; the file ends here without a line feed: was it cut "
         "short?"},
        {"CutAfterAString",
         invoke(0) + R"({"process":0,"type":"ok","f":"read")",
         "2:1: is no JSON: a bracket has no partner; the file ends here without a line feed: was "
         "it "
         "cut short?"},
        {"TwoOnALine",
         invoke(0).substr(0, 40) + " " + invoke(1),
         "1: has something behind its event; write one event a line"},
        {"NoProcess",
         R"({"type":"invoke","f":"read"})"
         "\n",
         "1: has no process; every event says which process it is of"},
        {"ListAsProcess",
         R"({"process":[1],"type":"invoke","f":"read"})"
         "\n",
         "1: its process is [1]; it must be an integer or a name"},
        {"NoType",
         R"({"process":0,"f":"read"})"
         "\n",
         "1: has no type; it must be invoke, ok, fail or info"},
        {"OtherType",
         R"({"process":0,"type":"okay","f":"read"})"
         "\n",
         "1: its type is \"okay\"; it must be invoke, ok, fail or info"},
        {"NumberAsType",
         R"({"process":0,"type":7,"f":"read"})"
         "\n",
         "1: its \"type\" is 7; it must be a string"},
        {"NoFunction",
         R"({"process":0,"type":"invoke","value":4})"
         "\n",
         "1: has no f, which names what was called"},
        {"Twice",
         R"({"process":0,"type":"invoke","type":"ok","f":"read"})"
         "\n",
         "1: has \"type\" twice"},
        {"TextAsTime",
         R"({"process":0,"type":"invoke","f":"read","time":"noon"})"
         "\n",
         "1: its time is \"noon\"; it must be an integer of nanoseconds, below 2^63"},
        {"TimeBeyond64Bits",
         R"({"process":0,"type":"invoke","f":"read","time":9223372036854775808})"
         "\n",
         "1: its time is 9223372036854775808; it must be an integer of nanoseconds, below 2^63"},
        {"NewerVersion",
         "{\"teacup_history\":2}\n",
         "1: is a history of version 2; this teacup reads version 1"},
        {"HalfSurrogate",
         R"({"process":0,"type":"invoke","f":"write","value":"\ud800"})"
         "\n",
         "1:58: is no JSON: a string has an escape that JSON does not know, or half a surrogate "
         "pair"},
        {"ControlCharacter",
         "{\"process\":0,\"type\":\"invoke\",\"f\":\"wri\x01te\"}\n",
         "1: is no JSON: a string holds a control character; escape it",
         json},
        {"NotUtf8",
         R"({"process":0,"type":"invoke","f":"write","value":")" + byte_ff + "\"}\n",
         "1:51: is not UTF-8"},
        {"LeadingZero",
         R"({"process":0,"type":"invoke","f":"write","value":01})"
         "\n",
         "1:50: is no JSON: a number is malformed"},
        {"WordInAList",
         R"({"process":0,"type":"invoke","f":"write","value":[1,nul]})"
         "\n",
         "1:53: is no JSON: a word is neither true, false nor null"},
        {"NoComma",
         R"({"process":0 "type":"invoke","f":"read"})"
         "\n",
         "1:14: is no JSON: a comma, a colon or a bracket is missing or too many"},
        {"NestsTooDeep",
         R"({"process":0,"type":"invoke","f":"write","value":)" + std::string(300, '[') +
             std::string(300, ']') + "}\n",
         "1: its values nest deeper than 256"},
        {"NotIndependent",
         R"({"process":0,"type":"invoke","f":"read","value":null})"
         "\n",
         "1: its value is nil; with --independent every value is a tuple [key value]",
         {.is_independent = true}},
    };
    return all;
}

const std::vector<BadInput>& events() {
    static const std::vector<BadInput> all{
        {"InvokesTwice",
         invoke(3) + invoke(3),
         "2: process 3 invokes read while its read of line 1 is open; a process does one operation "
         "at a time"},
        {"CompletesNothing",
         R"({"process":3,"type":"ok","f":"read"})"
         "\n",
         "1: process 3 completes read (ok), but has invoked nothing; is its invocation missing?"},
        {"InvokesAfterAnswers",
         "{:process 0, :type :ok, :value [[:r :x nil]]}\n"
         "{:process 0, :type :invoke, :value [[:r :x nil]]}\n",
         "2: is an invocation, although the events before it are answers without invocations; a "
         "history has the invocations of all its operations, or of none"},
        {"CompletesAnother",
         invoke(3) + R"({"process":3,"type":"ok","f":"write"})" + "\n",
         "2: process 3 completes write, but what it invoked in line 1 is read"},
        {"CompletesAnotherKey",
         R"({"process":3,"type":"invoke","f":"read","key":"x"})"
         "\n"
         R"({"process":3,"type":"ok","f":"read","key":"y","value":1})"
         "\n",
         "2: process 3 completes read of key \"y\", but what it invoked in line 1 has key \"x\""},
        {"TimeGoesBack",
         "{:process 0, :type :invoke, :f :read, :time 7}\n"
         "{:process 0, :type :ok, :f :read, :time 6}\n",
         "2: its time 6 goes back: the event before it is at 7; sort the events by time"},
        {"TimesOnSome",
         "{:process 0, :type :invoke, :f :read, :time 7}\n{:process 0, :type :ok, :f :read}\n",
         "2: has no time although the events before it have one; give all of them a time, or "
         "none"},
    };
    return all;
}

const std::vector<BadInput>& edn_files() {
    static const std::vector<BadInput> all{
        {"NoMap",
         "{:process 0, :type :invoke, :f :read}\n:read\n",
         "2:1: :read is no event; an event is a map, as {:process 0, :type :invoke, :f :read}"},
        {"CutShort",
         "[{:process 0, :type :invoke, :f :read}\n {:process 0, :type :ok, :f :re",
         "2:29: the event has no end: was the file cut short?"},
        {"VectorWithoutEnd",
         "[{:process 0, :type :invoke, :f :read}\n",
         "1: the vector of events has no end: was the file cut short?"},
        {"BehindTheVector",
         "[{:process 0, :type :invoke, :f :read}]\n{:process 1, :type :invoke, :f :read}\n",
         "2: follows the end of the vector of events; one of the two is too many"},
        {"KeyWithoutValue",
         "{:process 0, :type :invoke, :f}\n",
         "1:29: an event has a key without a value"},
        {"MapWithoutValue",
         "{:process 0, :type :invoke, :f :write, :value {:a}}\n",
         "1:47: a map has a key without a value"},
        {"ClosesNothing",
         "{:process 0, :type :invoke, :f :write, :value [1)}\n",
         "1:49: a ) closes nothing"},
        {"NumberAsFunction",
         "{:process 0, :type :invoke, :f 12}\n",
         "1:32: its :f is 12; it must be a keyword"},
        {"Twice",
         "{:process 0, :process 1, :type :invoke, :f :read}\n",
         "1:14: an event has :process twice"},
        {"NoNumber",
         "{:process 0, :type :invoke, :f :write, :value 12abc}\n",
         "1:47: \"12abc\" is no number"},
        {"NoEscape",
         R"({:process 0, :type :invoke, :f :write, :value "a\q"})",
         "1:49: \"\\\\q\" is no escape that EDN knows"},
        {"HalfSurrogate",
         R"({:process 0, :type :invoke, :f :write, :value "\ud800x"})",
         "1:48: an escape is half a surrogate pair"},
        {"StringWithoutEnd",
         "{:process 0, :type :invoke, :f :write, :value \"abc}\n",
         "1:47: a string has no end: was the file cut short?"},
        {"NestsTooDeep",
         "{:process 0, :type :invoke, :f :write, :value " + std::string(300, '['),
         "1:303: values nest deeper than 256"},
        {"DiscardsTooDeep",
         "{:process 0, :value " +
             [] {
                 std::string text;
                 for (int i = 0; i < 1000; ++i) {
                     text += "#_ ";
                 }
                 return text;
             }(),
         "1:789: values nest deeper than 256"},
        {"TextAsTime",
         "{:process 0, :type :invoke, :f :read, :time 1.5}\n",
         "1:45: its :time is 1.5; it must be an integer of nanoseconds, below 2^63"},
        {"NotUtf8",
         "{:process 0, :type :invoke, :f :write, :value \"" + byte_ff + "\"}\n",
         "1:48: is not UTF-8"},
        {"GoesOnAtTheNextEvent",
         "{:process 0, :type :invoke, :f :write, :value 1x}\n"
         "{:process 1, :type :invoke, :f :read}\n"
         "{:process 2, :type :invoke, :f 2x}\n",
         "1:47: \"1x\" is no number\n3:32: \"2x\" is no number"},
    };
    return all;
}

const std::vector<BadInput>& etcd_logs() {
    static const std::vector<BadInput> all{
        {"NoLogLine",
         "INFO  jepsen.util - 0\t:invoke\t:read\tnil\nhello\n",
         "2: is no line of a Jepsen log, as `INFO  jepsen.util - 0  :invoke  :read  nil`"},
        {"TooShort",
         "INFO  jepsen.util - 0\t:invoke\t:read\n",
         "1: ends too early; an event is a process, a type, a function and a value"},
        {"NoWord",
         "INFO  jepsen.util - 0\t:invoke\t17\tnil\n",
         "1:31: 17 is neither a type nor a function"},
        {"OtherType",
         "INFO  jepsen.util - 0\t:begin\t:read\tnil\n",
         "1: its type is \"begin\"; it must be invoke, ok, fail or info"},
        {"OpenVector",
         "INFO  jepsen.util - 0\t:invoke\t:cas\t[1 2\n",
         "1:36: a vector has no end: was the file cut short?"},
    };
    return all;
}

void expect_each(const std::vector<BadInput>& inputs) {
    for (const BadInput& input : inputs) {
        const ReadResult read = read_text(input.text, input.options);
        EXPECT_EQ(told(read), input.told) << input.name;
        // The same whatever the blocks in which it is read.
        ReadOptions small = input.options;
        small.block_bytes = 7;
        if (input.options.format) {  // Detection looks at one block.
            EXPECT_EQ(told(read_text(input.text, small)), input.told) << input.name;
        }
    }
}

TEST(BadInput, OfWholeFilesIsTold) {
    expect_each(whole_files());
}

TEST(BadInput, InJsonLinesIsToldWithItsPlace) {
    expect_each(json_lines());
}

TEST(BadInput, InTheOrderOfEventsIsTold) {
    expect_each(events());
}

TEST(BadInput, InEdnIsToldWithItsPlace) {
    std::vector<BadInput> inputs = edn_files();
    for (BadInput& input : inputs) {
        input.options.format = Format::edn;
    }
    expect_each(inputs);
}

TEST(BadInput, InEtcdLogsIsToldWithItsPlace) {
    std::vector<BadInput> inputs = etcd_logs();
    for (BadInput& input : inputs) {
        input.options.format = Format::etcd;
    }
    expect_each(inputs);
}

TEST(BadInput, IsListedUpToALimitAndCountedBeyond) {
    std::string text;
    for (int i = 0; i < 1000; ++i) {
        text += "{\n";
    }
    const ReadResult read = read_text(text, {.format = Format::json_lines, .problems_max = 3});
    EXPECT_EQ(told(read),
              "1:1: is no JSON: a bracket has no partner\n"
              "2:1: is no JSON: a bracket has no partner\n"
              "3:1: is no JSON: a bracket has no partner\n"
              "and 997 more");
}

// What follows a line that cannot be read may only seem wrong, so nothing is said of it.
TEST(BadInput, LetsNothingSeemWrongThatFollowsFromABrokenLine) {
    const std::string completion = R"({"process":0,"type":"ok","f":"read"})";
    EXPECT_EQ(told(read_text("{\"process\":0,\"type\":\n" + completion + "\n", json)),
              "1:1: is no JSON: a bracket has no partner");
}

TEST(BadInput, OfAnEventThatIsTooLongEndsTheReading) {
    const std::string big(5000, 'a');
    const std::string texts[] = {
        invoke(0) + R"({"process":1,"type":"invoke","f":"write","value":")" + big + "\"}\n",
        "{:process 0 :type :invoke :f :write :value \"" + big + "\"}\n"};
    for (const std::string& text : texts) {
        const ReadResult read = read_text(text, {.event_bytes_max = 1000, .block_bytes = 64});
        ASSERT_EQ(read.problems.size(), 1U);
        EXPECT_EQ(read.problems[0].message, "an event is longer than 0 MB; is the file a history?");
    }
}

}  // namespace

}  // namespace teacup::model::history
