#include <teacup/cli/commands/commands.hpp>

#include <array>

namespace teacup::cli {

std::span<const Command> all_commands() {
    static const std::array all{commands::run(),
                                commands::check(),
                                commands::validate(),
                                commands::list(),
                                commands::schema(),
                                commands::import(),
                                commands::generate_history(),
                                commands::digest()};
    return all;
}

}  // namespace teacup::cli
