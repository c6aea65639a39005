// linearizable_counter: a number that is added to and read, 0 at first.
#include <string>

#include <fmt/format.h>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

namespace teacup::model::history {

namespace {

struct Counter {
    using State = std::int64_t;

    State initial() const { return 0; }
    std::optional<State> step(const State& count, const Call& call) const {
        if (call.function == "add") {
            // Wraps round rather than overflows, as a machine's counter does.
            return static_cast<State>(
                static_cast<std::uint64_t>(count) +
                static_cast<std::uint64_t>(call.values.as_integer(call.argument)));
        }
        if (call.is_known() && call.values.as_integer(call.result) != count) {
            return std::nullopt;
        }
        return count;
    }
    bool only_looks(const Call& call) const { return call.function == "read"; }
    std::uint64_t hash(const State& count) const {
        return mix(0, static_cast<std::uint64_t>(count));
    }
    std::string print(const State& count, const ValueTable&) const { return std::to_string(count); }
    std::string needs(const Call& call) const {
        return call.function == "read" ? fmt::format("the count {}", call.values.print(call.result))
                                       : "nothing";
    }
};

std::string wrong_add(const History& history, const Operation& operation) {
    return history.values().is_integer(operation.argument)
               ? ""
               : fmt::format("the argument of add is an integer, not {}",
                             history.print(operation.argument));
}

std::string wrong_read(const History& history, const Operation& operation) {
    return !operation.is_ok() || history.values().is_integer(operation.result)
               ? ""
               : fmt::format("the result of read is an integer, not {}",
                             history.print(operation.result));
}

Judgement check_counter(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequentialType<Counter>(), context);
}

const ModelRegistrar registrar{{
    .name = "linearizable_counter",
    .meaning = "linearizable: a counter, each read of which is exact",
    .functions = {{"add", "an integer", "nothing", &wrong_add},
                  {"read", "nothing", "an integer", &wrong_read}},
    .check = &check_counter,
    .anomalies = {"lost_add"},
    .generate = &generate::generate_linearizable_counter,
}};

}  // namespace

}  // namespace teacup::model::history
