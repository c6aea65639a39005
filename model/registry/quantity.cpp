#include <teacup/model/registry/quantity.hpp>

#include <algorithm>

#include <teacup/sim/assert.hpp>

namespace teacup::model {

sim::Duration Millionths::of(sim::Duration span) const noexcept {
    TEACUP_ASSERT(span.ns() >= 0);
    __extension__ using Wide = __int128;
    const Wide product = Wide{span.ns()} * count / whole;
    const Wide most = sim::Duration::infinity().ns();
    return sim::Duration::nanoseconds(static_cast<std::int64_t>(std::min(product, most)));
}

sim::Duration Rate::mean_interval() const noexcept {
    TEACUP_ASSERT(count > 0);
    TEACUP_ASSERT(per.ns() > 0);
    return std::max(per / count, sim::Duration::nanoseconds(1));
}

}  // namespace teacup::model
