/// \file
/// A case of the supervision-tree oracle as plain data; FORMAT.md beside the cases explains it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/otp/supervisor.hpp>

namespace teacup::conformance {

enum class WorkerMode : std::uint8_t { plain, trap, odd, stubborn };

/// One declared process. The root is "/".
struct Declaration {
    std::string path;
    bool is_supervisor = false;
    model::Restart restart = model::Restart::transient;
    model::Shutdown shutdown = {};
    bool is_significant = false;
    model::SupervisorFlags flags = {};       ///< Of a supervisor.
    std::vector<std::string> children = {};  ///< Paths, in start order.
    WorkerMode mode = WorkerMode::plain;     ///< Of a worker.
};

/// A start that does not come about.
struct StartFault {
    bool is_ignore = false;
    std::string reason = {};
};

struct Step {
    std::string verb;
    std::vector<std::string> words;  ///< What follows the verb.
};

struct SupervisorCase {
    std::map<std::string, Declaration> declarations;
    std::map<std::string, std::vector<StartFault>> faults;  ///< From `pre` lines, by path.
    std::vector<Step> steps;
};

/// Throws std::runtime_error with the line that is wrong.
[[nodiscard]] SupervisorCase parse_supervisor_case(std::string_view text);

/// The words of a line.
[[nodiscard]] std::vector<std::string> split(std::string_view line, char separator);
/// "/a/b" has the parent "/a" and the last element "b"; "/a" has "/" and "a".
[[nodiscard]] std::string parent_of(std::string_view path);
[[nodiscard]] std::string last_of(std::string_view path);
[[nodiscard]] std::string join(std::string_view parent, std::string_view id);

}  // namespace teacup::conformance
