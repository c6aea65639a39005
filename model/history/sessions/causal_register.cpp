// causal_register: causal consistency, CC or CCv.
#include <string>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/sessions/accesses.hpp>
#include <teacup/model/history/sessions/causal_order.hpp>

namespace teacup::model::history::sessions {

namespace {

Judgement check_causal(const History& history, const CheckContext& context) {
    const Accesses accesses(history);
    Judgement judgement;
    if (accesses.has_twins()) {
        judgement.reason = twins_reason(history, accesses);
        return judgement;
    }
    const CausalLevel level = context.options.text("level") == "convergent"
                                  ? CausalLevel::convergent
                                  : CausalLevel::causal;
    find_causal_anomalies(history, accesses, level, context.budget, judgement);
    conclude(history, accesses, judgement);
    return judgement;
}

const ModelRegistrar registrar{{
    .name = "causal_register",
    .meaning = "causal consistency of registers (CC, or CCv with level = convergent)",
    .functions = access_functions(),
    .options = {{.name = "level",
                 .type = OptionType::choice,
                 .default_value = std::string("causal"),
                 .meaning = "causal: CC; convergent: CCv, all agree on one order of the writes",
                 .example = "\"convergent\"",
                 .words = {"causal", "convergent"}}},
    .check = &check_causal,
    .anomalies = {"WriteCORead"},
    .generate = &generate::generate_sessions,
}};

}  // namespace

}  // namespace teacup::model::history::sessions
