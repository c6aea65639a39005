/// \file
/// Collects the errors of one scenario, of the tree file that it names and of its overrides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/registry/place.hpp>
#include <teacup/scenarios/diagnostic.hpp>

namespace teacup::scenarios::detail {

/// A place in one of the collector's sources; small, because every value of a file has one.
struct Spot {
    std::uint32_t source = 0;
    int line = 0;  ///< From 1; 0: the source as a whole.
    int column = 0;
};

class Collector {
public:
    /// Adds a text in which errors can be found. `name` is told as the place's file.
    std::uint32_t add_source(std::string name, std::string text);
    [[nodiscard]] const std::string& text(std::uint32_t source) const;

    void add(const Spot& spot,
             std::string message,
             sim::ErrorCode code = sim::ErrorCode::invalid_argument);
    /// How many errors there are.
    [[nodiscard]] std::size_t count() const noexcept { return found_.size() + dropped_; }
    /// So many that more are only counted; whoever reads many items may stop.
    [[nodiscard]] bool is_full() const noexcept { return found_.size() >= found_max; }
    [[nodiscard]] model::Place place(const Spot& spot) const;

    /// In the order of the sources and of their lines; of very many the first ones, and how many
    /// more there are.
    [[nodiscard]] Diagnostics take();

private:
    struct Source {
        std::string name;
        std::string text;
    };
    struct Found {
        Spot spot;
        sim::ErrorCode code;
        std::string message;
    };
    static constexpr std::size_t found_max = 200;
    [[nodiscard]] std::string line_text(const Spot& spot) const;

    std::vector<Source> sources_;
    std::vector<Found> found_;
    std::size_t dropped_ = 0;
};

}  // namespace teacup::scenarios::detail
