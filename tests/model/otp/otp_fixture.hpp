/// \file
/// A small world for tests of supervisors, servers and applications.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <teacup/model/otp/gen_server.hpp>
#include <teacup/model/otp/otp.hpp>
#include <teacup/model/otp/supervisor.hpp>

#include "../process/process_fixture.hpp"

namespace teacup::model {

/// Keeps the events of some kinds as lines of words.
class EventLog final : public sim::TraceListener {
public:
    EventLog(Processes& processes, const std::vector<const sim::EventKind*>& kinds)
        : processes_(processes) {
        std::vector<std::uint16_t> numbers;
        for (const sim::EventKind* const kind : kinds) {
            numbers.push_back(kind->number);
        }
        processes.world().trace().listen(*this, numbers);
    }
    /// "kind symbol symbol ...": only the words that are symbols.
    void on_event(const sim::TraceEvent& event) override {
        const sim::EventKind& kind = *processes_.world().trace().kind(event.kind);
        std::string line(kind.name);
        for (std::size_t i = 0; i < kind.field_count(); ++i) {
            if (kind.fields[i].type == sim::FieldType::symbol) {
                line += fmt::format(" {}", processes_.text(event.symbol(i)));
            }
        }
        lines.push_back(std::move(line));
    }

    std::vector<std::string> lines;

private:
    Processes& processes_;
};

class OtpTest : public ProcessTest {
protected:
    explicit OtpTest(OtpMutant mutant = OtpMutant::none) {
        Otp::install(processes, {.mutant = mutant});
    }
    [[nodiscard]] Atom atom(std::string_view text) { return processes.atom(text); }
};

}  // namespace teacup::model
