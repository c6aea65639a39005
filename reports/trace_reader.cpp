#include <teacup/reports/trace_reader.hpp>

#include <array>
#include <charconv>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <teacup/reports/text.hpp>
#include <teacup/reports/trace_fields.hpp>
#include <teacup/reports/trace_writer.hpp>

namespace teacup::reports {

namespace {

using Json = nlohmann::json;
using OrderedJson = nlohmann::ordered_json;

/// Why a line is no line of a trace; the place is added by who knows it. Never leaves this file.
struct Malformed {
    std::string why;
};

struct Kind {
    std::uint16_t number = 0;
    std::vector<std::pair<std::string, sim::FieldType>> fields = {};
};

const Json& member(const Json& object, const std::string& name) {
    const auto found = object.find(name);
    if (found == object.end()) {
        throw Malformed{fmt::format("\"{}\" is missing", name)};
    }
    return *found;
}

template <class Number>
Number parsed(std::string_view digits, int base) {
    Number number{};
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        throw Malformed{fmt::format("\"{}\" is no number", digits)};
    }
    return number;
}

std::uint64_t natural(const Json& value) {
    if (!value.is_number_unsigned()) {
        throw Malformed{fmt::format("{} should be a number from 0", value.dump())};
    }
    return value.get<std::uint64_t>();
}

const std::string& text(const Json& value) {
    if (!value.is_string()) {
        throw Malformed{fmt::format("{} should be text", value.dump())};
    }
    return value.get_ref<const std::string&>();
}

std::string bytes(const Json& value) {
    if (!value.is_object()) {
        return text(value);
    }
    const std::string& digits = text(member(value, "bytes"));
    std::string decoded;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        decoded += static_cast<char>(parsed<unsigned char>(digits.substr(i, 2), 16));
    }
    return decoded;
}

std::uint64_t task_word(const std::string& told) {
    if (told == "<none>") {
        return sim::TaskId().word();
    }
    const std::size_t first = told.find('.');
    const std::size_t second = told.rfind('.');
    if (!told.starts_with('<') || !told.ends_with('>') || first == second) {
        throw Malformed{fmt::format("\"{}\" should be <node.slot.generation>", told)};
    }
    const std::string_view all = told;
    const auto node = parsed<std::uint16_t>(all.substr(1, first - 1), 10);
    const auto slot = parsed<std::uint32_t>(all.substr(first + 1, second - first - 1), 10);
    const auto generation =
        parsed<std::uint32_t>(all.substr(second + 1, all.size() - second - 2), 10);
    if (node > index_of(sim::no_node) || slot >= sim::TaskId::slots_max ||
        generation >= sim::TaskId::generations_max) {
        throw Malformed{fmt::format("\"{}\" is out of range", told)};
    }
    return sim::TaskId(sim::NodeId{node}, slot, generation).word();
}

class Reader {
public:
    void header(const Json& line) {
        if (const std::uint64_t version = natural(member(line, "trace"));
            version != trace_version) {
            throw Malformed{fmt::format("trace version {} is not {}: use the teacup that wrote it",
                                        version,
                                        trace_version)};
        }
        for (const Json& node : member(line, "nodes")) {
            const std::size_t number = nodes_.size();
            nodes_.emplace(text(node), number);
        }
        for (const Json& kind : member(line, "kinds")) {
            add_kind(kind);
        }
    }

    void event(const Json& line) {
        const std::string& name = text(member(line, "event"));
        const auto kind = kinds_.find(name);
        if (kind == kinds_.end()) {
            throw Malformed{fmt::format("event \"{}\" is not in the header", name)};
        }
        const auto node = line.find("node");
        const std::uint64_t number = node == line.end() ? index_of(sim::no_node) : node_word(*node);
        if (number > index_of(sim::no_node)) {
            throw Malformed{fmt::format("node {} is out of range", number)};
        }
        std::array<std::uint64_t, sim::trace_words_max> words{};
        const Json& fields = member(line, "fields");
        for (std::size_t i = 0; i < kind->second.fields.size(); ++i) {
            const auto& [field, type] = kind->second.fields[i];
            words[i] = canonical_word(type, member(fields, field));
        }
        digest_.add(kind->second.number,
                    sim::NodeId{static_cast<std::uint16_t>(number)},
                    sim::Time::nanoseconds(static_cast<std::int64_t>(natural(member(line, "at")))),
                    words.data(),
                    kind->second.fields.size());
    }

    [[nodiscard]] sim::Digest digest() { return digest_.value(); }

private:
    void add_kind(const Json& kind) {
        const std::uint64_t number = natural(member(kind, "number"));
        Kind added;
        for (const Json& field : member(kind, "fields")) {
            const auto type = field.size() == 2 ? field_type(text(field[1])) : std::nullopt;
            if (!type || added.fields.size() == sim::trace_words_max) {
                throw Malformed{fmt::format("{} is no field of a kind", field.dump())};
            }
            added.fields.emplace_back(text(field[0]), *type);
        }
        if (number >= sim::event_kinds_max) {
            throw Malformed{fmt::format("kind {} is out of range", number)};
        }
        added.number = static_cast<std::uint16_t>(number);
        kinds_.emplace(text(member(kind, "name")), std::move(added));
    }

