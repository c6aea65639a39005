#include <teacup/model/otp/term_order.hpp>

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::model {

// Goal: every term of the list is less than every later one, as in Erlang.
TEST(TermOrder, IsErlangs) {
    const std::vector<std::string_view> terms{"-12",
                                              "-2",
                                              "0",
                                              "7",
                                              "42",
                                              "'Killed'",
                                              "boom",
                                              "killed",
                                              "normal",
                                              "<n1.5.0>",
                                              "{}",
                                              "{shutdown}",
                                              "{boom,stack}",
                                              "{shutdown,x}",
                                              "{shutdown,{a,b}}",
                                              "{a,b,c}",
                                              "[]",
                                              "[1,2]",
                                              "[1,a]",
                                              "[a]"};
    for (std::size_t i = 0; i < terms.size(); ++i) {
        EXPECT_EQ(compare_terms(terms[i], terms[i]), 0) << terms[i];
        for (std::size_t j = i + 1; j < terms.size(); ++j) {
            EXPECT_LT(compare_terms(terms[i], terms[j]), 0) << terms[i] << " " << terms[j];
            EXPECT_GT(compare_terms(terms[j], terms[i]), 0) << terms[j] << " " << terms[i];
        }
    }
}

TEST(TermOrder, BearsWhatIsNoTerm) {
    EXPECT_LT(compare_terms("", "a"), 0);
    EXPECT_NE(compare_terms("{", "{a,b}"), 0);
    EXPECT_EQ(compare_terms("{'a,b'}", "{'a,b'}"), 0);
}

}  // namespace teacup::model
