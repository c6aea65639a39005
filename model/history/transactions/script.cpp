#include <teacup/model/history/transactions/script.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history::transactions {

namespace {

constexpr std::string_view blanks = " \t\n";

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(blanks);
    return begin == std::string_view::npos
               ? std::string_view{}
               : text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

/// Trimmed, and without empty ones.
std::vector<std::string_view> parts_of(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (const std::string_view part = trimmed(text.substr(0, end)); !part.empty()) {
            parts.push_back(part);
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

struct Transaction {
    std::int64_t process = 0;
    EventType type = EventType::ok;
    bool is_open = false;
    ValueId argument = nil;
    ValueId result = nil;
};

class Player {
public:
    Player(HistoryBuilder& builder, ScriptStage stage) : builder_(builder), stage_(stage) {}

    void play_line(std::string_view line) {
        std::vector<Transaction> transactions;
        for (const std::string_view text : parts_of(line, ';')) {
            if (text.starts_with("begin ")) {
                begin(text);
                continue;
            }
            if (text.starts_with("end ")) {
                end(text.substr(4));
                continue;
            }
            transactions.push_back(read(text, static_cast<std::int64_t>(transactions.size())));
        }
        for (const Transaction& transaction : transactions) {
            add(EventType::invoke, transaction.process, transaction.argument);
        }
        for (const Transaction& transaction : transactions) {
            if (!transaction.is_open) {
                add(transaction.type, transaction.process, transaction.result);
            }
        }
    }

private:
    struct Framed {
        std::string_view name;
        Transaction transaction;
    };

    void begin(std::string_view text) {
        constexpr std::size_t word = std::string_view("begin ").size();
        constexpr std::int64_t first_framed = 100;
        const std::size_t colon = text.find(':');
        framed_.push_back({text.substr(word, colon - word),
                           read(trimmed(text.substr(colon + 1)),
                                first_framed + static_cast<std::int64_t>(framed_.size()))});
        add(EventType::invoke,
            framed_.back().transaction.process,
            framed_.back().transaction.argument);
    }

    void end(std::string_view name) {
        const auto place = std::find_if(
            framed_.begin(), framed_.end(), [name](const Framed& one) { return one.name == name; });
        TEACUP_ASSERT(place != framed_.end());
        add(place->transaction.type, place->transaction.process, place->transaction.result);
    }

    Transaction read(std::string_view text, std::int64_t place) {
        Transaction made{.process = place};
        if (const std::size_t arrow = text.find("->"); arrow != std::string_view::npos) {
            const std::string_view end = trimmed(text.substr(arrow + 2));
            made.type = end == "fail" ? EventType::fail : EventType::info;
            made.is_open = end == "open";
            TEACUP_ASSERT(end == "fail" || end == "info" || end == "open");
            text = trimmed(text.substr(0, arrow));
        }
        if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
            made.process = integer(text.substr(1, colon - 1));
            text = trimmed(text.substr(colon + 1));
        }
        std::vector<ValueId> asked;
        std::vector<ValueId> told;
        for (const std::string_view mop : parts_of(text, ',')) {
            read_mop(mop, asked, told);
        }
        made.argument = values().list(asked);
        made.result = values().list(made.type == EventType::ok ? told : asked);
        return made;
    }

    void read_mop(std::string_view mop, std::vector<ValueId>& asked, std::vector<ValueId>& told) {
        const std::size_t verb_end = mop.find(' ');
        const std::size_t key_end = std::min(mop.find(' ', verb_end + 1), mop.size());
        const std::string_view verb = mop.substr(0, verb_end);
        std::string key(stage_.key_prefix);
        key += mop.substr(verb_end + 1, key_end - verb_end - 1);
        const ValueId value = read_value(trimmed(mop.substr(key_end)));
        const ValueId name = values().text(verb);
        const ValueId key_id = values().text(key);
        asked.push_back(values().list({{name, key_id, verb == "r" ? nil : value}}));
        told.push_back(values().list({{name, key_id, value}}));
    }

    ValueId read_value(std::string_view text) {
        if (text.empty() || text == "nil") {
            return nil;
        }
        if (text.front() != '[') {
            return values().integer(integer(text));
        }
        std::vector<ValueId> items;
        for (const std::string_view item : parts_of(text.substr(1, text.size() - 2), ' ')) {
            items.push_back(values().integer(integer(item)));
        }
        return values().list(items);
    }

    static std::int64_t integer(std::string_view text) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        TEACUP_ASSERT(error == std::errc{});
        TEACUP_ASSERT(end == text.data() + text.size());
        return value;
    }

    void add(EventType type, std::int64_t process, ValueId value) {
        const std::string wrong =
            builder_.add({.type = type,
                          .process = values().integer(stage_.first_process + process),
                          .function = "txn",
                          .value = value,
                          .time_ns = stage_.time_ns,
                          .line = stage_.line});
        TEACUP_ASSERT(wrong.empty());
        if (stage_.time_ns != no_time) {
            stage_.time_ns += 1000;
        }
        stage_.line += stage_.line > 0 ? 1 : 0;
    }

    [[nodiscard]] ValueTable& values() { return builder_.values(); }

    HistoryBuilder& builder_;
    ScriptStage stage_;
    std::vector<Framed> framed_;
};

}  // namespace

void play(std::string_view script, HistoryBuilder& builder, ScriptStage stage) {
    Player player(builder, stage);
    for (const std::string_view line : parts_of(script, '\n')) {
        player.play_line(line);
    }
}

std::size_t count_transactions(std::string_view script) {
    std::size_t count = 0;
    for (const std::string_view line : parts_of(script, '\n')) {
        for (const std::string_view text : parts_of(line, ';')) {
            count += text.starts_with("end ") ? 0U : 1U;
        }
    }
    return count;
}

}  // namespace teacup::model::history::transactions
