#include <teacup/model/history/checkers/kafka_log.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::checkers {

namespace {

/// Text of a word or name, whether it is a text or a keyword; else empty.
std::string_view word_of(const ValueTable& values, ValueId value) {
    const ValueKind kind = values.kind(value);
    return kind == ValueKind::text || kind == ValueKind::keyword ? values.as_text(value)
                                                                 : std::string_view();
}

/// [offset value], as answers tell a message.
bool is_placed(const ValueTable& values, ValueId value) {
    if (values.kind(value) != ValueKind::list || values.items(value).size() != 2) {
        return false;
    }
    const ValueId offset = values.items(value)[0];
    return offset == nil || values.is_integer(offset);
}

/// The micro-operations of the answer, where there is one; else of the question.
ValueId exchange_value(const History& history, OperationIndex i) {
    return history.values().kind(history.result(i)) == ValueKind::list ? history.result(i)
                                                                       : history.argument(i);
}

std::string wrong_messages(const History& history, ValueId messages) {
    const ValueTable& values = history.values();
    if (!is_collection(values, messages)) {
        return "should map each key to a list of [offset value]";
    }
    for (const ValueId message : values.items(messages)) {
        if (!is_placed(values, message)) {
            return fmt::format("should hold [offset value], not {}", history.print(message));
        }
    }
    return {};
}

std::string wrong_poll(const History& history, ValueId polled) {
    const ValueTable& values = history.values();
    if (polled == nil) {
        return {};
    }
    if (values.kind(polled) == ValueKind::map) {
        const auto items = values.items(polled);
        for (std::size_t i = 1; i < items.size(); i += 2) {
            if (std::string wrong = wrong_messages(history, items[i]); !wrong.empty()) {
                return wrong;
            }
        }
        return {};
    }
    for (const ValueId pair : elements_of(values, polled)) {
        if (values.kind(pair) != ValueKind::list || values.items(pair).size() != 2) {
            return fmt::format("should hold [key messages], not {}", history.print(pair));
        }
        if (std::string wrong = wrong_messages(history, values.items(pair)[1]); !wrong.empty()) {
            return wrong;
        }
    }
    return is_collection(values, polled) ? "" : "should map each key to a list of [offset value]";
}

}  // namespace

std::string wrong_exchange(const History& history, const Operation& one) {
    const ValueTable& values = history.values();
    const ValueId value = exchange_value(history, one.index);
    if (values.kind(value) != ValueKind::list) {
        return fmt::format("{} of {}; it should be a list of [send key value] and [poll]",
                           history.function_name(one.function),
                           history.print(value));
    }
    for (const ValueId micro : values.items(value)) {
        const auto items = values.kind(micro) == ValueKind::list ? values.items(micro)
                                                                 : std::span<const ValueId>();
        const std::string_view word = items.empty() ? "" : word_of(values, items[0]);
        if (word == "send" && items.size() == 3) {
            continue;
        }
        if (word != "poll" || items.size() > 2) {
            return fmt::format("{} is neither [send key value] nor [poll]", history.print(micro));
        }
        if (std::string wrong = items.size() == 2 ? wrong_poll(history, items[1]) : "";
            !wrong.empty()) {
            return fmt::format("{} {}", history.print(micro), wrong);
        }
    }
    return {};
}

std::size_t KafkaLog::place_of(std::int64_t offset) const {
    return static_cast<std::size_t>(std::lower_bound(order.begin(), order.end(), offset) -
                                    order.begin());
}

std::optional<std::int64_t> KafkaLog::offset_of(const Message& message) const {
    if (message.offset) {
        return message.offset;
    }
    const auto place = values.find(message.value);
    const bool is_known = place != values.end() && place->second.offsets.size() == 1;
    return is_known ? std::optional(place->second.offsets.front()) : std::nullopt;
}

KafkaLogs::KafkaLogs(const History& history, Budget& budget)
    : history_(history), values_(history.values()) {
    const FunctionIs is_exchange(history, {"send", "poll", "txn"});
    if (!take_memory(history, budget)) {
        return;
    }
    exchanges_.resize(history.size());
    for (OperationIndex i = 0; i < history.size() && budget.step(); ++i) {
        if (is_exchange(i)) {
            exchanges_[i] = parse(i);
            constexpr std::size_t bytes_per_message = 64;  // With its place in its log.
            if (!budget.take((exchanges_[i].sends.size() + exchanges_[i].polls.size()) *
                             bytes_per_message)) {
                return;
            }
            note_polls(i, exchanges_[i]);
        }
    }
    for (OperationIndex i = 0; i < history.size() && budget.step(); ++i) {
        note_sends(i, exchanges_[i]);
    }
    for (OperationIndex i = 0; i < history.size() && budget.step(); ++i) {
        if (has_committed(i)) {
            for (const Message& message : exchanges_[i].sends) {
                place(message, i);
            }
        }
    }
    for (KafkaLog& log : logs_) {
        for (const auto& [offset, values] : log.offsets) {
            log.order.push_back(offset);
        }
    }
}

