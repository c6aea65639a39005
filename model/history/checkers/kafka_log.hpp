/// \file
/// The logs behind a history of sends and polls: which value lies at which offset of which key, as
/// far as the answers tell.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include <teacup/model/history/checkers/support.hpp>

namespace teacup::model::history::checkers {

/// A message as one micro-operation tells it.
struct Message {
    std::uint32_t key = 0;    ///< By KafkaLogs::key_name.
    std::uint32_t value = 0;  ///< By KafkaLogs::value.
    std::optional<std::int64_t> offset = {};
};

/// An operation taken apart, in the order of its micro-operations.
struct Exchange {
    std::vector<Message> sends;
    std::vector<Message> polls;
};

/// What is known of one value of one key.
struct Sent {
    std::uint32_t attempts = 0;          ///< Sends that did not fail.
    OperationIndex send = no_operation;  ///< One that is ok if any is, else open if any is.
    OperationIndex failed = no_operation;
    OperationIndex polled_by = no_operation;  ///< The first operation that polled it.
    std::vector<std::int64_t> offsets = {};   ///< Where it was told to be, each once.
};

/// One key's log.
struct KafkaLog {
    std::map<std::uint32_t, Sent> values;  ///< By number of the value.
    /// What was told to be at an offset, each value once, with an operation that told it.
    std::map<std::int64_t, std::vector<std::pair<std::uint32_t, OperationIndex>>> offsets;
    std::vector<std::int64_t> order;  ///< All offsets, ascending.

    /// The place of an offset among those that are known, gaps left out.
    [[nodiscard]] std::size_t place_of(std::int64_t offset) const;
    /// Where a message certainly lies: told by itself, or by others if they tell one place only.
    [[nodiscard]] std::optional<std::int64_t> offset_of(const Message& message) const;
};

class KafkaLogs {
public:
    /// Stops early with the budget.
    KafkaLogs(const History& history, Budget& budget);

    [[nodiscard]] const Exchange& exchange_of(OperationIndex operation) const {
        return exchanges_[operation];
    }
    [[nodiscard]] const std::vector<KafkaLog>& logs() const noexcept { return logs_; }
    [[nodiscard]] const KafkaLog& log(std::uint32_t key) const { return logs_[key]; }
    [[nodiscard]] const std::string& key_name(std::uint32_t key) const { return key_names_[key]; }
    /// The keys that an operation's consumer lost or got meanwhile, as its answer tells.
    [[nodiscard]] std::set<std::uint32_t> rebalanced_keys(OperationIndex operation) const;
    /// Those of a list of keys that have a log.
    [[nodiscard]] std::set<std::uint32_t> keys_of(ValueId keys) const;
    [[nodiscard]] ValueId value(std::uint32_t number) const { return values_[number]; }
    /// Whether its sends took effect for certain: it is ok, or someone polled one of them.
    [[nodiscard]] bool has_committed(OperationIndex operation) const;

private:
    void note_sends(OperationIndex operation, const Exchange& exchange);
    void note_polls(OperationIndex operation, const Exchange& exchange);
    void place(const Message& message, OperationIndex operation);
    [[nodiscard]] std::string name_of(ValueId key) const;
    [[nodiscard]] std::uint32_t key_number(ValueId key);
    [[nodiscard]] Exchange parse(OperationIndex operation);
    void parse_send(std::span<const ValueId> micro, bool is_answer, Exchange& exchange);
    void parse_poll(ValueId polled, Exchange& exchange);
    void parse_messages(ValueId key, ValueId messages, Exchange& exchange);

    const History& history_;
    std::vector<Exchange> exchanges_;
    std::vector<KafkaLog> logs_;
    std::vector<std::string> key_names_;
    std::map<std::string, std::uint32_t> key_numbers_;
    Elements values_;
};

/// FunctionShape::wrong of send, poll and txn.
[[nodiscard]] std::string wrong_exchange(const History& history, const Operation& one);

}  // namespace teacup::model::history::checkers
