/// \file
/// What a system under test, a property and a mutant tell of themselves when they register.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <teacup/model/registry/option.hpp>
#include <teacup/model/registry/registry.hpp>
#include <teacup/model/result/run_result.hpp>
#include <teacup/sim/trace.hpp>

namespace teacup::model {

class System;
class Property;

/// What is wrong with the value of an option that its table allows, and what to do about it.
struct OptionFault {
    std::string option;
    std::string message;  ///< Empty: nothing is wrong.
};

/// A system under test: `[system] kind = "NAME"`.
struct SystemEntry {
    std::string name;
    std::string meaning;  ///< One line.
    std::vector<Option> options = {};
    std::unique_ptr<System> (*make)(const OptionValues& values) = nullptr;
    /// All that is wrong with values that the table allows, and what to do. May be left out.
    /// Called before `make`, which may rely on it.
    std::vector<OptionFault> (*check)(const OptionValues& values) = nullptr;
};

/// Something that must hold: `[[property]] kind = "NAME"`.
struct PropertyEntry {
    std::string name;
    Modality modality = Modality::always;
    std::string meaning;  ///< One line.
    std::vector<Option> options = {};
    std::unique_ptr<Property> (*make)(const OptionValues& values) = nullptr;
    /// What the options' types cannot say. May be left out. Called before `make`, which relies on
    /// it. Unless the property has such an option, `nodes` is among the values: of the system.
    OptionFault (*check)(const OptionValues& values) = nullptr;
};

/// A kind of event that scenarios may name.
struct EventKindEntry {
    std::string name;
    const sim::EventKind* kind = nullptr;
};

/// A bug put into the model on purpose: `mutant = "NAME"` switches it on.
struct MutantEntry {
    std::string name;
    std::string meaning;   ///< One line.
    std::string property;  ///< The property that finds it.
};

}  // namespace teacup::model
