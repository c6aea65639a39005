#include <teacup/model/properties/property.hpp>

#include <utility>

#include <teacup/model/process/processes.hpp>
#include <teacup/sim/assert.hpp>

namespace teacup::model {

void Property::watch(Processes& processes, const ProcessNames& names, std::string_view name) {
    processes_ = &processes;
    watch(processes.world(), names, name);
}

void Property::watch(sim::World& world, const ProcessNames& names, std::string_view name) {
    TEACUP_ASSERT(world_ == nullptr);
    world_ = &world;
    names_ = &names;
    name_ = name;
    world.trace().listen(*this, kinds());
}

void Property::finish(const EndOfRun&) {
}

PropertyResult Property::result() const {
    PropertyResult result{.name = name_, .modality = modality_, .observed = observed_};
    if (finding_) {
        result.verdict = modality_ == Modality::sometimes ? Verdict::passed : Verdict::violated;
        result.time = finding_->time;
        result.message = finding_->message;
    } else if (modality_ != Modality::sometimes && open_.empty() && observed_ > 0) {
        result.verdict = Verdict::passed;
    } else {
        result.message = open_;
    }
    return result;
}

std::optional<Violation> Property::violation() const {
    if (!finding_ || modality_ == Modality::sometimes) {
        return std::nullopt;
    }
    const bool has_node = finding_->node != sim::no_node;
    return Violation{
        .property = name_,
        .time = finding_->time,
        .node = has_node ? std::string(world_->node_name(finding_->node)) : std::string(),
        .process = finding_->process.is_none() ? std::string() : describe(finding_->process),
        .message = finding_->message};
}

void Property::violate(Finding finding) {
    TEACUP_ASSERT(modality_ != Modality::sometimes);
    keep_first(std::move(finding));
}

void Property::reach(Finding finding) {
    TEACUP_ASSERT(modality_ == Modality::sometimes);
    observe();
    keep_first(std::move(finding));
}

void Property::keep_first(Finding finding) {
    if (!finding_) {
        std::erase_if(finding.relevant, [](Pid pid) { return pid.is_none(); });
        finding_ = std::move(finding);
        finding_->event_number = world_->trace().count();
    }
}

std::string_view Property::text(sim::Symbol symbol) const {
    return world_->symbols().text(symbol);
}

}  // namespace teacup::model
