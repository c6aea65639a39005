/// \file
/// What a fault tells of itself when it registers: one fault to a file, file name = TOML kind.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <teacup/faults/selector.hpp>
#include <teacup/model/registry/option.hpp>
#include <teacup/model/registry/registry.hpp>

namespace teacup::faults {

class Fault;

/// Does it end, or is it over as soon as it has begun?
enum class Lasting : std::uint8_t { instant, needs_lasts };

/// `[[fault]] kind = "NAME"` and `[[chaos]] kind = "NAME"`.
struct FaultEntry {
    std::string name;
    std::string meaning;                     ///< One line.
    std::vector<SelectorForm> targets = {};  ///< The forms that `target` may have.
    Lasting lasting = Lasting::needs_lasts;
    std::vector<model::Option> options = {};
    std::unique_ptr<Fault> (*make)(const model::OptionValues& values) = nullptr;
};

}  // namespace teacup::faults
