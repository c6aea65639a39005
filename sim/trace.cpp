#include <teacup/sim/trace.hpp>

#include <bit>
#include <cstddef>

#include <fmt/format.h>
#include <xxhash.h>

#include <teacup/sim/assert.hpp>
#include <teacup/sim/digest_avx2.hpp>

namespace teacup::sim {

std::string to_string(Digest digest) {
    return fmt::format("{:016x}{:016x}", digest.high, digest.low);
}

std::string to_string(TaskId task) {
    if (task.is_none()) {
        return "<none>";
    }
    return fmt::format("<{}.{}.{}>", index_of(task.node()), task.slot(), task.generation());
}

namespace {

using UpdateFunction = void (*)(void* state, const void* bytes, std::size_t size);

void update_plain(void* state, const void* bytes, std::size_t size) {
    XXH3_128bits_update(static_cast<XXH3_state_t*>(state), bytes, size);
}

/// The fastest that this machine can do. All give the same digest.
UpdateFunction choose_update() {
#if defined(TEACUP_HAS_AVX2_DIGEST)
    if (__builtin_cpu_supports("avx2") != 0) {
        return &detail::update_digest_avx2;
    }
#endif
    return &update_plain;
}

}  // namespace

TraceDigest::TraceDigest()
    : buffer_(std::make_unique<std::uint64_t[]>(buffer_words)), state_(XXH3_createState()) {
    TEACUP_ASSERT(state_ != nullptr);
    XXH3_128bits_reset(static_cast<XXH3_state_t*>(state_));
}

TraceDigest::~TraceDigest() {
    XXH3_freeState(static_cast<XXH3_state_t*>(state_));
}

void TraceDigest::flush() {
    // The words are in the machine's order; every target is little-endian, as the format is.
    static_assert(std::endian::native == std::endian::little);
    static const UpdateFunction update = choose_update();
    update(state_, buffer_.get(), used_ * sizeof(std::uint64_t));
    used_ = 0;
}

Digest TraceDigest::value() {
    flush();
    const XXH128_hash_t hash = XXH3_128bits_digest(static_cast<XXH3_state_t*>(state_));
    return {.high = hash.high64, .low = hash.low64};
}

void Trace::add_kinds(const EventKind* const* kinds, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const EventKind& added = *kinds[i];
        TEACUP_ASSERT(added.number > 0 && added.number < event_kinds_max);
        TEACUP_ASSERT(kinds_[added.number] == nullptr || kinds_[added.number] == &added);
        kinds_[added.number] = &added;
    }
}

const EventKind* Trace::kind(std::string_view name) const noexcept {
    for (const EventKind* candidate : kinds_) {
        if (candidate != nullptr && candidate->name == name) {
            return candidate;
        }
    }
    return nullptr;
}

void Trace::listen(TraceListener& listener, const std::vector<std::uint16_t>& kinds) {
    Subscription& added = subscriptions_.emplace_back(Subscription{&listener, {}});
    for (const std::uint16_t number : kinds) {
        TEACUP_ASSERT(number < event_kinds_max);
        added.kinds[number] = true;
        heard_[number] = true;
    }
}

void Trace::record(TraceListener& recorder) {
    TEACUP_ASSERT(recorder_ == nullptr);
    recorder_ = &recorder;
    recording_ = true;
    heard_.fill(true);
}

void Trace::tell(const TraceEvent& event) {
    if (recorder_ != nullptr) {
        recorder_->on_event(event);
        note_.clear();
    }
    for (const Subscription& subscription : subscriptions_) {
        if (subscription.kinds[event.kind]) {
            subscription.listener->on_event(event);
        }
    }
}

}  // namespace teacup::sim
