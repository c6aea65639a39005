/// \file
/// Memory for many small things that are touched in any order: raw, large, on huge pages.
#pragma once

#include <cstddef>
#include <utility>

namespace teacup::sim {

/// 2 MiB of raw memory. Pages are taken from the system when they are first touched, so a world
/// with few things stays small.
class Slab {
public:
    static constexpr std::size_t size_bytes = std::size_t{2} * 1024 * 1024;

    /// `small`: ordinary pages. `huge`: one huge page where the system offers it, as a world that
    /// outgrew its first slab would spend its time on misses of the address translation.
    enum class Pages { small, huge };

    explicit Slab(Pages pages);
    Slab(Slab&& other) noexcept
        : memory_(std::exchange(other.memory_, nullptr)), pages_(other.pages_) {}
    Slab& operator=(Slab&&) = delete;
    ~Slab();

    /// Aligned to 64 bytes at least.
    [[nodiscard]] std::byte* data() const noexcept { return memory_; }

private:
    std::byte* memory_;
    Pages pages_;
};

}  // namespace teacup::sim
