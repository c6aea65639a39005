#include <teacup/scenarios/detail/collector.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include <teacup/sim/assert.hpp>

namespace teacup::scenarios::detail {

namespace {
constexpr std::size_t told_max = 100;
}  // namespace

std::uint32_t Collector::add_source(std::string name, std::string text) {
    sources_.push_back({std::move(name), std::move(text)});
    return static_cast<std::uint32_t>(sources_.size() - 1);
}

const std::string& Collector::text(std::uint32_t source) const {
    TEACUP_ASSERT(source < sources_.size());
    return sources_[source].text;
}

void Collector::add(const Spot& spot, std::string message, sim::ErrorCode code) {
    TEACUP_ASSERT(spot.source < sources_.size());
    if (is_full()) {
        ++dropped_;
    } else {
        found_.push_back({spot, code, std::move(message)});
    }
}

model::Place Collector::place(const Spot& spot) const {
    TEACUP_ASSERT(spot.source < sources_.size());
    return {{sources_[spot.source].name, spot.line, spot.column}};
}

Diagnostics Collector::take() {
    std::stable_sort(found_.begin(), found_.end(), [](const Found& one, const Found& other) {
        return std::tie(one.spot.source, one.spot.line, one.spot.column) <
               std::tie(other.spot.source, other.spot.line, other.spot.column);
    });
    Diagnostics taken;
    for (const Found& found : found_) {
        if (taken.size() == told_max) {
            const Spot whole{.source = found.spot.source};
            taken.push_back({{sim::ErrorCode::limit_exceeded,
                              "there are more errors; correct these first",
                              place(whole)}});
            break;
        }
        taken.push_back({{found.code, found.message, place(found.spot)}, line_text(found.spot)});
    }
    found_.clear();
    dropped_ = 0;
    return taken;
}

std::string Collector::line_text(const Spot& spot) const {
    if (spot.line == 0) {
        return {};
    }
    const std::string& text = sources_[spot.source].text;
    std::size_t begin = 0;
    for (int line = 1; line < spot.line; ++line) {
        const std::size_t feed = text.find('\n', begin);
        if (feed == std::string::npos) {
            return {};
        }
        begin = feed + 1;
    }
    std::string line = text.substr(begin, text.find('\n', begin) - begin);
    if (line.ends_with('\r')) {
        line.pop_back();
    }
    return line;
}

}  // namespace teacup::scenarios::detail
