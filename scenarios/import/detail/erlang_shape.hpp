/// \file
/// The shape of a dump: who is whose parent, and in which order applications start.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/scenarios/import/detail/erlang_dump.hpp>
#include <teacup/sim/result.hpp>

namespace teacup::scenarios::detail {

struct DumpShape {
    std::vector<std::size_t> start_order;            ///< Of DumpApplications.
    std::vector<std::size_t> application;            ///< Per DumpProcess.
    std::vector<std::optional<std::size_t>> parent;  ///< Per DumpProcess; less than its own index.
    std::vector<std::vector<std::size_t>> children;  ///< Per DumpProcess, in start order.
};

/// Dependencies decide the start order, then the dump's own order; without any, kernel and stdlib
/// come first, as they always do.
[[nodiscard]] sim::Result<DumpShape, std::vector<sim::Error>> shape_of(const ErlangDump& dump,
                                                                       std::string_view name);

/// The part of a path after its last '/'.
[[nodiscard]] std::string_view last_part(std::string_view path) noexcept;

}  // namespace teacup::scenarios::detail
