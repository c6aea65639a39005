// The model rw_register, in the registry.
#include <teacup/model/history/transactions/generate.hpp>
#include <teacup/model/history/transactions/judging.hpp>
#include <teacup/model/history/transactions/rw_register.hpp>

namespace teacup::model::history::transactions {

namespace {

constexpr Vocabulary vocabulary{.write = "w", .past_verb = "wrote"};

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
    const auto versions =
        RegisterVersions::infer(history,
                                *table,
                                *writes,
                                {.reads_first = context.options.boolean("wfr_keys"),
                                 .sequential = context.options.boolean("sequential_keys"),
                                 .linearizable = context.options.boolean("linearizable_keys")},
                                judging.findings(),
                                budget);
    if (!versions) {
        return judging.stopped("no transaction");
    }
    RwRegister registers(history, *table, *writes, *versions);
    Dependencies dependencies;
    if (!registers.infer(judging.findings(), dependencies, budget)) {
        return judging.stopped("some transactions on their own, and no cycles", &registers);
    }
    return judging.conclude(*table, dependencies, registers);
}

Option source_option(std::string name, bool is_default, std::string meaning) {
    return {.name = std::move(name),
            .type = OptionType::boolean,
            .default_value = is_default,
            .meaning = std::move(meaning),
            .example = "true"};
}

constexpr PlantedAnomaly anomalies_to_plant[] = {
    {"garbage-read", "w x 1\nr x 9"},
    {"cyclic-versions", "r x 1, w x 2; r x 2, w x 1"},
    {"G1a", "w x 1 -> fail\nr x 1"},
    {"G1b", "w x 1, w x 2; r x 1"},
    {"dirty-update", "w x 1 -> fail\nr x 1, w x 2"},
    {"internal", "w x 2\nw x 1, r x 2"},
    {"future-read", "r x 1, w x 1"},
    {"lost-update", "w x 1\nr x 1, w x 2; r x 1, w x 3"},
    {"G0", "r y 2, w x 1, w y 1; r x 1, w x 2, w y 2"},
    {"G1c", "w x 1, r y 1; w y 1, r x 1"},
    {"G-single", "w x 1, w y 1; r x 1, r y nil"},
    {"long-fork", "w x 1; w y 1; r x 1, r y nil; r x nil, r y 1"},
    {"G-nonadjacent", "w x 1; r x 1, w z 1; r z 1, r y nil; w y 1; r y 1, r x nil"},
    {"write-skew", "r x nil, w y 1; r y nil, w x 1"},
    {"G2-item", "r x nil, w y 1; r y nil, w z 1; r z nil, w x 1"},
    {"G0-process", "p0: r x 1, w x 2\np0: w x 1"},
    {"G1c-process", "p0: r x 1\np0: w x 1"},
    {"G-single-process", "p0: w x 1\np0: r x nil"},
    {"G-nonadjacent-process", "p0: w x 1; p1: w y 1\np0: r y nil; p1: r x nil"},
    {"G2-item-process", "p0: w z 1; p1: r z nil, w x 1\np0: r x nil"},
    {"G0-realtime", "p0: r x 1, w x 2\np1: w x 1"},
    {"G1c-realtime", "p0: r x 1\np1: w x 1"},
    {"G-single-realtime", "p0: w x 1\np1: r x nil"},
    {"G-nonadjacent-realtime",
     "begin a: w y 1; begin b: r y 1, r x nil\np0: w x 1\np1: r y nil\nend a; end b"},
    {"G2-item-realtime", "begin a: r z nil, w x 1\np0: w z 1\np1: r x nil\nend a"},
};

bool generate_registers(const GenerateRequest& request, HistoryBuilder& builder) {
    return generate_transactions(request, builder, StoreKind::registers, anomalies_to_plant);
}

const ModelRegistrar registrar{{
    .name = "rw_register",
    .meaning = "transactions that write registers and read them are isolated as asked for",
    .functions = {transaction_shape(vocabulary, wrong)},
    .options =
        {
            consistency_option(),
            source_option(
                "wfr_keys",
                true,
                "a transaction that reads a version and writes another puts them in order"),
            source_option("sequential_keys",
                          false,
                          "each process meets the versions of a key in their order"),
            source_option("linearizable_keys",
                          false,
                          "the versions of a key are met in their order in real time"),
        },
    .takes_answers_only = true,
    .check = check,
    .anomalies = names_of(anomalies_to_plant),
    .generate = generate_registers,
}};

}  // namespace

}  // namespace teacup::model::history::transactions
