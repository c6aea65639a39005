/// \file
/// Threads for the parts of a check.
#pragma once

#include <cstddef>
#include <functional>

#include <teacup/model/history/budget.hpp>

namespace teacup::cli {

/// Runs parts on up to `threads` threads, the caller's among them. The first exception of a part is
/// thrown again when all parts have returned; parts that had not begun by then are left out. Parts
/// of parts run one after the other.
class ThreadWorkers final : public model::history::Workers {
public:
    /// 0: as many threads as the machine has processors.
    explicit ThreadWorkers(unsigned threads);

    void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override;

private:
    unsigned threads_;
};

}  // namespace teacup::cli
