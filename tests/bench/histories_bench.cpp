// Reading histories: from the bytes of a file to operations in columns.
#include <array>
#include <sstream>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <teacup/model/history/formats/reader.hpp>
#include <teacup/sim/assert.hpp>
#include <teacup/sim/chance.hpp>

#include "meter.hpp"

namespace teacup::bench {
namespace {

namespace history = model::history;
using history::Format;

/// Transactions of 1 to 4 appends and reads over ten keys, of 20 clients, at most 32 appends a key.
class Transactions {
public:
    explicit Transactions(Format format) : is_json_(format == Format::json_lines) {}

    std::string write(int count) {
        std::string text;
        for (int i = 0; i < count; ++i) {
            std::string asked;
            std::string told;
            for (std::uint64_t left = 1 + chance_.below(4); left > 0; --left) {
                add_micro_operation(asked, told, left == 1);
            }
            const int process = i % 20;
            text += event(process, "invoke", asked);
            text += event(process, "ok", told);
        }
        return text;
    }

private:
    struct List {
        std::uint64_t key = 0;
        std::vector<int> items = {};
    };

    void add_micro_operation(std::string& asked, std::string& told, bool is_last) {
        List& list = lists_[chance_.below(lists_.size())];
        const std::string_view gap = is_last ? "" : is_json_ ? "," : " ";
        if (chance_.below(2) == 0) {
            const std::string items =
                fmt::format("{}", fmt::join(list.items, is_json_ ? "," : " "));
            asked += is_json_ ? fmt::format("[\"r\",\"k{}\",null]{}", list.key, gap)
                              : fmt::format("[:r {} nil]{}", list.key, gap);
            told += is_json_ ? fmt::format("[\"r\",\"k{}\",[{}]]{}", list.key, items, gap)
                             : fmt::format("[:r {} [{}]]{}", list.key, items, gap);
            return;
        }
        if (list.items.empty() || list.items.size() >= 32) {
            list = {.key = keys_++};
        }
        list.items.push_back(static_cast<int>(list.items.size()) + 1);
        const std::string append =
            is_json_ ? fmt::format("[\"append\",\"k{}\",{}]{}", list.key, list.items.back(), gap)
                     : fmt::format("[:append {} {}]{}", list.key, list.items.back(), gap);
        asked += append;
        told += append;
    }

    std::string event(int process, std::string_view type, const std::string& value) {
        time_ns_ += 1 + chance_.below(2'000);
        return is_json_
                   ? fmt::format(
                         "{{\"process\":{},\"type\":\"{}\",\"f\":\"txn\",\"value\":[{}],"
                         "\"time\":{}}}\n",
                         process,
                         type,
                         value,
                         time_ns_)
                   : fmt::format("{{:process {}, :type :{}, :f :txn, :value [{}], :time {}}}\n",
                                 process,
                                 type,
                                 value,
                                 time_ns_);
    }

    bool is_json_;
    sim::Stream chance_{1, "bench"};
    std::array<List, 10> lists_{};
    std::uint64_t keys_ = 0;
    std::uint64_t time_ns_ = 0;
};

/// Counts bytes. The bar is that of issue 3: 200 MB/s of JSON Lines, 100 MB/s of EDN.
void read_as(benchmark::State& state, Format format, double bytes_a_second) {
    constexpr int transactions = 100'000;
    const std::string text = Transactions(format).write(transactions);
    measure(state, 1'000, {.rate = bytes_a_second}, [&] {
        std::istringstream in(text);
        history::Budget budget;
        const history::ReadResult read = history::read_history(in, {.format = format}, budget);
        TEACUP_ASSERT(read.problems.empty());
        TEACUP_ASSERT(read.history.size() == transactions);
        return read.bytes;
    });
}

void read_json_lines(benchmark::State& state) {
    read_as(state, Format::json_lines, 200e6);
}
BENCHMARK(read_json_lines)->Iterations(12)->UseManualTime();

void read_edn(benchmark::State& state) {
    read_as(state, Format::edn, 100e6);
}
BENCHMARK(read_edn)->Iterations(12)->UseManualTime();

}  // namespace
}  // namespace teacup::bench