bool KafkaLogs::has_committed(OperationIndex operation) const {
    if (history_.outcome(operation) == Outcome::ok) {
        return true;
    }
    const std::vector<Message>& sends = exchanges_[operation].sends;
    // A value that was sent twice may have come from the other send.
    return history_.outcome(operation) != Outcome::fail &&
           std::any_of(sends.begin(), sends.end(), [&](const Message& message) {
               const Sent& sent = logs_[message.key].values.at(message.value);
               return sent.polled_by != no_operation && sent.attempts == 1;
           });
}

void KafkaLogs::note_polls(OperationIndex operation, const Exchange& exchange) {
    for (const Message& message : exchange.polls) {
        Sent& sent = logs_[message.key].values[message.value];
        if (sent.polled_by == no_operation) {
            sent.polled_by = operation;
        }
        place(message, operation);
    }
}

void KafkaLogs::note_sends(OperationIndex operation, const Exchange& exchange) {
    for (const Message& message : exchange.sends) {
        Sent& sent = logs_[message.key].values[message.value];
        if (history_.outcome(operation) == Outcome::fail) {
            sent.failed = operation;
            continue;
        }
        ++sent.attempts;
        if (sent.send == no_operation || history_.outcome(operation) == Outcome::ok) {
            sent.send = operation;
        }
    }
}

void KafkaLogs::place(const Message& message, OperationIndex operation) {
    if (!message.offset) {
        return;
    }
    KafkaLog& log = logs_[message.key];
    auto& there = log.offsets[*message.offset];
    const auto is_it = [&](const auto& known) { return known.first == message.value; };
    if (std::none_of(there.begin(), there.end(), is_it)) {
        there.emplace_back(message.value, operation);
        log.values[message.value].offsets.push_back(*message.offset);
    }
}

std::string KafkaLogs::name_of(ValueId key) const {
    // JSON's maps have text for keys, so 0 and "0" are one key.
    const std::string_view word = word_of(history_.values(), key);
    return word.empty() ? history_.print(key) : std::string(word);
}

std::set<std::uint32_t> KafkaLogs::keys_of(ValueId keys) const {
    std::set<std::uint32_t> numbers;
    for (const ValueId key : elements_of(history_.values(), keys)) {
        if (const auto place = key_numbers_.find(name_of(key)); place != key_numbers_.end()) {
            numbers.insert(place->second);
        }
    }
    return numbers;
}

std::set<std::uint32_t> KafkaLogs::rebalanced_keys(OperationIndex operation) const {
    const ValueTable& values = history_.values();
    const ValueId log = history_.rebalanced(operation);
    std::set<std::uint32_t> numbers = keys_of(log);
    for (const ValueId entry : elements_of(values, log)) {
        if (values.kind(entry) != ValueKind::map) {
            continue;
        }
        const auto items = values.items(entry);
        for (std::size_t i = 0; i < items.size(); i += 2) {
            if (word_of(values, items[i]) == "keys") {
                numbers.merge(keys_of(items[i + 1]));
            }
        }
    }
    return numbers;
}

std::uint32_t KafkaLogs::key_number(ValueId key) {
    std::string name = name_of(key);
    const auto next = static_cast<std::uint32_t>(logs_.size());
    const auto [place, is_new] = key_numbers_.try_emplace(std::move(name), next);
    if (is_new) {
        key_names_.push_back(place->first);
        logs_.emplace_back();
    }
    return place->second;
}

Exchange KafkaLogs::parse(OperationIndex operation) {
    const ValueTable& values = history_.values();
    const ValueId value = exchange_value(history_, operation);
    const bool is_answer = value == history_.result(operation);
    Exchange exchange;
    for (const ValueId micro : values.items(value)) {
        const auto items = values.items(micro);
        if (word_of(values, items[0]) == "send") {
            parse_send(items, is_answer, exchange);
        } else if (items.size() == 2) {
            parse_poll(items[1], exchange);
        }
    }
    return exchange;
}

void KafkaLogs::parse_send(std::span<const ValueId> micro, bool is_answer, Exchange& exchange) {
    const ValueTable& values = history_.values();
    Message message{.key = key_number(micro[1])};
    ValueId value = micro[2];
    if (is_answer && is_placed(values, value)) {
        const ValueId offset = values.items(value)[0];
        if (offset != nil) {
            message.offset = values.as_integer(offset);
        }
        value = values.items(value)[1];
    }
    message.value = values_.number(value);
    exchange.sends.push_back(message);
}

void KafkaLogs::parse_poll(ValueId polled, Exchange& exchange) {
    const ValueTable& values = history_.values();
    if (values.kind(polled) == ValueKind::map) {
        const auto items = values.items(polled);
        for (std::size_t i = 0; i < items.size(); i += 2) {
            parse_messages(items[i], items[i + 1], exchange);
        }
        return;
    }
    for (const ValueId pair : elements_of(values, polled)) {
        parse_messages(values.items(pair)[0], values.items(pair)[1], exchange);
    }
}

void KafkaLogs::parse_messages(ValueId key, ValueId messages, Exchange& exchange) {
    const ValueTable& values = history_.values();
    const std::uint32_t number = key_number(key);
    for (const ValueId message : values.items(messages)) {
        const auto items = values.items(message);
        Message polled{.key = number, .value = values_.number(items[1])};
        if (items[0] != nil) {
            polled.offset = values.as_integer(items[0]);
        }
        exchange.polls.push_back(polled);
    }
}

}  // namespace teacup::model::history::checkers
