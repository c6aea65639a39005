// The model list_append, in the registry.
#include <teacup/model/history/transactions/generate.hpp>
#include <teacup/model/history/transactions/judging.hpp>
#include <teacup/model/history/transactions/list_append.hpp>

namespace teacup::model::history::transactions {

namespace {

constexpr Vocabulary vocabulary{.write = "append", .is_list_read = true, .past_verb = "appended"};

std::string wrong(const History& history, const Operation& operation) {
    return wrong_transaction(history, operation, vocabulary);
}

Judgement check(const History& history, const CheckContext& context) {
    Judging judging(history, context);
    Budget& budget = context.budget;
    const auto table = TransactionTable::decode(history, budget);
    if (!table) {
        return judging.stopped("no transaction");
    }
    const auto writes = Writes::index(*table, budget);
    if (!writes) {
        return judging.stopped("no transaction");
    }
    if (writes->twice.first != none) {
        return judging.not_unique(*table, *writes, vocabulary);
    }
    const auto versions = ListVersions::recover(history, *table, *writes, budget);
    if (!versions) {
        return judging.stopped("no transaction");
    }
    ListAppend list_append(history, *table, *writes, *versions);
    Dependencies dependencies;
    if (!list_append.infer(judging.findings(), dependencies, budget)) {
        return judging.stopped(dependencies.is_closed()
                                   ? "every transaction on its own, and no cycles"
                                   : "some transactions on their own, and no cycles",
                               &list_append);
    }
    return judging.conclude(*table, dependencies, list_append);
}

constexpr PlantedAnomaly anomalies_to_plant[] = {
    {"garbage-read", "append x 1\nr x [1 9]"},
    {"duplicate-elements", "append x 1; append x 2\nr x [1 2 1]"},
    {"incompatible-order", "append x 1\nappend x 2; append x 3\nr x [1 2]; r x [1 3]"},
    {"cyclic-versions", "append x 1, append x 2\nr x [2 1]"},
    {"G1a", "append x 1 -> fail\nr x [1]"},
    {"G1b", "append x 1, append x 2; r x [1]\nr x [1 2]"},
    {"dirty-update", "append x 1 -> fail\nappend x 2\nr x [1 2]"},
    {"internal", "append x 1\nr x [1], append x 2, r x [1]"},
    {"future-read", "r x [1], append x 1"},
    {"lost-update", "append x 1\nr x [1], append x 2; r x [1], append x 3\nr x [1 2 3]"},
    {"G0", "append x 1, append y 1; append x 2, append y 2\nr x [1 2], r y [2 1]"},
    {"G1c", "append x 1, r y [1]; append y 1, r x [1]"},
    {"G-single", "append x 1, append y 1; r x [1], r y []"},
    {"long-fork", "append x 1; append y 1; r x [1], r y []; r x [], r y [1]"},
    {"G-nonadjacent", "append x 1; append x 2, r y []; append y 1; r y [1], r x []\nr x [1 2]"},
    {"write-skew", "r x [], append y 1; r y [], append x 1\nr x [1], r y [1]"},
    {"G2-item", "r x [], append y 1; r y [], append z 1; r z [], append x 1"},
    {"G0-process", "p0: append x 2\np0: append x 1\np1: r x [1 2]"},
    {"G1c-process", "p0: r x [1]\np0: append x 1"},
    {"G-single-process", "p0: append x 1\np0: r x []"},
    {"G-nonadjacent-process", "p0: append x 1; p1: append y 1\np0: r y []; p1: r x []"},
    {"G2-item-process", "p0: append z 1; p1: r z [], append x 1\np0: r x []"},
    {"G0-realtime", "p0: append x 2\np1: append x 1\np2: r x [1 2]"},
    {"G1c-realtime", "p0: r x [1]\np1: append x 1"},
    {"G-single-realtime", "p0: append x 1\np1: r x []"},
    {"G-nonadjacent-realtime",
     "begin a: append y 1; begin b: r y [1], r x []\np0: append x 1\np1: r y []\nend a; end b"},
    {"G2-item-realtime", "begin a: r z [], append x 1\np0: append z 1\np1: r x []\nend a"},
};

bool generate_lists(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_transactions(request, builder, StoreKind::lists, anomalies_to_plant);
}

const ModelRegistrar registrar{{
    .name = "list_append",
    .meaning = "transactions that append to lists and read them are isolated as asked for",
    .aliases = {"append"},
    .functions = {transaction_shape(vocabulary, wrong)},
    .options = {consistency_option()},
    .takes_answers_only = true,
    .check = check,
    .anomalies = names_of(anomalies_to_plant),
    .generate = generate_lists,
}};

}  // namespace

}  // namespace teacup::model::history::transactions
