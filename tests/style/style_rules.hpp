/// \file
/// The rules of the house that a program can check: one function a rule, each on one file.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "source_file.hpp"

namespace teacup::style {

/// What the CMakeLists.txt files of the tree list, as paths from the root.
struct Listed {
    std::set<std::string> files;
    std::set<std::string> private_headers;
};

[[nodiscard]] Listed listed_in_cmake(const std::vector<SourceFile>& files);

struct Rule {
    std::string name;
    std::string meaning;
    std::function<std::vector<Finding>(const SourceFile&, const Listed&)> check;
};

/// Every rule, by name. A line breaks a rule knowingly when it, or the line above it, carries
/// `style: allow NAME: REASON` in a comment; the reason must be there.
[[nodiscard]] const std::map<std::string, Rule>& rules();

/// What `rule` finds in `file`, without what the file allows itself.
[[nodiscard]] std::vector<Finding> check(const Rule& rule,
                                         const SourceFile& file,
                                         const Listed& listed);

/// Listed files that are not there.
[[nodiscard]] std::vector<Finding> listed_but_missing(const std::vector<SourceFile>& files,
                                                      const Listed& listed);

}  // namespace teacup::style
