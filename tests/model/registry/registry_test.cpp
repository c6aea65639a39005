#include <teacup/model/registry/registry.hpp>

#include <string>

#include <gtest/gtest.h>

namespace teacup::model {
namespace {

struct Fruit {
    std::string name;
    int pips = 0;
};

const Registrar<Fruit> pear{{.name = "pear", .pips = 8}};
const Registrar<Fruit> apple{{.name = "apple", .pips = 5}};

TEST(Registry, SortsByNameWhateverTheOrderOfRegistration) {
    const auto& fruits = Registry<Fruit>::instance().entries();
    ASSERT_EQ(fruits.size(), 2U);
    EXPECT_EQ(fruits[0].name, "apple");
    EXPECT_EQ(fruits[1].name, "pear");
}

TEST(Registry, FindsByName) {
    const Fruit* found = Registry<Fruit>::instance().find("pear");
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->pips, 8);
    EXPECT_EQ(Registry<Fruit>::instance().find("plum"), nullptr);
}

TEST(RegistryDeathTest, RefusesTwoEntriesOfOneName) {
    Registry<Fruit> fruits;
    fruits.add({.name = "fig"});
    EXPECT_DEATH(fruits.add({.name = "fig"}), "find\\(entry.name\\) == nullptr");
}

}  // namespace
}  // namespace teacup::model
