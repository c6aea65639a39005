/// \file
/// Generators of the models of linearizable objects and of weaker orders: each adds a correct
/// history, or one with the anomaly that the request names, and returns false when so few
/// operations cannot show it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <teacup/model/history/checker.hpp>

namespace teacup::model::history::generate {

/// stale_read: a value that was written over, with all of it answered before the read began.
/// lost_write: a write that succeeded, and whose value is not there afterwards.
/// dirty_read: the value of a write that failed. Of kv the same, by get, put and append.
[[nodiscard]] std::vector<std::string> register_anomalies();
[[nodiscard]] bool generate_register(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_cas_register(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_kv(const GenerateRequest& request, HistoryBuilder& builder);

/// Registers of several keys with unique values. Anomalies have the names of the findings that
/// they lead to: a session reads again what it had read before its own write (not_sequential,
/// read_your_writes, WriteCORead), goes back (monotonic_reads), sees the writes of another out of
/// order (monotonic_writes), or an answer and then not its question (writes_follow_reads).
[[nodiscard]] bool generate_sessions(const GenerateRequest& request, HistoryBuilder& builder);
/// The same with compare-and-set besides writes.
[[nodiscard]] bool generate_cas_sessions(const GenerateRequest& request, HistoryBuilder& builder);
/// The same with get and put of texts.
[[nodiscard]] bool generate_kv_sessions(const GenerateRequest& request, HistoryBuilder& builder);

/// duplicate: one item leaves twice.
[[nodiscard]] bool generate_fifo_queue(const GenerateRequest& request, HistoryBuilder& builder);
[[nodiscard]] bool generate_stack(const GenerateRequest& request, HistoryBuilder& builder);
/// lost_add: an add that succeeded, and is not seen afterwards.
[[nodiscard]] bool generate_linearizable_set(const GenerateRequest& request,
                                             HistoryBuilder& builder);
[[nodiscard]] bool generate_linearizable_counter(const GenerateRequest& request,
                                                 HistoryBuilder& builder);
/// double_acquire: a lock is handed to the client that holds it.
[[nodiscard]] bool generate_mutex(const GenerateRequest& request, HistoryBuilder& builder);

}  // namespace teacup::model::history::generate
