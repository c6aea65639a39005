/// \file
/// A message as a value: what any process may be sent, held without naming its type.
#pragma once

#include <utility>

#include <teacup/model/process/message.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model {

/// Holds a message of any type, or nothing. Copies share what does not fit inline.
class Term {
public:
    Term() noexcept = default;
    template <Message M>
    explicit Term(M message) : type_(&message_type<M>) {
        detail::put(payload_, std::move(message));
    }
    Term(const Term& other) : type_(other.type_), payload_(other.payload_) {
        if (type_ != nullptr) {
            type_->share(payload_);
        }
    }
    Term(Term&& other) noexcept
        : type_(std::exchange(other.type_, nullptr)), payload_(other.payload_) {}
    Term& operator=(Term other) noexcept {
        std::swap(type_, other.type_);
        std::swap(payload_, other.payload_);
        return *this;
    }
    ~Term() {
        if (type_ != nullptr) {
            type_->release(payload_);
        }
    }

    [[nodiscard]] bool is_none() const noexcept { return type_ == nullptr; }
    template <Message M>
    [[nodiscard]] bool is() const noexcept {
        return type_ == &message_type<M>;
    }
    /// \pre is<M>()
    template <Message M>
    [[nodiscard]] const M& get() const noexcept {
        TEACUP_ASSERT(is<M>());
        return detail::view<M>(payload_);
    }

    void hash_into(FieldHasher& hasher) const {
        if (type_ != nullptr) {
            hasher.add(type_->name);
            hasher.add(type_->hash(payload_, hasher.symbols()));
        }
    }
    void print_into(FieldPrinter& printer) const {
        if (type_ == nullptr) {
            printer.raw("none");
        } else {
            type_->print(payload_, printer);
        }
    }

private:
    const MessageType* type_ = nullptr;
    Payload payload_;
};

}  // namespace teacup::model
