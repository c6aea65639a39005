// `teacup generate-history` as its users call it.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <teacup/cli/command.hpp>

namespace teacup::cli {
namespace {

struct Answer {
    model::ExitCode code = model::ExitCode::passed;
    std::string out;
    std::string err;
};

Answer call(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Environment environment{.out = out, .err = err};
    arguments.insert(arguments.begin(), "generate-history");
    const model::ExitCode code = execute(arguments, environment);
    return {code, out.str(), err.str()};
}

TEST(GenerateHistory, WritesTheSameBytesForTheSameSeed) {
    const Answer one = call({"bank", "--operations", "50", "--seed", "7"});
    EXPECT_EQ(one.code, model::ExitCode::passed);
    EXPECT_TRUE(one.out.starts_with("{\"teacup_history\":1}\n{\"process\":"));
    EXPECT_EQ(one.out, call({"bank", "--operations", "50", "--seed", "7"}).out);
    EXPECT_NE(one.out, call({"bank", "--operations", "50", "--seed", "8"}).out);
}

TEST(GenerateHistory, WritesEdnToAFile) {
    const std::string file =
        (std::filesystem::path(::testing::TempDir()) / "teacup_generated.edn").string();
    const Answer answer = call({"set-full", "--format", "edn", "-o", file});
    EXPECT_EQ(answer.code, model::ExitCode::passed);
    EXPECT_EQ(answer.out, "");
    std::ifstream written(file);
    const std::string text{std::istreambuf_iterator<char>(written), {}};
    EXPECT_TRUE(text.starts_with("{:process ")) << text.substr(0, 100);
    std::filesystem::remove(file);
}

TEST(GenerateHistory, PlantsTheAnomalyThatIsAskedFor) {
    const Answer right = call({"unique_ids", "--operations", "30"});
    const Answer wrong = call({"unique_ids", "--operations", "30", "--anomaly", "duplicated"});
    EXPECT_EQ(wrong.code, model::ExitCode::passed);
    EXPECT_NE(right.out, wrong.out);
}

TEST(GenerateHistory, TellsWhatIsWrongWithItsArguments) {
    struct Case {
        std::vector<std::string> arguments;
        std::string error;
    };
    const std::vector<Case> cases{
        {{"bnak"}, "there is no model bnak; did you mean bank?"},
        {{"bank", "--anomaly", "lost"},
         "the model bank plants no anomaly lost; it plants wrong-total, negative-balance, "
         "nil-balance"},
        {{"bank", "--operations", "many"},
         "--operations many: it should be a number from 1 to 1000000000"},
        {{"bank", "--clients", "0"}, "--clients 0: it should be a number from 1 to 100000"},
        {{"bank", "--format", "etcd"}, "--format etcd: it should be jsonl or edn"}};
    for (const Case& one : cases) {
        const Answer answer = call(one.arguments);
        EXPECT_EQ(answer.code, model::ExitCode::bad_input);
        EXPECT_EQ(answer.out, "");
        EXPECT_TRUE(answer.err.starts_with("teacup generate-history: " + one.error + "\n"))
            << answer.err;
    }
    EXPECT_NE(call({}).err.find("name one model: bank, "), std::string::npos);
}

TEST(GenerateHistory, TellsWhenSoFewOperationsCannotShowTheAnomaly) {
    const Answer answer = call({"unique_ids", "--operations", "1", "--anomaly", "duplicated"});
    EXPECT_EQ(answer.code, model::ExitCode::bad_input);
    EXPECT_EQ(answer.out, "");
    EXPECT_EQ(answer.err,
              "teacup generate-history: 1 operations of 5 clients are too few to show duplicated; "
              "take more\n");
}

}  // namespace
}  // namespace teacup::cli
