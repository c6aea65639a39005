// Writes the sample pages into a folder, for a browser to open: history_page_samples FOLDER.
#include <fstream>
#include <iostream>
#include <string>

#include <teacup/reports/history_page.hpp>

#include "samples.hpp"

namespace teacup::reports::testing {
namespace {

/// As if a very long linearisation had been cut on both sides.
model::HistoryResult cut_steps() {
    model::HistoryResult result = violated_register(60, 5);
    result.judgement.linearizations[0].steps_before = 10'000;
    result.judgement.linearizations[0].steps_after = 2;
    return result;
}

bool write(const std::string& path, const model::HistoryResult& result) {
    std::ofstream out(path, std::ios::binary);
    out << history_page(result);
    return out.flush().good();
}

}  // namespace
}  // namespace teacup::reports::testing

int main(int argc, char** argv) {
    using namespace teacup::reports::testing;
    if (argc != 2) {
        std::cerr << "usage: history_page_samples FOLDER\n";
        return 2;
    }
    const std::string folder = std::string(argv[1]) + "/";
    const bool is_written =
        write(folder + "register.html", violated_register(60, 5)) &&
        write(folder + "large.html", violated_register(10'000, 20)) &&
        write(folder + "transactions.html", violated_transactions()) &&
        write(folder + "hostile.html", hostile()) && write(folder + "long.html", cut_steps()) &&
        write(folder + "passed.html", passed()) && write(folder + "unreadable.html", unreadable());
    return is_written ? 0 : 1;
}
