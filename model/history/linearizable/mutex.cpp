// mutex: a lock that is free or held. Who releases it makes no difference.
#include <string>

#include <teacup/model/history/generate/objects.hpp>
#include <teacup/model/history/linearizable/linearizable.hpp>
#include <teacup/model/history/linearizable/sequential_model.hpp>

namespace teacup::model::history {

namespace {

struct Mutex {
    using State = bool;  ///< Is held.

    bool initial() const { return false; }
    std::optional<bool> step(const bool& is_held, const Call& call) const {
        const bool will_be_held = call.function == "acquire";
        if (is_held == will_be_held) {
            // Nobody may acquire a held lock: such a call waits. One that waits for ever, or whose
            // answer nobody knows, has not changed anything yet.
            return call.is_known() ? std::nullopt : std::optional(is_held);
        }
        return will_be_held;
    }
    std::uint64_t hash(const bool& is_held) const { return is_held ? 1 : 0; }
    std::string print(const bool& is_held, const ValueTable&) const {
        return is_held ? "held" : "free";
    }
    std::string needs(const Call& call) const {
        return call.function == "acquire" ? "the lock to be free" : "the lock to be held";
    }
};

Judgement check_mutex(const History& history, const CheckContext& context) {
    return check_linearizable(history, SequentialType<Mutex>(), context);
}

const ModelRegistrar registrar{{
    .name = "mutex",
    .meaning = "linearizable: a lock that one at a time holds",
    .functions = {{"acquire", "nothing", "nothing"}, {"release", "nothing", "nothing"}},
    .check = &check_mutex,
    .anomalies = {"double_acquire"},
    .generate = &generate::generate_mutex,
}};

}  // namespace

}  // namespace teacup::model::history
