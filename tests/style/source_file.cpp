#include "source_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <utility>

namespace teacup::style {
namespace {

namespace fs = std::filesystem;

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Walks over a text and blanks comments and literals in a copy of it.
class Blanker {
public:
    explicit Blanker(std::string_view text) : text_(text), code_(text) {}

    std::string blank() {
        while (at_ < text_.size()) {
            if (starts("//")) {
                blank_until(std::min(text_.find('\n', at_), text_.size()));
            } else if (starts("/*")) {
                blank_until(after("*/", at_ + 2));
            } else if (text_[at_] == '"' && at_ > 0 && text_[at_ - 1] == 'R') {
                const std::size_t open = text_.find('(', at_);
                const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1));
                blank_until(after(close + "\"", open));
            } else if (text_[at_] == '"' || (text_[at_] == '\'' && !in_number())) {
                blank_literal(text_[at_]);
            } else {
                ++at_;
            }
        }
        return std::move(code_);
    }

private:
    [[nodiscard]] bool starts(std::string_view what) const {
        return text_.substr(at_).starts_with(what);
    }
    [[nodiscard]] std::size_t after(std::string_view what, std::size_t from) const {
        const std::size_t found = text_.find(what, from);
        return found == std::string_view::npos ? text_.size() : found + what.size();
    }
    /// Whether the quote here separates digits, as in 1'000.
    [[nodiscard]] bool in_number() const {
        std::size_t begin = at_;
        while (begin > 0 && (is_word(text_[begin - 1]) || text_[begin - 1] == '\'')) {
            --begin;
        }
        return begin < at_ && std::isdigit(static_cast<unsigned char>(text_[begin])) != 0;
    }
    void blank_literal(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2U : 1U;
        }
        end = std::min(end, text_.size());
        const std::size_t begin = at_;
        blank_until(end);
        code_[begin] = quote;
        if (end < text_.size() && text_[end] == quote) {
            code_[end] = quote;
            at_ = end + 1;
        }
    }
    void blank_until(std::size_t end) {
        for (; at_ < end; ++at_) {
            if (text_[at_] != '\n') {
                code_[at_] = ' ';
            }
        }
    }

    std::string_view text_;
    std::string code_;
    std::size_t at_ = 0;
};

bool is_skipped(const fs::path& folder) {
    const std::string name = folder.filename().string();
    return name == "build" || (name.starts_with('.') && name != ".ci");
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string to_string(const Finding& finding) {
    return finding.path + ":" + std::to_string(finding.line) + ": [" + finding.rule + "] " +
           finding.message;
}

std::string_view SourceFile::folder() const {
    return std::string_view(path).substr(0, path.find('/'));
}

std::size_t SourceFile::line_of(std::size_t offset) const {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

SourceFile make_source_file(std::string path, std::string text) {
    SourceFile file{.path = std::move(path), .text = std::move(text), .code = {}};
    file.code = file.is_cpp() ? Blanker(file.text).blank() : file.text;
    return file;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

std::vector<SourceFile> read_tree(const fs::path& root) {
    std::vector<SourceFile> files;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
        if (entry->is_directory() && is_skipped(entry->path())) {
            entry.disable_recursion_pending();
        } else if (entry->is_regular_file() && !entry->is_symlink() &&
                   entry->path().filename() != ".git") {
            std::string text = read(entry->path());
            if (text.find('\0') == std::string::npos) {
                files.push_back(make_source_file(
                    entry->path().lexically_relative(root).generic_string(), std::move(text)));
            }
        }
    }
    std::sort(files.begin(), files.end(), [](const SourceFile& a, const SourceFile& b) {
        return a.path < b.path;
    });
    return files;
}

}  // namespace teacup::style
