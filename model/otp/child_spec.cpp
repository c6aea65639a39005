#include <teacup/model/otp/child_spec.hpp>

#include <fmt/format.h>

namespace teacup::model {

std::string to_string(const Shutdown& shutdown) {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    if (shutdown.is_brutal_kill) {
        return "brutal_kill";
    }
    return shutdown.timeout.is_infinite() ? "infinity"
                                          : fmt::format("{}", shutdown.timeout.ns() / ns_per_ms);
}

void ChildSpec::hash_into(FieldHasher& hasher) const {
    const Shutdown how = stop();
    hasher.add(std::string_view(id));
    hasher.add(static_cast<std::uint64_t>(restart));
    hasher.add(static_cast<std::uint64_t>(type));
    hasher.add(std::uint64_t{is_significant ? 1U : 0U});
    hasher.add(std::uint64_t{how.is_brutal_kill ? 1U : 0U});
    hasher.add(static_cast<std::uint64_t>(how.timeout.ns()));
}

void ChildSpec::print_into(FieldPrinter& printer) const {
    printer.raw(fmt::format("{{{},{},{},{}{}}}",
                            id,
                            to_string(restart),
                            to_string(stop()),
                            to_string(type),
                            is_significant ? ",significant" : ""));
}

}  // namespace teacup::model
