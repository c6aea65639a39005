/// \file
/// What is known of the order of a register's versions. Unlike a list, a register does not tell its
/// past, so the order is partial, and comes from several sources.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <teacup/model/history/transactions/findings.hpp>
#include <teacup/model/history/transactions/transaction_table.hpp>

namespace teacup::model::history::transactions {

/// A version by number: of key k the initial nil is k; the one that write w made is keys + w.
using VersionIndex = std::uint32_t;

/// Why one version comes before another.
enum class VersionSource : std::uint8_t {
    initial,       ///< Nothing comes before nil.
    reads_first,   ///< A transaction read the one and then wrote the other.
    sequential,    ///< A process met the one and then the other.
    linearizable,  ///< Whoever met the one was answered before who met the other was invoked.
};

struct VersionEdge {
    VersionIndex from = none;
    VersionIndex to = none;
    OperationIndex first = no_operation;   ///< Who met `from`; no_operation for initial.
    OperationIndex second = no_operation;  ///< Who met `to`.
    VersionSource source = VersionSource::initial;
};

/// Which sources to believe.
struct VersionSources {
    bool reads_first = true;
    bool sequential = false;
    bool linearizable = false;
};

class RegisterVersions {
public:
    /// Nothing when the budget ran out. A source that makes the versions of a key cyclic is left
    /// out for this key, and is a finding. \pre all of it outlives this
    [[nodiscard]] static std::optional<RegisterVersions> infer(const History& history,
                                                               const TransactionTable& table,
                                                               const Writes& writes,
                                                               VersionSources sources,
                                                               Findings& findings,
                                                               Budget& budget);

    [[nodiscard]] std::size_t size() const noexcept { return keys_ + writes_->mop.size(); }
    /// That a known read saw, or that a write made; `none` if nobody wrote it.
    [[nodiscard]] VersionIndex of(MopIndex mop) const;
    [[nodiscard]] bool is_initial(VersionIndex version) const noexcept { return version < keys_; }
    /// \pre not initial
    [[nodiscard]] WriteIndex write_of(VersionIndex version) const noexcept {
        return version - static_cast<VersionIndex>(keys_);
    }
    [[nodiscard]] KeyIndex key_of(VersionIndex version) const {
        return is_initial(version) ? version : table_->key[writes_->mop[write_of(version)]];
    }
    /// no_operation: it is initial.
    [[nodiscard]] OperationIndex writer_of(VersionIndex version) const {
        return is_initial(version) ? no_operation : writes_->operation[write_of(version)];
    }
    /// Whether some transaction that may have happened made it and left it so.
    [[nodiscard]] bool is_installed(VersionIndex version) const;

    /// What is known to come after a version, directly.
    [[nodiscard]] std::span<const VersionEdge> after(VersionIndex version) const {
        return std::span(edges_).subspan(begin_[version], begin_[version + 1] - begin_[version]);
    }
    /// "T5 (line 9) had read 1 when it wrote 2"; empty for initial.
    [[nodiscard]] std::string why(const VersionEdge& edge) const;
    /// "nil" or the value.
    [[nodiscard]] std::string text(VersionIndex version) const;

private:
    /// What one transaction did with one key, seen from outside.
    struct Meeting {
        KeyIndex key;
        OperationIndex operation;
        VersionIndex first;  ///< What it read, else what it wrote.
        VersionIndex last;   ///< What it wrote, else what it read.
    };

    [[nodiscard]] std::vector<VersionEdge> initial_edges() const;
    [[nodiscard]] std::vector<VersionEdge> reads_first_edges() const;
    [[nodiscard]] std::vector<VersionEdge> sequential_edges() const;
    [[nodiscard]] std::vector<VersionEdge> linearizable_edges() const;
    [[nodiscard]] std::vector<Meeting> meetings() const;
    [[nodiscard]] bool add(std::vector<VersionEdge> more, Findings& findings, Budget& budget);
    void tell_cycle(const std::vector<std::uint32_t>& component_of,
                    std::uint32_t component,
                    Findings& findings,
                    Budget& budget) const;
    [[nodiscard]] bool sort_edges(Budget& budget);

    const History* history_ = nullptr;
    const TransactionTable* table_ = nullptr;
    const Writes* writes_ = nullptr;
    std::size_t keys_ = 0;
    std::vector<VersionEdge> edges_;
    std::vector<std::size_t> begin_;
};

}  // namespace teacup::model::history::transactions
