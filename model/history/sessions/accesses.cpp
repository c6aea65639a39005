#include <teacup/model/history/sessions/accesses.hpp>

#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include <teacup/model/history/linearizable/telling.hpp>

namespace teacup::model::history::sessions {

namespace {

/// What one operation read and wrote; neither, where nothing is known of it.
struct Effect {
    std::optional<ValueId> read;
    std::optional<ValueId> written;
};

/// A cas that succeeded is a read and then a write. One that stayed open may have written; one that
/// failed is left out, though it says a little: who asks only for what is certainly wrong needs no
/// more.
Effect effect_of(const History& history, OperationIndex index) {
    const Operation operation = history[index];
    if (operation.outcome == Outcome::fail) {
        return {};
    }
    const std::string& function = history.function_name(operation.function);
    if (function == "write" || function == "put") {
        return {.written = operation.argument};
    }
    if (function == "cas") {
        const auto pair = history.values().items(operation.argument);
        return {.read = operation.is_ok() ? std::optional(pair[0]) : std::nullopt,
                .written = pair[1]};
    }
    return {.read = operation.is_ok() ? std::optional(operation.result) : std::nullopt};
}

/// nil and "" are the initial value.
bool is_initial(const History& history, ValueId value) {
    const ValueTable& values = history.values();
    return value == nil || (values.kind(value) == ValueKind::text && values.as_text(value).empty());
}

}  // namespace

Accesses::Accesses(const History& history) {
    std::unordered_map<std::uint32_t, std::uint32_t> key_number;  // Looked up only.
    std::map<std::pair<std::uint32_t, ValueId>, std::uint32_t> writer;
    std::vector<std::uint32_t> session_of(history.processes(), none);
    std::vector<ValueId> values;  // Of each access.
    const auto add =
        [&](OperationIndex operation, std::uint32_t key, bool is_write, ValueId value) {
            const auto number = static_cast<std::uint32_t>(all.size());
            const std::uint32_t session =
                session_of[static_cast<std::size_t>(history.process(operation))];
            all.push_back({.operation = operation,
                           .session = session,
                           .position = static_cast<std::uint32_t>(sessions[session].size()),
                           .key = key,
                           .is_write = is_write});
            sessions[session].push_back(number);
            values.push_back(value);
            return number;
        };
    for (OperationIndex i = 0; i < history.size(); ++i) {
        std::uint32_t& session = session_of[static_cast<std::size_t>(history.process(i))];
        const bool is_open = history.outcome(i) >= Outcome::info;
        const Effect effect = effect_of(history, i);
        if (!effect.read && !effect.written) {
            session = is_open ? none : session;
            continue;
        }
        if (session == none) {
            session = static_cast<std::uint32_t>(sessions.size());
            sessions.emplace_back();
        }
        const auto key = key_number
                             .try_emplace(static_cast<std::uint32_t>(history.key(i)),
                                          static_cast<std::uint32_t>(key_number.size()))
                             .first->second;
        if (effect.read) {
            add(i, key, false, *effect.read);
        }
        if (effect.written) {
            const std::uint32_t number = add(i, key, true, *effect.written);
            const auto [place, is_new] = writer.try_emplace({key, *effect.written}, number);
            if (!is_new && !has_twins()) {
                first_twin = all[place->second].operation;
                second_twin = i;
            }
        }
        answered += is_open ? 0 : 1;
        session = is_open ? none : session;
    }
    keys = static_cast<std::uint32_t>(key_number.size());
    // A read from thin air stays at its place as a read of what was there at first; it is a finding
    // anyway.
    for (std::size_t i = 0; i < all.size(); ++i) {
        Access& access = all[i];
        if (access.is_write || is_initial(history, values[i])) {
            continue;
        }
        const auto place = writer.find({access.key, values[i]});
        if (place == writer.end()) {
            thin_air.push_back(access.operation);
        } else {
            access.from = place->second;
        }
    }
}

std::vector<FunctionShape> access_functions() {
    return {{"read", "nothing", "a value"},
            {"write", "a value that no other operation writes to this key", "nothing"},
            {"get", "nothing", "a value"},
            {"put", "a value that no other operation puts to this key", "nothing"}};
}

std::string twins_reason(const History& history, const Accesses& accesses) {
    return fmt::format("{} and {} write the same value: which of them a read saw cannot be told",
                       history::name_of(history, accesses.first_twin),
                       history::name_of(history, accesses.second_twin));
}

std::string name_of(const History& history, const Access& access) {
    return history::name_of(history, access.operation);
}

void conclude(const History& history, const Accesses& accesses, Judgement& judgement) {
    if (!accesses.thin_air.empty()) {
        HistoryFinding finding{
            .anomaly = "thin_air_read",
            .message = fmt::format("{} read a value that nobody wrote",
                                   history::name_of(history, accesses.thin_air.front())),
            .operations = {accesses.thin_air.front()},
            .count = accesses.thin_air.size()};
        judgement.findings.insert(judgement.findings.begin(), std::move(finding));
    }
    judgement.judged = accesses.answered;
    if (!judgement.findings.empty()) {
        judgement.verdict = Verdict::violated;
    } else if (!judgement.reason.empty()) {
        judgement.verdict = Verdict::unknown;
    } else if (accesses.answered == 0) {
        judgement.reason = "nothing was judged: no operation was answered";
    } else {
        judgement.verdict = Verdict::passed;
    }
}

}  // namespace teacup::model::history::sessions
