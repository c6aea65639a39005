/// \file
/// The trace of a run: typed events, a rolling digest over their contents, and who listens.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <teacup/sim/ids.hpp>
#include <teacup/sim/symbols.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::sim {

/// How a word of an event is to be read.
enum class FieldType : std::uint8_t { none, integer, duration, node, symbol, task, hash, flag };

struct Field {
    std::string_view name;
    FieldType type = FieldType::none;
};

inline constexpr std::size_t trace_words_max = 6;

/// What an event kind is called and what its words mean. Numbers are stable: a kind that goes
/// leaves its number unused. 1 to 63 belong to sim, 64 to 191 to model, from 192 to users.
struct EventKind {
    std::uint16_t number = 0;
    std::string_view name;
    std::array<Field, trace_words_max> fields{};

    [[nodiscard]] constexpr std::size_t field_count() const noexcept {
        std::size_t count = 0;
        while (count < trace_words_max && fields[count].type != FieldType::none) {
            ++count;
        }
        return count;
    }
};

inline constexpr std::uint16_t event_kinds_max = 256;

/// One event, as recorders and properties see it. Symbols are numbers of the world's table here.
struct TraceEvent {
    Time at;
    std::uint16_t kind = 0;
    NodeId node = no_node;
    std::uint32_t padding = 0;
    std::array<std::uint64_t, trace_words_max> words{};

    [[nodiscard]] Symbol symbol(std::size_t word) const noexcept {
        return Symbol{static_cast<std::uint32_t>(words[word])};
    }
    [[nodiscard]] TaskId task(std::size_t word) const noexcept {
        return TaskId::from_word(words[word]);
    }
};

/// 128 bits that stand for a whole trace.
struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Digest&) const = default;
};

/// 32 hexadecimal digits.
[[nodiscard]] std::string to_string(Digest digest);

/// Digests events from their canonical words: XXH3, 128 bits, over little-endian 64-bit words:
/// (kind | words << 16 | node << 32), time in nanoseconds, then each word as it is, except that a
/// symbol counts as the hash of its text.
class TraceDigest {
public:
    TraceDigest();
    TraceDigest(const TraceDigest&) = delete;
    TraceDigest& operator=(const TraceDigest&) = delete;
    ~TraceDigest();

    /// `words` holds canonical words: symbols are hashes already.
    void add(
        std::uint16_t kind, NodeId node, Time at, const std::uint64_t* words, std::size_t count) {
        if (used_ + 2 + trace_words_max > buffer_words) [[unlikely]] {
            flush();
        }
        std::uint64_t* out = buffer_.get() + used_;
        out[0] = kind | (std::uint64_t{count} << 16) | (std::uint64_t{index_of(node)} << 32);
        out[1] = static_cast<std::uint64_t>(at.ns());
        for (std::size_t i = 0; i < count; ++i) {
            out[2 + i] = words[i];
        }
        used_ += 2 + count;
    }
    /// The digest of everything added so far.
    [[nodiscard]] Digest value();

private:
    static constexpr std::size_t buffer_words = 2048;
    void flush();

    std::size_t used_ = 0;
    std::unique_ptr<std::uint64_t[]> buffer_;
    void* state_;  // XXH3_state_t, kept out of this header.
};

/// What a task says to people: no event, and no part of the digest.
struct LogLine {
    Time at;
    TaskId task;
    std::string_view text;
};

/// Is told of events as they happen. It may look, and must not touch the world.
class TraceListener {
public:
    virtual ~TraceListener() = default;
    virtual void on_event(const TraceEvent& event) = 0;
    /// Only the recorder is told of these.
    virtual void on_log(const LogLine& /*line*/) {}
};

/// The trace of one world.
class Trace {
public:
    explicit Trace(const SymbolTable& symbols) : symbols_(&symbols) {}

    /// Adds kinds to the table. \pre numbers and names are new
    void add_kinds(const EventKind* const* kinds, std::size_t count);
    /// nullptr when no such kind was added.
    [[nodiscard]] const EventKind* kind(std::uint16_t number) const noexcept {
        return number < event_kinds_max ? kinds_[number] : nullptr;
    }
    [[nodiscard]] const EventKind* kind(std::string_view name) const noexcept;

    /// Makes `listener` hear these kinds. \pre the listener outlives the trace's last event
    void listen(TraceListener& listener, const std::vector<std::uint16_t>& kinds);
    /// Makes `listener` hear everything, with texts (see note()). One recorder a trace.
    void record(TraceListener& recorder);
    [[nodiscard]] bool is_recording() const noexcept { return recording_; }
    /// Words for people that go with the next event; not part of the digest. Ask is_recording()
    /// first: making the text is what costs.
    void note(std::string text) { note_ = std::move(text); }
    [[nodiscard]] const std::string& noted() const noexcept { return note_; }

    /// Hands words for people to the recorder, as note() does: ask is_recording() first.
    void log(const LogLine& line) {
        if (recorder_ != nullptr) {
            recorder_->on_log(line);
        }
    }

    /// Emits an event of this kind. Symbols enter the digest as the hashes of their texts.
    template <const EventKind& Kind, class... Words>
    void emit(Time at, NodeId node, Words... words) {
        static_assert(sizeof...(Words) == Kind.field_count());
        constexpr std::size_t room = std::max<std::size_t>(sizeof...(Words), 1);
        const std::array<std::uint64_t, room> canonical{canonical_word(words)...};
        digest_.add(Kind.number, node, at, canonical.data(), sizeof...(Words));
        ++count_;
        if (heard_[Kind.number]) [[unlikely]] {
            tell({.at = at, .kind = Kind.number, .node = node, .words = {raw_word(words)...}});
        }
    }

    [[nodiscard]] Digest digest() { return digest_.value(); }
    /// How many events were emitted.
    [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
    [[nodiscard]] const SymbolTable& symbols() const noexcept { return *symbols_; }

private:
    template <class Word>
    [[nodiscard]] std::uint64_t canonical_word(Word word) const noexcept {
        if constexpr (std::is_same_v<Word, Symbol>) {
            return symbols_->hash(word);
        } else {
            return raw_word(word);
        }
    }
    template <class Word>
    [[nodiscard]] static std::uint64_t raw_word(Word word) noexcept {
        if constexpr (std::is_same_v<Word, TaskId>) {
            return word.word();
        } else if constexpr (std::is_same_v<Word, Duration> || std::is_same_v<Word, Time>) {
            return static_cast<std::uint64_t>(word.ns());
        } else {
            return static_cast<std::uint64_t>(word);
        }
    }
    void tell(const TraceEvent& event);

    struct Subscription {
        TraceListener* listener;
        std::array<bool, event_kinds_max> kinds;
    };

    const SymbolTable* symbols_;
    TraceDigest digest_;
    std::uint64_t count_ = 0;
    std::array<bool, event_kinds_max> heard_{};
    std::array<const EventKind*, event_kinds_max> kinds_{};
    std::vector<Subscription> subscriptions_;
    TraceListener* recorder_ = nullptr;
    bool recording_ = false;
    std::string note_;
};

/// "<n1.5.0>" in terms of node index, slot and generation, as traces spell a task.
[[nodiscard]] std::string to_string(TaskId task);

}  // namespace teacup::sim
