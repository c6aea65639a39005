/// \file
/// One file, from its first byte to its verdict.
#pragma once

#include <atomic>
#include <string>

#include <teacup/cli/check_request.hpp>
#include <teacup/model/result/history_result.hpp>

namespace teacup::cli {

/// Reads and judges one file within the limits of the request. `stop` ends it early, as a limit
/// does; may be nullptr. Whatever happens is told in the result.
[[nodiscard]] model::HistoryResult check_history_file(const std::string& file,
                                                      const CheckRequest& request,
                                                      const std::atomic<bool>* stop);

}  // namespace teacup::cli
