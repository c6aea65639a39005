#include <teacup/model/history/linearizable/text_states.hpp>

#include <algorithm>
#include <string_view>

#include <teacup/sim/assert.hpp>

namespace teacup::model::history {

namespace {

// Polynomials in `base` over the integers modulo 2^61 - 1.
constexpr std::uint64_t modulus = (std::uint64_t{1} << 61) - 1;
constexpr std::uint64_t base = 0x0A3B1957F1D2C64D;

std::uint64_t times(std::uint64_t one, std::uint64_t other) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{one} * other;
    const auto folded =
        static_cast<std::uint64_t>(product & modulus) + static_cast<std::uint64_t>(product >> 61);
    return folded >= modulus ? folded - modulus : folded;
}

std::uint64_t plus(std::uint64_t one, std::uint64_t other) {
    const std::uint64_t sum = one + other;
    return sum >= modulus ? sum - modulus : sum;
}

std::uint64_t code_of(char character) {
    return static_cast<unsigned char>(character) + 1U;
}

bool is_text(const ValueTable& values, ValueId value) {
    return value == nil || values.kind(value) == ValueKind::text;
}

std::string_view text_of(const ValueTable& values, ValueId value) {
    return value == nil ? std::string_view() : values.as_text(value);
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0;
    for (const char character : text) {
        hash = plus(times(hash, base), code_of(character));
    }
    return hash;
}

std::uint64_t power(std::size_t exponent) {
    std::uint64_t result = 1;
    for (std::uint64_t factor = base; exponent > 0;
         exponent >>= 1, factor = times(factor, factor)) {
        if ((exponent & 1U) != 0) {
            result = times(result, factor);
        }
    }
    return result;
}

}  // namespace

TextStates::TextStates(const ValueTable& values) : values_(values) {
    const StateId empty =
        id_of({.before = no_state, .piece = nil, .length = 0, .hash = 0, .is_text = true});
    TEACUP_ASSERT(empty == this->empty());
}

TextStates::Piece TextStates::piece_of(ValueId text) {
    const auto [place, is_new] = pieces_.try_emplace(static_cast<std::uint32_t>(text));
    if (is_new) {
        const std::string_view characters = text_of(values_, text);
        place->second = {hash_of(characters), power(characters.size())};
    }
    return place->second;
}

StateId TextStates::value(ValueId value) {
    const auto known = by_value_.find(static_cast<std::uint32_t>(value));
    if (known != by_value_.end()) {
        return known->second;
    }
    State state{.before = no_state, .piece = value, .length = 0, .hash = 0, .is_text = false};
    if (is_text(values_, value)) {
        state.is_text = true;
        state.length = text_of(values_, value).size();
        state.hash = piece_of(value).hash;
    } else {
        state.hash = static_cast<std::uint32_t>(value);
    }
    const StateId id = id_of(state);
    by_value_.emplace(static_cast<std::uint32_t>(value), id);
    return id;
}

StateId TextStates::append(StateId state, ValueId piece) {
    const State before = states_[static_cast<std::size_t>(state)];
    if (!before.is_text) {
        return no_state;
    }
    const std::uint64_t key =
        std::uint64_t{static_cast<std::uint32_t>(state)} << 32 | static_cast<std::uint32_t>(piece);
    const auto known = appended_.find(key);
    if (known != appended_.end()) {
        return known->second;
    }
    const Piece added = piece_of(piece);
    const StateId id = id_of({.before = state,
                              .piece = piece,
                              .length = before.length + text_of(values_, piece).size(),
                              .hash = plus(times(before.hash, added.shift), added.hash),
                              .is_text = true});
    appended_.emplace(key, id);
    return id;
}

std::string TextStates::characters(const State& state) const {
    std::string text(state.length, '\0');
    std::size_t end = state.length;
    for (const State* rest = &state;;) {
        const std::string_view piece = text_of(values_, rest->piece);
        end -= piece.size();
        std::copy(piece.begin(), piece.end(), text.begin() + static_cast<std::ptrdiff_t>(end));
        if (rest->before == no_state) {
            return text;
        }
        rest = &states_[static_cast<std::size_t>(rest->before)];
    }
}

StateId TextStates::id_of(const State& state) {
    const auto [first, last] = by_content_.equal_range(state.hash);
    for (auto place = first; place != last; ++place) {
        const State& other = states_[static_cast<std::size_t>(place->second)];
        if (other.is_text != state.is_text || other.length != state.length) {
            continue;
        }
        if (state.is_text ? characters(other) == characters(state) : other.piece == state.piece) {
            return place->second;
        }
    }
    const StateId id{static_cast<std::uint32_t>(states_.size())};
    states_.push_back(state);
    by_content_.emplace(state.hash, id);
    return id;
}

std::string TextStates::print(StateId state) const {
    const State& printed = states_[static_cast<std::size_t>(state)];
    return printed.is_text ? "\"" + characters(printed) + "\"" : values_.print(printed.piece);
}

std::size_t TextStates::size_bytes() const noexcept {
    return states_.size() * (sizeof(State) + 12 * sizeof(void*));
}

void Substrings::add(const ValueTable& values, ValueId sought) {
    if (!is_text(values, sought)) {
        others_.insert(static_cast<std::uint32_t>(sought));
        return;
    }
    const std::string_view text = text_of(values, sought);
    auto place = std::find_if(lengths_.begin(), lengths_.end(), [&](const Length& length) {
        return length.length == text.size();
    });
    if (place == lengths_.end()) {
        place = lengths_.insert(lengths_.end(), {text.size(), {}, {}});
    }
    place->sought.insert(hash_of(text));
}

void Substrings::look_into(const ValueTable& values, ValueId text) {
    if (!is_text(values, text)) {
        others_found_.insert(static_cast<std::uint32_t>(text));
        return;
    }
    const std::string_view characters = text_of(values, text);
    for (Length& length : lengths_) {
        if (length.length > characters.size()) {
            continue;
        }
        // A window of this length moves over the text.
        const std::uint64_t leaving = power(length.length);
        std::uint64_t hash = hash_of(characters.substr(0, length.length));
        for (std::size_t end = length.length;; ++end) {
            if (length.sought.count(hash) != 0) {
                length.found.insert(hash);
            }
            if (end == characters.size()) {
                break;
            }
            hash = plus(times(hash, base), code_of(characters[end]));
            hash = plus(hash, modulus - times(leaving, code_of(characters[end - length.length])));
            hash = hash >= modulus ? hash - modulus : hash;
        }
    }
}

bool Substrings::may_be_found(const ValueTable& values, ValueId sought) const {
    if (!is_text(values, sought)) {
        return others_found_.count(static_cast<std::uint32_t>(sought)) != 0;
    }
    const std::string_view text = text_of(values, sought);
    for (const Length& length : lengths_) {
        if (length.length == text.size()) {
            return length.found.count(hash_of(text)) != 0;
        }
    }
    return true;
}

}  // namespace teacup::model::history
