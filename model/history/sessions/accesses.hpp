/// \file
/// A history of registers as sessions of reads and writes, each read with the write it read from.
/// That takes values that are written once: per key no two writes write the same.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <teacup/model/history/checker.hpp>
#include <teacup/model/history/history.hpp>

namespace teacup::model::history::sessions {

inline constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();

struct Access {
    OperationIndex operation = no_operation;
    std::uint32_t session = 0;
    std::uint32_t position = 0;  ///< In its session, from 0.
    std::uint32_t key = 0;
    bool is_write = false;
    /// Of a read: the access it read from; none: the initial value, nil.
    std::uint32_t from = none;
};

/// Sessions are the processes; one ends where an operation stays open, since the client does not
/// know what it did, and what the process does next is a new session. A write that stayed open is
/// the last of its session. Operations that failed did not happen.
struct Accesses {
    /// In order of invocation.
    std::vector<Access> all;
    /// By session, the accesses in order.
    std::vector<std::vector<std::uint32_t>> sessions;
    std::uint32_t keys = 0;
    std::uint64_t answered = 0;
    /// Reads of values that nobody wrote; they are not among the accesses.
    std::vector<OperationIndex> thin_air;
    /// Two writes of one value, if there are any: nothing can be judged.
    OperationIndex first_twin = no_operation;
    OperationIndex second_twin = no_operation;

    explicit Accesses(const History& history);
    [[nodiscard]] bool has_twins() const noexcept { return first_twin != no_operation; }
};

/// The functions of these models: read and write, or get and put.
[[nodiscard]] std::vector<FunctionShape> access_functions();

/// Why a history with twins cannot be judged. \pre has_twins()
[[nodiscard]] std::string twins_reason(const History& history, const Accesses& accesses);

/// Fills in what all these models say alike: unjudgeable twins, reads from thin air, the verdict
/// when there are no findings. \pre the checker has added its findings
void conclude(const History& history, const Accesses& accesses, Judgement& judgement);

/// "process 4: read x -> ok 3 (line 7)".
[[nodiscard]] std::string name_of(const History& history, const Access& access);

}  // namespace teacup::model::history::sessions
