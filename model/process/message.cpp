#include <teacup/model/process/message.hpp>

// style: allow banned: worlds on several threads number message types; the numbers mean nothing.
#include <atomic>

#include <fmt/format.h>
#include <xxhash.h>

#include <teacup/sim/trace.hpp>

namespace teacup::model {

std::uint32_t detail::next_message_index() noexcept {
    // Static objects of several libraries may be made at once; the order means nothing.
    static std::atomic<std::uint32_t> next{0};
    return next++;
}

void FieldHasher::add(std::string_view text) noexcept {
    add(XXH3_64bits(text.data(), text.size()));
}

void FieldPrinter::add(std::uint64_t number) {
    fmt::format_to(std::back_inserter(text_), "{}", number);
}

void FieldPrinter::add(std::int64_t number) {
    fmt::format_to(std::back_inserter(text_), "{}", number);
}

void FieldPrinter::add(bool flag) {
    text_ += flag ? "true" : "false";
}

void FieldPrinter::add(Atom atom) {
    text_ += symbols_->text(atom);
}

void FieldPrinter::add(Pid pid) {
    text_ += sim::to_string(pid);
}

void FieldPrinter::add(std::string_view text) {
    fmt::format_to(std::back_inserter(text_), "\"{}\"", text);
}

void FieldPrinter::add(sim::Duration span) {
    text_ += sim::to_string(span);
}

}  // namespace teacup::model
