// Compiled for AVX2, so it must use nothing that other files use, too: the linker keeps one copy of
// what is inline, and that could be this one. All of xxHash is static here.
#include <teacup/sim/digest_avx2.hpp>

#include <xxhash.h>

namespace teacup::sim::detail {

void update_digest_avx2(void* state, const void* bytes, std::size_t size) {
    XXH3_128bits_update(static_cast<XXH3_state_t*>(state), bytes, size);
}

}  // namespace teacup::sim::detail
