#include <teacup/cli/progress.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <teacup/reports/text.hpp>

namespace teacup::cli {

namespace {

constexpr std::size_t columns_shown = 79;

std::string time_left(std::uint64_t seconds) {
    if (seconds < 60) {
        return fmt::format("{}s", seconds);
    }
    if (seconds < 3600) {
        return fmt::format("{}m {:02}s", seconds / 60, seconds % 60);
    }
    return fmt::format("{}h {:02}m", seconds / 3600, seconds / 60 % 60);
}

}  // namespace

std::string progress_text(const scenarios::SweepProgress& progress,
                          std::uint64_t failures,
                          std::size_t columns) {
    const double seconds = std::chrono::duration<double>(progress.elapsed).count();
    const double rate = seconds > 0 ? static_cast<double>(progress.runs_done) / seconds : 0;
    std::string text = fmt::format("{}/{} runs  {:.1f} runs/s  {} not passed",
                                   reports::grouped(progress.runs_done),
                                   reports::grouped(progress.runs_total),
                                   rate,
                                   reports::grouped(failures));
    if (rate > 0) {
        const auto left = static_cast<double>(progress.runs_total - progress.runs_done) / rate;
        text += fmt::format("  {} left", time_left(static_cast<std::uint64_t>(left)));
    }
    return text.substr(0, columns);
}

void ProgressLine::show(const scenarios::SweepProgress& progress, std::uint64_t failures) {
    if (!is_shown_) {
        return;
    }
    err_ << '\r' << progress_text(progress, failures, columns_shown) << "\x1b[K" << std::flush;
    is_there_ = true;
}

void ProgressLine::clear() {
    if (is_there_) {
        err_ << "\r\x1b[K" << std::flush;
        is_there_ = false;
    }
}

}  // namespace teacup::cli
