/// \file
/// Message types: a type declares its name and fields once, and gets copying, printing, digest and
/// size from that.
///
///     struct Ping {
///         std::uint32_t round = 0;
///         Pid reply_to;
///         TEACUP_MESSAGE(Ping, round, reply_to)
///     };
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <teacup/model/process/atoms.hpp>
#include <teacup/sim/ids.hpp>
#include <teacup/sim/time.hpp>

namespace teacup::model {

/// A process id. Prints as <node.slot.generation>.
using Pid = sim::TaskId;

/// A unique reference, as monitors and calls use it. Unique within a world; 0 is none.
enum class Ref : std::uint64_t {};
inline constexpr Ref no_ref{0};

/// Takes the hash of a message's contents: texts and numbers, never addresses or atom numbers.
class FieldHasher {
public:
    explicit FieldHasher(const sim::SymbolTable& symbols) : symbols_(&symbols) {}
    void add(std::uint64_t word) noexcept {
        __extension__ using Wide = unsigned __int128;
        const Wide product = Wide{state_ ^ word} * 0x9E37'79B9'7F4A'7C15U;
        state_ = static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64) ^
                 0xA076'1D64'78BD'642FU;
    }
    void add(Atom atom) noexcept { add(symbols_->hash(atom)); }
    void add(std::string_view text) noexcept;
    [[nodiscard]] const sim::SymbolTable& symbols() const noexcept { return *symbols_; }
    [[nodiscard]] std::uint64_t value() const noexcept { return state_; }

private:
    const sim::SymbolTable* symbols_;
    std::uint64_t state_ = 0xE703'7ED1'A0B4'28DBU;
};

/// Writes a message for people: Ping{round=3,reply_to=<0.5.0>}.
class FieldPrinter {
public:
    explicit FieldPrinter(const sim::SymbolTable& symbols) : symbols_(&symbols) {}
    void add(std::uint64_t number);
    void add(std::int64_t number);
    void add(bool flag);
    void add(Atom atom);
    void add(Pid pid);
    void add(std::string_view text);
    void add(sim::Duration span);
    void raw(std::string_view text) { text_ += text; }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    const sim::SymbolTable* symbols_;
    std::string text_;
};

namespace detail {

template <class M>
concept HasFields = requires(const M& message) {
    { M::message_name } -> std::convertible_to<std::string_view>;
    M::for_each_field(message, [](std::string_view, const auto&) {});
};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
void hash_field(FieldHasher& hasher, const T& field) {
    if constexpr (std::is_same_v<T, Atom>) {
        hasher.add(field);
    } else if constexpr (std::is_same_v<T, Pid>) {
        hasher.add(field.word());
    } else if constexpr (std::is_same_v<T, sim::Duration> || std::is_same_v<T, sim::Time>) {
        hasher.add(static_cast<std::uint64_t>(field.ns()));
    } else if constexpr (std::is_integral_v<T> || std::is_enum_v<T>) {
        hasher.add(static_cast<std::uint64_t>(field));
    } else if constexpr (std::is_same_v<T, std::string>) {
        hasher.add(std::string_view(field));
    } else if constexpr (IsVector<T>::value) {
        hasher.add(std::uint64_t{field.size()});
        for (const auto& item : field) {
            hash_field(hasher, item);
        }
    } else if constexpr (IsOptional<T>::value) {
        hasher.add(std::uint64_t{field.has_value() ? 1U : 0U});
        if (field) {
            hash_field(hasher, *field);
        }
    } else if constexpr (requires { field.hash_into(hasher); }) {
        field.hash_into(hasher);
    } else {
        static_assert(HasFields<T>, "a message field must be hashable: see message.hpp");
        T::for_each_field(field,
                          [&](std::string_view, const auto& inner) { hash_field(hasher, inner); });
    }
}

template <class T>
void print_field(FieldPrinter& printer, const T& field) {
    if constexpr (std::is_same_v<T, Atom> || std::is_same_v<T, Pid> || std::is_same_v<T, bool> ||
                  std::is_same_v<T, sim::Duration>) {
        printer.add(field);
    } else if constexpr (std::is_same_v<T, sim::Time>) {
        printer.add(field - sim::Time());
    } else if constexpr (std::is_enum_v<T> || std::is_unsigned_v<T>) {
        printer.add(static_cast<std::uint64_t>(field));
    } else if constexpr (std::is_integral_v<T>) {
        printer.add(static_cast<std::int64_t>(field));
    } else if constexpr (std::is_same_v<T, std::string>) {
        printer.add(std::string_view(field));
    } else if constexpr (IsVector<T>::value) {
        printer.raw("[");
        bool is_first = true;
        for (const auto& item : field) {
            printer.raw(std::exchange(is_first, false) ? "" : ",");
            print_field(printer, item);
        }
        printer.raw("]");
    } else if constexpr (IsOptional<T>::value) {
        if (field) {
            print_field(printer, *field);
        } else {
            printer.raw("undefined");
        }
    } else if constexpr (requires { field.print_into(printer); }) {
        field.print_into(printer);
    } else {
        printer.raw(T::message_name);
        printer.raw("{");
        bool is_first = true;
        T::for_each_field(field, [&](std::string_view name, const auto& inner) {
            printer.raw(std::exchange(is_first, false) ? "" : ",");
            printer.raw(name);
            printer.raw("=");
            print_field(printer, inner);
        });
        printer.raw("}");
    }
}

/// Gives message types small numbers. A number never leaves the process, nor decides anything.
std::uint32_t next_message_index() noexcept;

}  // namespace detail

