#include <teacup/sim/slab.hpp>

#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace teacup::sim {

namespace {

constexpr std::align_val_t line{64};

#if defined(__linux__)
/// Maps twice the size and gives back what is not in the aligned middle.
std::byte* map_huge() {
    constexpr std::size_t size = Slab::size_bytes;
    void* const mapped = ::mmap(nullptr,
                                2 * size,
                                PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                                -1,
                                0);
    if (mapped == MAP_FAILED) {
        throw std::bad_alloc();
    }
    std::size_t room = 2 * size;
    void* aligned = mapped;
    std::align(size, size, aligned, room);
    const std::size_t before = 2 * size - room;
    auto* const slab = static_cast<std::byte*>(aligned);
    if (before > 0) {
        ::munmap(mapped, before);
    }
    ::munmap(slab + size, size - before);
    // Only advice: a kernel without huge pages gives small ones.
    static_cast<void>(::madvise(slab, size, MADV_HUGEPAGE));
    return slab;
}
#endif

}  // namespace

Slab::Slab(Pages pages) : memory_(nullptr), pages_(pages) {
#if defined(__linux__)
    if (pages_ == Pages::huge) {
        memory_ = map_huge();
        return;
    }
#endif
    memory_ = static_cast<std::byte*>(::operator new(size_bytes, line));
}

Slab::~Slab() {
    if (memory_ == nullptr) {
        return;
    }
#if defined(__linux__)
    if (pages_ == Pages::huge) {
        ::munmap(memory_, size_bytes);
        return;
    }
#endif
    ::operator delete(memory_, line);
}

}  // namespace teacup::sim
