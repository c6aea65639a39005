// What is written is read again as the same history.
#include <teacup/model/history/formats/writer.hpp>

#include <sstream>
#include <utility>

#include <gtest/gtest.h>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/formats/reader.hpp>

#include "../history_script.hpp"

namespace teacup::model::history {

namespace {

std::string written(const History& history, Format format) {
    std::ostringstream out;
    write_history(out, history, format);
    return out.str();
}

History read_again(const History& history, Format format) {
    std::istringstream in(written(history, format));
    Budget budget;
    ReadResult read = read_history(in, {}, budget);
    EXPECT_EQ(read.format, format);
    for (const HistoryProblem& problem : read.problems) {
        ADD_FAILURE() << problem.line << ": " << problem.message;
    }
    return std::move(read.history);
}

std::string told(const History& history) {
    std::string words;
    for (OperationIndex i = 0; i < history.size(); ++i) {
        words += history.describe(i) + " from " + std::to_string(history.invoked(i)) + " to " +
                 std::to_string(history.completed(i)) + " at " +
                 std::to_string(history[i].invoke_time_ns) + "\n";
    }
    return words;
}

HistoryScript untimed() {
    HistoryScript script;
    script.invoke(0, "write", 1)
        .invoke(1, "read")
        .info(0)
        .invoke(0, "write", {1, "a\"\n", nullptr});
    script.ok(1, 1).invoke_key(1, "cas", "x", {1, 2}).fail(1).invoke(2, "read").ok(0);
    return script;
}

TEST(Writer, WritesOurJsonLines) {
    EXPECT_EQ(written(untimed().build(), Format::json_lines),
              R"({"teacup_history":1}
{"process":0,"type":"invoke","f":"write","value":1}
{"process":1,"type":"invoke","f":"read"}
{"process":0,"type":"info","f":"write"}
{"process":0,"type":"invoke","f":"write","value":[1,"a\"\u000a",null]}
{"process":1,"type":"ok","f":"read","value":1}
{"process":1,"type":"invoke","f":"cas","key":"x","value":[1,2]}
{"process":1,"type":"fail","f":"cas","key":"x"}
{"process":2,"type":"invoke","f":"read"}
{"process":0,"type":"ok","f":"write"}
)");
}

TEST(Writer, WritesEdn) {
    HistoryScript script;
    script.at(5).invoke_key(0, "write", "x", {1, "a"}).at(6).ok(0);
    EXPECT_EQ(written(script.build(), Format::edn),
              "{:process 0, :type :invoke, :f :write, :key \"x\", :value [1 \"a\"], :time 5}\n"
              "{:process 0, :type :ok, :f :write, :key \"x\", :value nil, :time 6}\n");
}

TEST(Writer, WritesWhatIsReadAgain) {
    EXPECT_EQ(told(read_again(untimed().build(), Format::json_lines)), told(untimed().build()));
}

// Goal: any generated history survives both formats: no event changes place, whatever its time.
TEST(Writer, KeepsEveryGeneratedHistoryAsItIs) {
    for (const ModelEntry& model : Registry<ModelEntry>::instance().entries()) {
        if (model.generate == nullptr) {
            continue;
        }
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            HistoryBuilder builder;
            EXPECT_TRUE(model.generate({.operations = 150, .seed = seed}, builder)) << model.name;
            const History history = std::move(builder).build();
            for (const Format format : {Format::json_lines, Format::edn}) {
                const History again = read_again(history, format);
                ASSERT_EQ(again.size(), history.size()) << model.name;
                for (OperationIndex i = 0; i < history.size(); ++i) {
                    ASSERT_EQ(again.invoked(i), history.invoked(i)) << model.name << " " << i;
                    ASSERT_EQ(again.completed(i), history.completed(i)) << model.name << " " << i;
                    if (format == Format::edn) {
                        ASSERT_EQ(again.describe(i), history.describe(i)) << model.name;
                    }
                }
                const Judgement judgement = check_history(again, model);
                EXPECT_EQ(judgement.verdict, Verdict::passed) << model.name;
                EXPECT_EQ(judgement.judged, check_history(history, model).judged) << model.name;
            }
        }
    }
}

TEST(Writer, WritesAnswersAsTheyWere) {
    HistoryBuilder builder;
    const ValueId append[] = {
        builder.values().text("append"), builder.values().integer(1), builder.values().integer(2)};
    const ValueId transaction[] = {builder.values().list(append)};
    const ValueId value = builder.values().list(transaction);
    const ValueId process = builder.values().integer(4);
    for (const EventType type : {EventType::ok, EventType::info, EventType::ok}) {
        const Event event{.type = type, .process = process, .function = "txn", .value = value};
        ASSERT_EQ(builder.add_answer(event), "");
    }
    ASSERT_EQ(builder.add_answer({.type = EventType::fail, .function = "txn", .value = value}), "");
    const History history = std::move(builder).build();
    for (const Format format : {Format::json_lines, Format::edn}) {
        const History again = read_again(history, format);
        EXPECT_EQ(told(again), told(history));
        EXPECT_FALSE(again.has_invocations());
    }
}

}  // namespace

}  // namespace teacup::model::history