/// A type that may be sent.
template <class M>
concept Message = detail::HasFields<M> && std::copy_constructible<M>;

/// Room for a message in an envelope. Larger or non-trivial messages are boxed and shared.
inline constexpr std::size_t payload_bytes = 24;
union Payload {
    std::byte bytes[payload_bytes];
    void* box;
    Payload() noexcept {}  // Left raw on purpose.
};

/// What the machine knows of a message type; one object a type, compared by address only.
struct MessageType {
    std::string_view name;
    std::uint32_t index = 0;
    bool is_inline = true;
    std::uint64_t (*hash)(const Payload&, const sim::SymbolTable&) = nullptr;
    void (*print)(const Payload&, FieldPrinter&) = nullptr;
    void (*share)(Payload&) = nullptr;    ///< one more holder of a boxed message
    void (*release)(Payload&) = nullptr;  ///< one holder less
};

namespace detail {

template <class M>
inline constexpr bool fits_inline =
    sizeof(M) <= payload_bytes && alignof(M) <= 8 && std::is_trivially_copyable_v<M>;

template <class M>
struct Box {
    std::uint32_t holders = 1;
    M value;
};

template <class M>
[[nodiscard]] const M& view(const Payload& payload) noexcept {
    if constexpr (fits_inline<M>) {
        return *std::launder(reinterpret_cast<const M*>(payload.bytes));
    } else {
        return static_cast<const Box<M>*>(payload.box)->value;
    }
}

template <class M>
void put(Payload& payload, M&& message) {
    using Plain = std::remove_cvref_t<M>;
    if constexpr (fits_inline<Plain>) {
        std::construct_at(reinterpret_cast<Plain*>(payload.bytes), std::forward<M>(message));
    } else {
        payload.box = new Box<Plain>{.value = std::forward<M>(message)};
    }
}

template <class M>
void share(Payload& payload) {
    if constexpr (!fits_inline<M>) {
        ++static_cast<Box<M>*>(payload.box)->holders;
    }
}

template <class M>
void release(Payload& payload) {
    if constexpr (!fits_inline<M>) {
        auto* const box = static_cast<Box<M>*>(payload.box);
        if (--box->holders == 0) {
            delete box;
        }
    }
}

template <class M>
std::uint64_t hash_message(const Payload& payload, const sim::SymbolTable& symbols) {
    FieldHasher hasher(symbols);
    hash_field(hasher, view<M>(payload));
    return hasher.value();
}

template <class M>
void print_message(const Payload& payload, FieldPrinter& printer) {
    print_field(printer, view<M>(payload));
}

}  // namespace detail

template <Message M>
inline const MessageType message_type{.name = M::message_name,
                                      .index = detail::next_message_index(),
                                      .is_inline = detail::fits_inline<M>,
                                      .hash = &detail::hash_message<M>,
                                      .print = &detail::print_message<M>,
                                      .share = &detail::share<M>,
                                      .release = &detail::release<M>};

}  // namespace teacup::model

// -- TEACUP_MESSAGE: up to eight fields
// ------------------------------------------------------------
#define TEACUP_FIELD_(field) visit(std::string_view(#field), message.field);
#define TEACUP_FIELDS_0_()
#define TEACUP_FIELDS_1_(a) TEACUP_FIELD_(a)
#define TEACUP_FIELDS_2_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_1_(__VA_ARGS__)
#define TEACUP_FIELDS_3_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_2_(__VA_ARGS__)
#define TEACUP_FIELDS_4_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_3_(__VA_ARGS__)
#define TEACUP_FIELDS_5_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_4_(__VA_ARGS__)
#define TEACUP_FIELDS_6_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_5_(__VA_ARGS__)
#define TEACUP_FIELDS_7_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_6_(__VA_ARGS__)
#define TEACUP_FIELDS_8_(a, ...) TEACUP_FIELD_(a) TEACUP_FIELDS_7_(__VA_ARGS__)
#define TEACUP_PICK_(_1, _2, _3, _4, _5, _6, _7, _8, name, ...) name
/// Declares a type's name as a message and its fields, inside the type.
#define TEACUP_MESSAGE(type, ...)                                                                \
    static constexpr std::string_view message_name = #type;                                      \
    template <class Self, class Visit>                                                           \
    static void for_each_field([[maybe_unused]] Self& message, [[maybe_unused]] Visit&& visit) { \
        __VA_OPT__(TEACUP_PICK_(__VA_ARGS__,                                                     \
                                TEACUP_FIELDS_8_,                                                \
                                TEACUP_FIELDS_7_,                                                \
                                TEACUP_FIELDS_6_,                                                \
                                TEACUP_FIELDS_5_,                                                \
                                TEACUP_FIELDS_4_,                                                \
                                TEACUP_FIELDS_3_,                                                \
                                TEACUP_FIELDS_2_,                                                \
                                TEACUP_FIELDS_1_)(__VA_ARGS__))                                  \
    }
