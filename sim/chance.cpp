#include <teacup/sim/chance.hpp>

#include <algorithm>
#include <array>
#include <bit>

#include <xxhash.h>

#include <teacup/sim/assert.hpp>

namespace teacup::sim {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr unsigned table_bits = 8;
constexpr std::uint64_t table_size = std::uint64_t{1} << table_bits;
constexpr std::uint64_t one_q32 = std::uint64_t{1} << 32;

/// log2 of x in [1, 2), x as Q62, result Q32: the classic bit-by-bit squaring (Knuth, TAOCP 1,
/// 1.2.2, exercise 25), on integers so that every compiler makes the same table.
constexpr std::uint64_t log2_q32(std::uint64_t x_q62) {
    std::uint64_t result = 0;
    Wide x = x_q62;
    for (int bit = 31; bit >= 0; --bit) {
        x = (x * x) >> 62;
        if (x >= (Wide{1} << 63)) {
            x >>= 1;
            result |= std::uint64_t{1} << bit;
        }
    }
    return result;
}

constexpr auto log2_table = [] {
    std::array<std::uint64_t, table_size + 1> table{};
    for (std::uint64_t i = 0; i < table_size; ++i) {
        table[i] = log2_q32((std::uint64_t{1} << 62) + (i << (62 - table_bits)));
    }
    table[table_size] = one_q32;
    return table;
}();

constexpr std::uint64_t square_root(Wide value) {
    std::uint64_t root = 0;
    for (int bit = 63; bit >= 0; --bit) {
        const std::uint64_t candidate = root | (std::uint64_t{1} << bit);
        if (Wide{candidate} * candidate <= value) {
            root = candidate;
        }
    }
    return root;
}

/// 2^(i/256) as Q32, from repeated square roots of two.
constexpr auto exp2_table = [] {
    std::array<std::uint64_t, table_bits> roots{};  // 2^(1/2), 2^(1/4), ... as Q62
    Wide power = Wide{2} << 62;
    for (unsigned i = 0; i < table_bits; ++i) {
        roots[i] = square_root(power << 62);
        power = roots[i];
    }
    std::array<std::uint64_t, table_size + 1> table{};
    for (std::uint64_t i = 0; i < table_size; ++i) {
        Wide product = Wide{1} << 62;
        for (unsigned bit = 0; bit < table_bits; ++bit) {
            if (((i >> (table_bits - 1 - bit)) & 1U) != 0) {
                product = (product * roots[bit]) >> 62;
            }
        }
        table[i] = static_cast<std::uint64_t>(product >> 30);
    }
    table[table_size] = 2 * one_q32;
    return table;
}();

/// Between two neighbours of a table, by the fraction in the low 24 bits of a Q32 number.
template <class Table>
constexpr std::uint64_t interpolate(const Table& table, std::uint64_t fraction_q32) {
    const std::uint64_t index = fraction_q32 >> (32 - table_bits);
    const std::uint64_t rest = fraction_q32 & ((std::uint64_t{1} << (32 - table_bits)) - 1);
    return table[index] + (((table[index + 1] - table[index]) * rest) >> (32 - table_bits));
}

/// -log2(u / 2^64) as Q32, for u > 0: from 0 to 64.
std::uint64_t minus_log2_q32(std::uint64_t u) {
    const auto shift = static_cast<unsigned>(std::countl_zero(u));
    const std::uint64_t mantissa = (u << shift) << 1;  // The bits below the leading one.
    const std::uint64_t whole = (std::uint64_t{shift} + 1) << 32;
    return whole - interpolate(log2_table, mantissa >> 32);
}

constexpr std::uint64_t ln2_q32 = 2'977'044'472;  // ln(2) * 2^32, rounded.

std::int64_t saturate(Wide value) {
    constexpr auto most = static_cast<Wide>(INT64_MAX);
    return static_cast<std::int64_t>(std::min(value, most));
}

}  // namespace

Stream::Stream(std::uint64_t seed, std::string_view name) noexcept
    : key_{.key = XXH3_64bits_withSeed(name.data(), name.size(), seed),
           .mask = XXH3_64bits_withSeed(name.data(), name.size(), ~seed)} {
}

Duration Stream::uniform(Duration first, Duration last) noexcept {
    TEACUP_ASSERT(first <= last);
    const auto span = static_cast<std::uint64_t>(last.ns() - first.ns());
    if (span == 0) {
        return first;
    }
    return first + Duration::nanoseconds(static_cast<std::int64_t>(below(span + 1)));
}

Duration Stream::exponential(Duration mean) noexcept {
    TEACUP_ASSERT(mean.ns() >= 0);
    const std::uint64_t log_q32 = minus_log2_q32(draw() | 1U);
    const std::uint64_t ln_q32 = static_cast<std::uint64_t>((Wide{log_q32} * ln2_q32) >> 32);
    return Duration::nanoseconds(
        saturate((Wide{ln_q32} * static_cast<std::uint64_t>(mean.ns())) >> 32));
}

Duration Stream::long_tail(Duration median, std::uint32_t spread_per_mille) noexcept {
    TEACUP_ASSERT(median.ns() >= 0 && spread_per_mille <= 4000);
    // Twelve uniform numbers of 16 bits: their sum has standard deviation 1 in units of 2^16
    // (Irwin-Hall), which is all the normality that a network needs.
    std::int64_t sum = -6 * 65'536 + 6;
    for (int i = 0; i < 3; ++i) {
        const std::uint64_t bits = draw();
        sum += static_cast<std::int64_t>((bits & 0xFFFFU) + ((bits >> 16) & 0xFFFFU) +
                                         ((bits >> 32) & 0xFFFFU) + (bits >> 48));
    }
    const std::int64_t power_q16 =
        std::clamp<std::int64_t>(sum * spread_per_mille / 1000, -20 * 65'536, 20 * 65'536);
    const std::int64_t whole = power_q16 >> 16;  // Rounds down, also below zero.
    const auto fraction_q32 = static_cast<std::uint64_t>(power_q16 - whole * 65'536) << 16;
    Wide value = Wide{interpolate(exp2_table, fraction_q32)} * static_cast<Wide>(median.ns());
    value = whole >= 0 ? value << whole : value >> -whole;
    return Duration::nanoseconds(saturate(value >> 32));
}

}  // namespace teacup::sim
