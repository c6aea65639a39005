// Why an edge between two transactions is there, in words.
#include <fmt/format.h>

#include <teacup/model/history/transactions/list_append.hpp>

namespace teacup::model::history::transactions {

/// "[1 2 3]"; of long lists the last elements.
std::string ListAppend::list_text(MopIndex read) const {
    constexpr std::size_t shown_max = 8;
    const auto elements = versions_.items(read);
    const std::size_t skipped = elements.size() > shown_max ? elements.size() - shown_max : 0;
    std::string text = skipped > 0 ? fmt::format("[({} more)", skipped) : "[";
    for (std::size_t i = skipped; i < elements.size(); ++i) {
        text += fmt::format("{}{}", i > 0 ? " " : "", plain(history_, elements[i]));
    }
    return text + "]";
}

std::vector<Explainer::Reason> ListAppend::explain(const Dependency& edge) const {
    std::vector<Reason> reasons;
    const OperationIndex teller = edge.kind == rw ? edge.from : edge.to;
    for (MopIndex mop = table_.begin[teller]; mop < table_.begin[teller + 1]; ++mop) {
        const bool is_append = table_.has(mop, is_write);
        if (edge.kind == ww && is_append) {
            explain_ww(edge, mop, reasons);
        } else if (edge.kind != ww && !is_append && table_.has(mop, is_known)) {
            edge.kind == wr ? explain_wr(edge, mop, reasons) : explain_rw(edge, mop, reasons);
        }
    }
    return reasons;
}

void ListAppend::explain_ww(const Dependency& edge,
                            MopIndex append,
                            std::vector<Reason>& reasons) const {
    const KeyIndex key = table_.key[append];
    const std::uint32_t place = versions_.place_of_write[writes_.of_mop[append]];
    if (place == ListVersions::off_order) {
        return;
    }
    const std::uint32_t before =
        versions_.previous_alive(key, place == none ? versions_.begin[key + 1] : place);
    if (before == none || versions_.writer_at(before) != edge.from) {
        return;
    }
    reasons.push_back({key,
                       fmt::format("{} appended {} to {} after {} had appended {}{}",
                                   name(edge.to),
                                   plain(history_, table_.value[append]),
                                   key_name(key),
                                   name(edge.from),
                                   plain(history_, writes_.value[versions_.write[before]]),
                                   place == none ? ", the last that anybody read" : "")});
}

void ListAppend::explain_wr(const Dependency& edge,
                            MopIndex read,
                            std::vector<Reason>& reasons) const {
    const auto elements = versions_.items(read);
    const KeyIndex key = table_.key[read];
    if (elements.empty()) {
        return;
    }
    const WriteIndex last = writes_.find(key, elements.back());
    if (last == none || writes_.operation[last] != edge.from) {
        return;
    }
    reasons.push_back({key,
                       fmt::format("{} read {} as {}, with {}, which {} had appended",
                                   name(edge.to),
                                   key_name(key),
                                   list_text(read),
                                   plain(history_, elements.back()),
                                   name(edge.from))});
}

void ListAppend::explain_rw(const Dependency& edge,
                            MopIndex read,
                            std::vector<Reason>& reasons) const {
    if (!versions_.fits(read)) {
        return;
    }
    const KeyIndex key = table_.key[read];
    const std::size_t place = versions_.begin[key] + versions_.items(read).size();
    const std::uint32_t next =
        place < versions_.begin[key + 1] ? versions_.next_alive[place] : none;
    const auto say = [&](WriteIndex write, std::string_view more) {
        reasons.push_back({key,
                           fmt::format("{} read {} as {}, without {}, which {} appended{}",
                                       name(edge.from),
                                       key_name(key),
                                       list_text(read),
                                       plain(history_, writes_.value[write]),
                                       name(edge.to),
                                       more)});
    };
    if (next != none) {
        if (versions_.writer_at(next) == edge.to) {
            say(versions_.write[next], "");
        }
        return;
    }
    for (WriteIndex write = writes_.begin[key]; write < writes_.begin[key + 1]; ++write) {
        if (writes_.operation[write] == edge.to && is_unread(write)) {
            say(write, " and nobody ever read");
            return;
        }
    }
}

}  // namespace teacup::model::history::transactions
