// Linked into every test that uses rapidcheck: the same cases each time, so that whoever sees a
// failure sees it again. `./dev test --explore` draws new ones, as does TEACUP_EXPLORE=1; RC_PARAMS
// (seed=..., max_success=..., reproduce=...) is rapidcheck's own, and goes before both.
#include <cstdlib>

namespace {

const bool is_seed_fixed = [] {
    constexpr int keep_what_is_set = 0;
    return std::getenv("TEACUP_EXPLORE") == nullptr &&
           ::setenv("RC_PARAMS", "seed=20261122", keep_what_is_set) == 0;
}();

}  // namespace
