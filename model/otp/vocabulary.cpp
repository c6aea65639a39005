#include <teacup/model/otp/vocabulary.hpp>

#include <array>
#include <cstddef>

namespace teacup::model {

namespace {
// In the order of the enumerations.
constexpr std::array<std::string_view, 4> strategies{
    "one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"};
constexpr std::array<std::string_view, 3> restarts{"permanent", "transient", "temporary"};
constexpr std::array<std::string_view, 3> auto_shutdowns{
    "never", "any_significant", "all_significant"};
constexpr std::array<std::string_view, 2> child_types{"worker", "supervisor"};
}  // namespace

std::string_view to_string(Strategy strategy) noexcept {
    return strategies.at(static_cast<std::size_t>(strategy));
}
std::string_view to_string(Restart restart) noexcept {
    return restarts.at(static_cast<std::size_t>(restart));
}
std::string_view to_string(AutoShutdown auto_shutdown) noexcept {
    return auto_shutdowns.at(static_cast<std::size_t>(auto_shutdown));
}
std::string_view to_string(ChildType type) noexcept {
    return child_types.at(static_cast<std::size_t>(type));
}
std::string_view to_string(ApplicationType type) noexcept {
    return restarts.at(static_cast<std::size_t>(type));  // The same three words.
}

}  // namespace teacup::model
