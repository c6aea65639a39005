/// \file
/// Cycles of transactions that send messages and poll each other's.
#pragma once

#include <teacup/model/history/checkers/kafka_log.hpp>

namespace teacup::model::history::checkers {

/// Adds what goes round in circles: a transaction comes before whoever polled what it sent (wr),
/// before the next one of its process, and before what was asked after its answer; with
/// `has_log_order` also before whoever sent the next message of a log (ww). Stops early with the
/// budget.
void find_cycles(const History& history,
                 const KafkaLogs& logs,
                 bool has_log_order,
                 Budget& budget,
                 Findings& findings);

}  // namespace teacup::model::history::checkers
