// The model list_append, in the registry.
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
        return judging.stopped("some transactions on their own, and no cycles", &list_append);
    }
    return judging.conclude(*table, dependencies, list_append);
}

const ModelRegistrar registrar{{
    .name = "list_append",
    .meaning = "transactions that append to lists and read them are isolated as asked for",
    .aliases = {"append"},
    .functions = {transaction_shape(vocabulary, wrong)},
    .options = {consistency_option()},
    .check = check,
}};

}  // namespace

}  // namespace teacup::model::history::transactions
