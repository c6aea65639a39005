#include <teacup/reports/trace_writer.hpp>

#include <iterator>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <teacup/reports/json_text.hpp>
#include <teacup/reports/trace_fields.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::reports {

namespace {

/// Written out when the buffer has grown beyond this.
constexpr std::size_t buffer_bytes = 1U << 16U;

std::string kinds_of(const sim::Trace& trace) {
    std::string text;
    for (std::uint16_t number = 0; number < sim::event_kinds_max; ++number) {
        const sim::EventKind* kind = trace.kind(number);
        if (kind == nullptr) {
            continue;
        }
        text += fmt::format(R"({}{{"number":{},"name":{},"fields":[)",
                            text.empty() ? "" : ",",
                            number,
                            json_text(kind->name));
        for (std::size_t i = 0; i < kind->field_count(); ++i) {
            const sim::Field& field = kind->fields[i];
            text += fmt::format("{}[{},{}]",
                                i == 0 ? "" : ",",
                                json_text(field.name),
                                json_text(name_of(field.type)));
        }
        text += "]}";
    }
    return text;
}

}  // namespace

TraceWriter::TraceWriter(std::ostream& out, const sim::Trace& trace, TraceHeader header)
    : out_(out), trace_(trace), header_(std::move(header)) {
    buffer_.reserve(buffer_bytes * 2);
    std::string nodes;
    for (const std::string& node : header_.nodes) {
        nodes += (nodes.empty() ? "" : ",") + json_text(node);
    }
    fmt::format_to(std::back_inserter(buffer_),
                   R"({{"trace":{},"scenario":{},"scenario_hash":{},"seed":{},"build_id":{},)"
                   R"("nodes":[{}],"kinds":[{}]}})"
                   "\n",
                   trace_version,
                   json_text(header_.scenario),
                   json_text(header_.scenario_hash),
                   header_.seed,
                   json_text(header_.build_id),
                   nodes,
                   kinds_of(trace));
}

void TraceWriter::on_event(const sim::TraceEvent& event) {
    const sim::EventKind* kind = trace_.kind(event.kind);
    TEACUP_ASSERT(kind != nullptr);
    ++events_;
    auto out = std::back_inserter(buffer_);
    fmt::format_to(out, R"({{"at":{},"event":)", event.at.ns());
    append_json_text(buffer_, kind->name);
    if (event.node != sim::no_node) {
        buffer_ += R"(,"node":)";
        write_node(index_of(event.node));
    }
    buffer_ += R"(,"fields":{)";
    for (std::size_t i = 0; i < kind->field_count(); ++i) {
        buffer_ += i == 0 ? "" : ",";
        append_json_text(buffer_, kind->fields[i].name);
        buffer_ += ':';
        write_field(kind->fields[i].type, event.words[i]);
    }
    buffer_ += '}';
    if (!trace_.noted().empty()) {
        buffer_ += R"(,"note":)";
        append_json_text(buffer_, trace_.noted());
    }
    buffer_ += "}\n";
    if (buffer_.size() >= buffer_bytes) {
        flush();
    }
}

void TraceWriter::finish(const std::string& digest) {
    fmt::format_to(std::back_inserter(buffer_),
                   R"({{"end":true,"events":{},"digest":{}}})"
                   "\n",
                   events_,
                   json_text(digest));
    flush();
    out_.flush();
}

void TraceWriter::write_node(std::uint64_t number) {
    if (number < header_.nodes.size()) {
        append_json_text(buffer_, header_.nodes[number]);
    } else {
        buffer_ += fmt::to_string(number);
    }
}

void TraceWriter::write_field(sim::FieldType type, std::uint64_t word) {
    auto out = std::back_inserter(buffer_);
    switch (type) {
        case sim::FieldType::symbol:
            append_json_bytes(buffer_,
                              trace_.symbols().text(sim::Symbol{static_cast<std::uint32_t>(word)}));
            break;
        case sim::FieldType::task:
            fmt::format_to(out, "\"{}\"", sim::to_string(sim::TaskId::from_word(word)));
            break;
        case sim::FieldType::node: write_node(word); break;
        case sim::FieldType::duration:
            fmt::format_to(out, "{}", static_cast<std::int64_t>(word));
            break;
        case sim::FieldType::hash: fmt::format_to(out, "\"{:016x}\"", word); break;
        case sim::FieldType::flag:
            buffer_ += word > 1 ? fmt::to_string(word) : word == 1 ? "true" : "false";
            break;
        case sim::FieldType::integer:
        case sim::FieldType::none: fmt::format_to(out, "{}", word); break;
    }
}

void TraceWriter::flush() {
    out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    buffer_.clear();
}

}  // namespace teacup::reports
