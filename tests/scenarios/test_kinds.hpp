/// \file
/// Kinds of systems, faults and properties for tests of the loader: one option of each type, and
/// nothing that runs. Linking test_kinds.cpp registers them.
#pragma once

#include <string>

namespace teacup::scenarios {

/// Three lines that make whatever follows them a scenario; it begins in line 4.
inline const std::string scenario_head = R"(schema = 1
system = { kind = "test_service", nodes = 3 }
property = [{ kind = "test_rule" }]
)";

/// Two lines that make whatever follows them a tree file; it begins in line 3.
inline const std::string tree_head = R"(schema = 1
application = [{ name = "shop" }]
)";

}  // namespace teacup::scenarios
