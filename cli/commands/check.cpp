#include <cstdlib>

#include <fmt/format.h>

#include <teacup/cli/check_history.hpp>
#include <teacup/cli/check_request.hpp>
#include <teacup/cli/commands/commands.hpp>
#include <teacup/cli/outputs.hpp>
#include <teacup/reports/graphviz.hpp>
#include <teacup/reports/history_console.hpp>
#include <teacup/reports/history_json.hpp>
#include <teacup/reports/history_page.hpp>
#include <teacup/reports/text.hpp>

namespace teacup::cli::commands {

namespace {

using model::ExitCode;
using model::HistoryResult;

/// One call of `teacup check`.
class Session {
public:
    Session(const CheckRequest& request, Environment& environment)
        : request_(request), environment_(environment) {}

    /// Opens all that will be written, so that a wrong path costs no check.
    [[nodiscard]] const UsageErrors& open() {
        if (request_.json) {
            json_ =
                *request_.json == "-" ? &environment_.out : outputs_.open("json", *request_.json);
        }
        html_ = request_.html ? outputs_.open("html", *request_.html) : nullptr;
        dot_ = request_.dot ? outputs_.open("dot", *request_.dot) : nullptr;
        return outputs_.errors();
    }

    ExitCode run() {
        ExitCode worst = ExitCode::passed;
        std::size_t checked = 0;
        for (const std::string& file : request_.files) {
            const HistoryResult result = check_history_file(file, request_, environment_.stop);
            ++checked;
            worst = worse_of(worst, exit_code_of(result, request_.strictness));
            tell(result);
            if (result.is_interrupted) {
                break;
            }
        }
        if (checked < request_.files.size()) {
            environment_.err << fmt::format(
                "teacup check: interrupted; {} not checked\n",
                reports::counted(request_.files.size() - checked, "file"));
        }
        outputs_.close();
        return worst;
    }

    [[nodiscard]] const UsageErrors& errors() const noexcept { return outputs_.errors(); }

private:
    void tell(const HistoryResult& result) {
        const ExitCode code = exit_code_of(result, request_.strictness);
        if (json_ != nullptr) {
            *json_ << reports::to_json_line(result, request_.strictness) << '\n' << std::flush;
        }
        if (html_ != nullptr) {
            *html_ << reports::history_page(result);
        }
        if (dot_ != nullptr) {
            *dot_ << reports::graphviz(result);
        }
        if (code == ExitCode::bad_input && request_.json != "-") {
            environment_.err << reports::history_block(result, {}) << std::flush;
        } else if (request_.json != "-" && (code != ExitCode::passed || !request_.is_quiet)) {
            const bool is_coloured =
                environment_.is_out_terminal && std::getenv("NO_COLOR") == nullptr;
            environment_.out << reports::history_block(
                                    result,
                                    {.is_coloured = is_coloured, .strictness = request_.strictness})
                             << std::flush;
        }
    }

    const CheckRequest& request_;
    Environment& environment_;
    Outputs outputs_;
    std::ostream* json_ = nullptr;
    std::ostream* html_ = nullptr;
    std::ostream* dot_ = nullptr;
};

ExitCode tell_errors(const UsageErrors& errors, Environment& environment) {
    for (const std::string& error : errors) {
        environment.err << fmt::format("teacup check: {}\n", error);
    }
    return ExitCode::bad_input;
}

ExitCode execute(const Arguments& arguments, Environment& environment) {
    const auto request = check_request(arguments);
    if (!request) {
        return tell_usage_errors("check", request.error(), environment);
    }
    Session session(*request, environment);
    if (!session.open().empty()) {
        return tell_errors(session.errors(), environment);
    }
    const ExitCode code = session.run();
    return session.errors().empty() ? code
                                    : worse_of(code, tell_errors(session.errors(), environment));
}

}  // namespace

Command check() {
    return {.name = "check",
            .synopsis = "FILE... --model MODEL [FLAGS]",
            .summary = "Judges recorded histories of any system",
            .flags = check_flags(),
            .execute = execute};
}

}  // namespace teacup::cli::commands
