#include <teacup/model/registry/erlang_term.hpp>

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

std::string told(std::string_view text) {
    const auto term = canonical_term(text);
    return term ? *term : "error: " + term.error();
}

TEST(ErlangTerm, TakesWhatErlangPrints) {
    for (const std::string text : {"kill",
                                   "normal",
                                   "{shutdown,late}",
                                   "'no disk'",
                                   "{badmatch,{error,enoent}}",
                                   "[]",
                                   "{}",
                                   "[1,-2,16#ff,3.5,1.0e-3,$a]",
                                   "[a|b]",
                                   "\"text \\\" with { and '\"",
                                   "<<>>",
                                   "<<\"bytes\">>",
                                   "<<1,2,3:4>>",
                                   "#{a=>1,{b}=>[c]}",
                                   "#{}",
                                   "<0.80.0>",
                                   "#Ref<0.1.2.3>",
                                   "#Fun<m.1.2>",
                                   "{'EXIT',{{badkey,x},[{m,f,1,[]}]}}",
                                   "n1@host",
                                   "größe"}) {
        EXPECT_EQ(told(text), text);
    }
}

TEST(ErlangTerm, HasOneForm) {
    EXPECT_EQ(told(" { shutdown , \n late } "), "{shutdown,late}");
    EXPECT_EQ(told("'kill'"), "kill");
    EXPECT_EQ(told("{'Kill','end','a b','',kill}"), "{'Kill','end','a b','',kill}");
    EXPECT_EQ(told("#{ a => 1 , b=>2 }"), "#{a=>1,b=>2}");
}

TEST(ErlangTerm, SaysWhatIsWrong) {
    const std::vector<std::pair<std::string, std::string>> broken{
        {"", "it is empty"},
        {"{boom", "it ends before \"}\""},
        {"{boom,", "it ends where a term is due"},
        {"{boom]", "\"]\" stands where \"}\" is due"},
        {"boom}", "\"}\" follows a whole term"},
        {"no disk", "\"disk\" follows a whole term"},
        {"boom.", "\".\" follows a whole term"},
        {"Timeout", "\"Timeout\" is a variable; an atom is 'Timeout'"},
        {"end", "\"end\" is a reserved word; the atom is 'end'"},
        {"'boom", "it ends before the second '"},
        {"\"boom\\\"", "it ends before the second \""},
        {"'boom\\", "it ends before the second '"},
        {"12ab", "\"12ab\" is no number"},
        {"-", "\"-\" is no number"},
        {"1.5e", "\"1.5e\" is no number"},
        {"@a", "\"@a\" is no atom; with quotes it is: '@a'"},
        {"[a|b,c]", "\",\" stands where \"]\" is due"},
        {"#{a}", "\"}\" stands where \"=>\" is due"},
        {"<0.1", "\"<0.1\" is no pid or reference"},
        {"#Ref", "\"#Ref\" is no pid or reference"},
        {"{,}", "\",\" stands where a term is due"},
        {"\x01", "a control character stands where a term is due"},
        {std::string(1000, '{'), "it nests deeper than 100"}};
    for (const auto& [text, what] : broken) {
        EXPECT_EQ(told(text), "error: " + what) << text;
    }
}

}  // namespace
}  // namespace teacup::model
