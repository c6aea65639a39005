/// \file
/// Generators of the models in checkers/: each adds a correct history, or one with the anomaly that
/// the request names, and returns false when so few operations cannot show it.
#pragma once

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history::generate {

[[nodiscard]] bool generate_bank(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_convergence(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_counter(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_durability(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_kafka(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_monotonic(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_queue(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_resource_mutex(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_set(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_set_full(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_total_queue(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_unique_ids(const GenerateRequest& request, HistoryBuilder& builder);

/// How many of the operations come before a last phase in which each client does one.
[[nodiscard]] inline std::uint64_t operations_before_last(const GenerateRequest& request) {
    return request.operations > 2 * request.clients ? request.operations - request.clients
                                                    : request.operations;
}

}  // namespace teacup::model::history::generate
