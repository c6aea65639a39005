#include <teacup/cli/recorders.hpp>

#include <memory>
#include <utility>

#include <teacup/cli/build_id.hpp>
#include <teacup/reports/trace_writer.hpp>

namespace teacup::cli {

namespace {

class Recorders final : public sim::TraceListener {
public:
    explicit Recorders(std::vector<std::unique_ptr<sim::TraceListener>> all)
        : all_(std::move(all)) {}

    void on_event(const sim::TraceEvent& event) override {
        for (const auto& one : all_) {
            one->on_event(event);
        }
    }
    void on_log(const sim::LogLine& line) override {
        for (const auto& one : all_) {
            one->on_log(line);
        }
    }

private:
    std::vector<std::unique_ptr<sim::TraceListener>> all_;
};

/// Ends the trace with its digest when the run is over, which is when the runner destroys it.
class TraceRecorder final : public sim::TraceListener {
public:
    TraceRecorder(std::ostream& out,
                  sim::World& world,
                  reports::TraceHeader header,
                  const std::atomic<bool>* stop)
        : world_(world), writer_(out, world.trace(), std::move(header)), stop_(stop) {}
    ~TraceRecorder() override {
        if (stop_ == nullptr || !stop_->load()) {
            writer_.finish(to_string(world_.trace().digest()));
        }
    }
    TraceRecorder(const TraceRecorder&) = delete;
    TraceRecorder& operator=(const TraceRecorder&) = delete;

    void on_event(const sim::TraceEvent& event) override { writer_.on_event(event); }

private:
    sim::World& world_;
    reports::TraceWriter writer_;
    const std::atomic<bool>* stop_;
};

std::vector<std::string> node_names(const sim::World& world) {
    std::vector<std::string> names;
    for (std::uint16_t node = 0; node < world.node_count(); ++node) {
        names.emplace_back(world.node_name(sim::NodeId{node}));
    }
    return names;
}

}  // namespace

scenarios::RecorderFactory combined(std::vector<scenarios::RecorderFactory> factories) {
    std::erase_if(factories, [](const auto& factory) { return factory == nullptr; });
    if (factories.size() <= 1) {
        return factories.empty() ? scenarios::RecorderFactory{} : std::move(factories.front());
    }
    return [factories = std::move(factories)](sim::World& world) {
        std::vector<std::unique_ptr<sim::TraceListener>> all;
        for (const auto& factory : factories) {
            all.push_back(factory(world));
        }
        return std::make_unique<Recorders>(std::move(all));
    };
}

scenarios::RecorderFactory trace_to(std::ostream& out,
                                    const scenarios::Scenario& scenario,
                                    std::uint64_t seed,
                                    const std::atomic<bool>* stop) {
    return [&out, &scenario, seed, stop](sim::World& world) {
        return std::make_unique<TraceRecorder>(
            out,
            world,
            reports::TraceHeader{.scenario = scenario.source.path,
                                 .scenario_hash = scenario.source.hash,
                                 .seed = seed,
                                 .build_id = std::string(build_id()),
                                 .nodes = node_names(world)},
            stop);
    };
}

}  // namespace teacup::cli
