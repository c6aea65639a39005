#include <teacup/model/otp/term_order.hpp>

#include <algorithm>
#include <vector>

namespace teacup::model {

namespace {

enum class Class { number, atom, other, tuple, nil, list };

[[nodiscard]] bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

[[nodiscard]] Class class_of(std::string_view term) {
    if (term.empty()) {
        return Class::atom;
    }
    const char first = term.front();
    if (is_digit(first) || (first == '-' && term.size() > 1 && is_digit(term[1]))) {
        return Class::number;
    }
    if (first == '{') {
        return Class::tuple;
    }
    if (first == '[') {
        return term == "[]" ? Class::nil : Class::list;
    }
    return first == '<' || first == '#' ? Class::other : Class::atom;
}

// The elements of a tuple or list, without what brackets them.
[[nodiscard]] std::vector<std::string_view> elements_of(std::string_view term) {
    const std::string_view inner = term.substr(1, term.size() < 2 ? 0 : term.size() - 2);
    std::vector<std::string_view> elements;
    std::size_t begin = 0;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t at = 0; at < inner.size(); ++at) {
        const char letter = inner[at];
        if (is_quoted) {
            at += letter == '\\' ? 1 : 0;
            is_quoted = letter != '\'';
        } else if (letter == '\'') {
            is_quoted = true;
        } else if (letter == '{' || letter == '[' || letter == '<') {
            ++depth;
        } else if (letter == '}' || letter == ']' || letter == '>') {
            --depth;
        } else if (letter == ',' && depth == 0) {
            elements.push_back(inner.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    if (!inner.empty()) {
        elements.push_back(inner.substr(begin));
    }
    return elements;
}

[[nodiscard]] int sign(bool is_less) {
    return is_less ? -1 : 1;
}

[[nodiscard]] int compare_numbers(std::string_view a, std::string_view b) {
    const bool a_negative = a.front() == '-';
    if (a_negative != (b.front() == '-')) {
        return sign(a_negative);
    }
    const int magnitude = a.size() != b.size() ? sign(a.size() < b.size()) : a.compare(b);
    return a_negative ? -magnitude : magnitude;
}

// As an atom's own letters compare, which quotes are no part of.
[[nodiscard]] std::string_view unquoted(std::string_view atom) {
    const bool is_quoted = atom.size() >= 2 && atom.front() == '\'' && atom.back() == '\'';
    return is_quoted ? atom.substr(1, atom.size() - 2) : atom;
}

[[nodiscard]] int compare_elements(const std::vector<std::string_view>& a,
                                   const std::vector<std::string_view>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (const int order = compare_terms(a[i], b[i]); order != 0) {
            return order;
        }
    }
    return a.size() == b.size() ? 0 : sign(a.size() < b.size());
}

}  // namespace

int compare_terms(std::string_view a, std::string_view b) {
    const Class kind = class_of(a);
    if (kind != class_of(b)) {
        return sign(kind < class_of(b));
    }
    switch (kind) {
        case Class::number: return compare_numbers(a, b);
        case Class::atom: return unquoted(a).compare(unquoted(b));
        case Class::other:
        case Class::nil: return a.compare(b);
        case Class::tuple:
        case Class::list: break;
    }
    const std::vector<std::string_view> as = elements_of(a);
    const std::vector<std::string_view> bs = elements_of(b);
    if (kind == Class::tuple && as.size() != bs.size()) {
        return sign(as.size() < bs.size());
    }
    return compare_elements(as, bs);
}

}  // namespace teacup::model
