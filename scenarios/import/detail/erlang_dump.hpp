/// \file
/// A dump of a live Erlang node as it stands in its file, field by field, before anything is
/// concluded from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/result.hpp>

namespace teacup::scenarios::detail {

struct DumpMeta {
    std::string node = {};
    std::string otp = {};
    std::optional<std::int64_t> process_count = {};
};

struct DumpApplication {
    int line = 0;
    std::string id;
    std::optional<std::string> top = {};
    std::optional<std::string> type = {};
    std::optional<std::vector<std::string>> applications = {};
    std::vector<std::string> included = {};
};

/// A number where there should be one, or the words that stood there instead.
struct DumpNumber {
    std::optional<std::int64_t> value = {};
    std::string words = {};
    [[nodiscard]] bool is_given() const noexcept { return value.has_value() || !words.empty(); }
};

struct DumpProcess {
    int line = 0;
    bool is_supervisor = false;  ///< By its `kind`.
    std::string path;
    std::string id;
    std::optional<std::string> type = {};  ///< Only where its parent calls it otherwise.
    std::string strategy = {};
    DumpNumber intensity = {};
    DumpNumber period = {};  ///< Seconds.
    std::string auto_shutdown = {};
    std::string behaviour = {};
    std::string restart = {};
    DumpNumber shutdown = {};  ///< Milliseconds, or `infinity` and `brutal_kill`.
    std::optional<bool> is_significant = {};
    bool is_dynamic = false;
    std::string state = {};  ///< Empty while it runs.
    std::string registered = {};
    std::optional<bool> traps_exit = {};
    std::int64_t messages_waiting = 0;
};

struct ErlangDump {
    DumpMeta meta = {};
    std::vector<DumpApplication> applications = {};
    std::vector<DumpProcess> processes = {};
    std::map<std::string, std::size_t> known_unused = {};
    std::map<std::string, std::size_t> unknown = {};
};

/// All errors of the file at once, up to a limit.
[[nodiscard]] sim::Result<ErlangDump, std::vector<sim::Error>> read_erlang_dump(
    std::istream& input, std::string_view name);

}  // namespace teacup::scenarios::detail
