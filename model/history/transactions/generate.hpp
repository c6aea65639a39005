/// \file
/// Generated histories of transactions: clients of a store that does one transaction at a time,
/// and anomalies planted among them, word for word, between keys and processes of their own.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history::transactions {

/// A short history that has an anomaly.
struct PlantedAnomaly {
    std::string_view name;
    std::string_view script;
};

enum class StoreKind : std::uint8_t { lists, registers };

/// Adds the events. Of correct histories: transactions of one to four micro-operations, half of
/// them reads, over ten keys at a time, each replaced by a new one after 32 writes. False: too few
/// operations for the anomaly.
/// \pre the request's anomaly is empty or one of `anomalies`
[[nodiscard]] bool generate_transactions(const GenerateRequest& request,
                                         HistoryBuilder& builder,
                                         StoreKind kind,
                                         std::span<const PlantedAnomaly> anomalies);

[[nodiscard]] std::vector<std::string> names_of(std::span<const PlantedAnomaly> anomalies);

}  // namespace teacup::model::history::transactions