    std::uint64_t node_word(const Json& value) {
        if (!value.is_string()) {
            return natural(value);
        }
        const auto found = nodes_.find(text(value));
        if (found == nodes_.end()) {
            throw Malformed{fmt::format("node {} is not in the header", value.dump())};
        }
        return found->second;
    }

    std::uint64_t canonical_word(sim::FieldType type, const Json& value) {
        switch (type) {
            case sim::FieldType::symbol: return symbols_.hash(symbols_.intern(bytes(value)));
            case sim::FieldType::task: return task_word(text(value));
            case sim::FieldType::node: return node_word(value);
            case sim::FieldType::hash: return parsed<std::uint64_t>(text(value), 16);
            case sim::FieldType::flag:
                return value.is_boolean() ? (value.get<bool>() ? 1 : 0) : natural(value);
            case sim::FieldType::duration:
                if (!value.is_number_integer()) {
                    throw Malformed{fmt::format("{} should be nanoseconds", value.dump())};
                }
                return static_cast<std::uint64_t>(value.get<std::int64_t>());
            case sim::FieldType::integer:
            case sim::FieldType::none: break;
        }
        return natural(value);
    }

    std::map<std::string, std::uint64_t> nodes_;
    std::map<std::string, Kind> kinds_;
    sim::SymbolTable symbols_;
    sim::TraceDigest digest_;
};

sim::Unexpected<sim::Error> malformed(const std::string& file, int line, std::string why) {
    return sim::Unexpected(sim::Error{.code = sim::ErrorCode::malformed,
                                      .message = std::move(why),
                                      .place = {.file = file, .line = line}});
}

/// Reads one line; true when it was the last of the trace.
bool read_line(Reader& reader, TraceSummary& summary, const std::string& line, int number) {
    const Json object = Json::parse(line, nullptr, false);
    if (!object.is_object()) {
        throw Malformed{number == 1 ? "this is no trace: the first line is no JSON object"
                                    : "this line is no JSON object; was the file cut off?"};
    }
    if (number == 1) {
        reader.header(object);
        return false;
    }
    if (!object.contains("end")) {
        reader.event(object);
        ++summary.events;
        return false;
    }
    summary.is_complete = true;
    summary.digest_at_end = text(member(object, "digest"));
    return true;
}

/// The next event of a trace as text that compares, without its note; empty after the last.
std::string next_event(std::istream& in) {
    std::string line;
    if (!std::getline(in, line)) {
        return {};
    }
    OrderedJson object = OrderedJson::parse(line, nullptr, false);
    if (!object.is_object()) {
        return line;
    }
    object.erase("note");
    return object.contains("end") ? std::string{} : object.dump();
}

std::string words_of(const std::string& event) {
    const OrderedJson line = OrderedJson::parse(event, nullptr, false);
    if (!line.is_object() || !line.contains("at") || !line.contains("event")) {
        return event.empty() ? "nothing: the run is over" : event;
    }
    std::string words =
        fmt::format("{} at {}",
                    line["event"].get<std::string>(),
                    to_string(sim::Time::nanoseconds(line["at"].get<std::int64_t>())));
    if (line.contains("node")) {
        words += fmt::format(
            " on {}",
            line["node"].is_string() ? line["node"].get<std::string>() : line["node"].dump());
    }
    const OrderedJson fields = line.value("fields", OrderedJson::object());
    for (const auto& [name, value] : fields.items()) {
        words += fmt::format(
            ", {} {}", name, value.is_string() ? value.get<std::string>() : value.dump());
    }
    return words;
}

}  // namespace

sim::Result<TraceSummary> read_trace(std::istream& in, const std::string& file) {
    TraceSummary summary;
    Reader reader;
    std::string line;
    int number = 0;
    bool is_over = false;
    while (std::getline(in, line)) {
        ++number;
        if (is_over) {
            return malformed(file, number, "there is more after the last line of the trace");
        }
        try {
            is_over = read_line(reader, summary, line, number);
        } catch (const Malformed& error) {
            return malformed(file, number, error.why);
        } catch (const Json::exception& error) {
            return malformed(file, number, error.what());
        }
    }
    if (number == 0) {
        return malformed(file, 1, "this is no trace: the file is empty");
    }
    summary.digest = reader.digest();
    return summary;
}

std::optional<std::string> first_difference(std::istream& first, std::istream& repeated) {
    std::string header;
    std::getline(first, header);
    std::getline(repeated, header);
    for (std::uint64_t number = 1;; ++number) {
        const std::string one = next_event(first);
        const std::string other = next_event(repeated);
        if (one != other) {
            return fmt::format("event {} is {}; repeated, it is {}",
                               grouped(number),
                               words_of(one),
                               words_of(other));
        }
        if (one.empty()) {
            return std::nullopt;
        }
    }
}

}  // namespace teacup::reports
