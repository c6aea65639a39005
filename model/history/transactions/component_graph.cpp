#include <teacup/model/history/transactions/component_graph.hpp>

#include <algorithm>

#include <teacup/model/history/transactions/strong_components.hpp>

namespace teacup::model::history::transactions {

std::optional<ComponentGraphs> ComponentGraphs::split(const History& history,
                                                      Dependencies& dependencies,
                                                      Budget& budget) {
    const auto vertices = add_order(history, dependencies, budget);
    if (!vertices || !budget.take(history.size() * 8)) {
        return std::nullopt;
    }
    const auto component_of = strong_components(*vertices, dependencies.arcs(), budget);
    if (!component_of) {
        return std::nullopt;
    }
    ComponentGraphs graphs;
    graphs.history_ = &history;
    graphs.gather_members(*component_of);
    if (graphs.size() > 0) {
        graphs.gather_edges(dependencies);
    }
    return graphs;
}

void ComponentGraphs::gather_members(const std::vector<std::uint32_t>& component_of) {
    const std::size_t operations = history_->size();
    std::vector<std::uint32_t> sizes(component_of.size(), 0);
    for (OperationIndex i = 0; i < operations; ++i) {
        ++sizes[component_of[i]];
    }
    group_.assign(operations, none);
    local_.assign(operations, none);
    std::vector<std::uint32_t> group_of(component_of.size(), none);
    for (OperationIndex i = 0; i < operations; ++i) {
        const std::uint32_t component = component_of[i];
        if (sizes[component] < 2) {
            continue;
        }
        if (group_of[component] == none) {
            group_of[component] = static_cast<std::uint32_t>(size());
            member_begin_.push_back(member_begin_.back() + sizes[component]);
        }
        group_[i] = group_of[component];
    }
    members_.resize(member_begin_.back());
    std::vector<std::size_t> next(member_begin_.begin(), member_begin_.end() - 1);
    for (OperationIndex i = 0; i < operations; ++i) {
        if (group_[i] != none) {
            const std::size_t place = next[group_[i]]++;
            members_[place] = i;
            local_[i] = static_cast<std::uint32_t>(place - member_begin_[group_[i]]);
        }
    }
}

void ComponentGraphs::gather_edges(const Dependencies& dependencies) {
    const auto& arcs = dependencies.arcs();
    const std::size_t operations = history_->size();
    const auto group_of = [&](const Dependencies::Arc& arc) {
        const bool is_inside =
            arc.from < operations && arc.to < operations && group_[arc.from] == group_[arc.to];
        return is_inside ? group_[arc.from] : none;
    };
    edge_begin_.assign(size() + 1, 0);
    for (const Dependencies::Arc& arc : arcs) {
        if (const std::uint32_t group = group_of(arc); group != none) {
            ++edge_begin_[group + 1];
        }
    }
    for (std::size_t i = 1; i < edge_begin_.size(); ++i) {
        edge_begin_[i] += edge_begin_[i - 1];
    }
    edges_.resize(edge_begin_.back());
    std::vector<std::size_t> next(edge_begin_.begin(), edge_begin_.end() - 1);
    for (std::size_t i = 0; i < arcs.size(); ++i) {
        if (const std::uint32_t group = group_of(arcs[i]); group != none) {
            edges_[next[group]++] = {
                local_[arcs[i].from], local_[arcs[i].to], dependencies.kind(i)};
        }
    }
}

std::optional<std::vector<LocalEdge>> ComponentGraphs::edges(std::size_t component,
                                                             Budget& budget) const {
    const auto begin = edges_.begin() + static_cast<std::ptrdiff_t>(edge_begin_[component]);
    const auto end = edges_.begin() + static_cast<std::ptrdiff_t>(edge_begin_[component + 1]);
    std::vector<LocalEdge> edges(begin, end);
    if (!add_realtime(component, edges, budget)) {
        return std::nullopt;
    }
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    return edges;
}

/// Each answer waits until an operation is answered that was asked after it: what comes later comes
/// after that one. So an operation has as many of these edges as others run beside it.
bool ComponentGraphs::add_realtime(std::size_t component,
                                   std::vector<LocalEdge>& edges,
                                   Budget& budget) const {
    struct Event {
        Moment moment;
        std::uint32_t member;
        bool is_answer;
    };
    const auto members = this->members(component);
    std::vector<Event> events;
    for (std::uint32_t i = 0; i < members.size(); ++i) {
        events.push_back({history_->invoked(members[i]), i, false});
        if (history_->completed(members[i]) != never) {
            events.push_back({history_->completed(members[i]), i, true});
        }
    }
    std::sort(events.begin(), events.end(), [](const Event& one, const Event& other) {
        return one.moment < other.moment;
    });
    std::vector<std::uint32_t> answered;
    for (const Event& event : events) {
        if (event.is_answer) {
            const Moment asked = history_->invoked(members[event.member]);
            std::erase_if(answered, [&](std::uint32_t other) {
                return history_->completed(members[other]) < asked;
            });
            answered.push_back(event.member);
            continue;
        }
        if (!budget.take(answered.size() * sizeof(LocalEdge)) || !budget.step()) {
            return false;
        }
        for (const std::uint32_t other : answered) {
            edges.push_back({other, event.member, realtime});
        }
    }
    return true;
}

}  // namespace teacup::model::history::transactions
