#include <teacup/model/history/budget.hpp>

namespace teacup::model::history {

std::string_view to_string(Stop stop) noexcept {
    switch (stop) {
        case Stop::none: return "";
        case Stop::time: return "the time limit was reached";
        case Stop::memory: return "the memory limit was reached";
        case Stop::interrupted: return "it was interrupted";
    }
    return "";
}

bool Budget::ask() noexcept {
    if (question_ && stopped() == Stop::none) {
        if (const Stop stop = question_(); stop != Stop::none) {
            stop_.store(stop);
        }
    }
    return stopped() == Stop::none;
}

bool Budget::take(std::size_t bytes) noexcept {
    if (used_.fetch_add(bytes) + bytes > bytes_max_) {
        stop_.store(Stop::memory);
    }
    return stopped() == Stop::none;
}

void Workers::for_each(std::size_t count, const std::function<void(std::size_t)>& part) {
    for (std::size_t i = 0; i < count; ++i) {
        part(i);
    }
}

}  // namespace teacup::model::history
