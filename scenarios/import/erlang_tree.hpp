/// \file
/// Import of a live Erlang node: its supervision trees, as scenarios/import/dump_tree.escript
/// prints them (docs/erlang_import.md), become a tree in TOML, and whatever changed on the way is
/// told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/sim/result.hpp>

namespace teacup::scenarios {

/// What a tree cannot hold as it was on the node, or what its dump did not say. In report order.
enum class ImportOddity : std::uint8_t {
    no_start_type,
    no_start_order,
    dependency_not_running,
    included_application,
    no_processes,
    top_is_no_supervisor,
    third_party_supervisor,
    no_stock_supervisor,
    other_restart,
    other_shutdown,
    other_auto_shutdown,
    other_number,
    significant_without_effect,
    no_child_specification,
    unequal_template,
    not_running,
    in_transition,
    dynamic_child,
    same_id,
    same_name,
    name_of_node,
    pid_in_id,
    long_period,
    long_shutdown,
    supervisor_without_trap_exit,
    waiting_messages,
    count,
};

/// One oddity at one place of the dump.
struct ImportFinding {
    ImportOddity oddity;
    int line = 0;         ///< Of the dump, from 1.
    std::string subject;  ///< The process's path, or the application's name.
    std::string detail;   ///< What was there, and what the tree has for it.
    bool operator==(const ImportFinding&) const = default;
};

/// A field that no process of a tree has a place for, and how often it stood in the dump.
struct UnusedField {
    std::string name;
    std::size_t count = 0;
    bool is_known = true;  ///< False: not even docs/erlang_import.md knows it.
    bool operator==(const UnusedField&) const = default;
};

struct ImportReport {
    std::string source;  ///< The dump's name, as given.
    std::string node;    ///< Empty when the dump does not say; so is `otp`.
    std::string otp;
    std::size_t applications = 0;
    std::size_t libraries = 0;  ///< Applications without processes.
    std::size_t supervisors = 0;
    std::size_t workers = 0;
    std::size_t outside = 0;                   ///< Processes of the node that stand in no tree.
    std::vector<ImportFinding> findings = {};  ///< By oddity, then by line.
    std::vector<UnusedField> unused = {};      ///< By name.
    bool operator==(const ImportReport&) const = default;
};

/// A heading for all findings of one oddity.
[[nodiscard]] std::string_view to_string(ImportOddity oddity) noexcept;

/// The report for people: a summary, then each oddity with everything that shows it.
[[nodiscard]] std::string to_string(const ImportReport& report);

/// Reads a dump and writes the tree. Errors name lines of the dump as `name`; with an error nothing
/// is written.
[[nodiscard]] sim::Result<ImportReport, std::vector<sim::Error>> import_erlang_tree(
    std::istream& dump, std::string_view name, std::ostream& toml);

}  // namespace teacup::scenarios
