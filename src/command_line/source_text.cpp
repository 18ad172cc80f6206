// SPDX-License-Identifier: BSL-1.0
#include "source_text.hpp"

#include <hesse/reports/table.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <numeric>
#include <optional>

namespace hesse::command_line {

namespace {

struct LookAlike {
  std::uint32_t code_point;
  const char* name;
  const char* instead;
};

constexpr LookAlike look_alikes[] = {
    {0x2212, "a minus sign", "-"},       {0x2013, "an en dash", "-"},           {0x00D7, "a multiplication sign", "*"},
    {0x00B7, "a middle dot", "*"},       {0x22C5, "a dot operator", "*"},       {0x00F7, "a division sign", "/"},
    {0x00B2, "a superscript two", "^2"}, {0x00B3, "a superscript three", "^3"}, {0x03C0, "the letter pi", "pi"},
    {0x00A0, "a no-break space", " "},   {0xFEFF, "a byte order mark", ""},
};

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x80 && (std::isprint(byte) != 0 || std::isspace(byte) != 0);
}

/// The character that starts at `start`; nothing where the bytes are not UTF-8 (RFC 3629: no longer form than needed,
/// no surrogates, nothing above U+10FFFF).
std::optional<std::uint32_t> code_point_at(std::string_view text, std::size_t start) {
  const auto lead = static_cast<unsigned char>(text[start]);
  if (lead < 0x80) return lead;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || start + length > text.size()) return {};
  std::uint32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[start + i]);
    if ((byte & 0xC0U) != 0x80U) return {};
    code_point = (code_point << 6U) | (byte & 0x3FU);
  }
  constexpr std::uint32_t least[] = {0x80, 0x800, 0x10000};
  const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < least[length - 2] || code_point > 0x10FFFF || is_surrogate) return {};
  return code_point;
}

/// What a person is shown: a '?' for each byte that is not plain, so that a caret stands where it should.
std::string shown(std::string_view text) {
  std::string line;
  for (const char c : text) line += is_plain(c) ? (std::isspace(static_cast<unsigned char>(c)) ? ' ' : c) : '?';
  return line;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);  // distances of the part of a read so far to each beginning of b
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (const char letter : a) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (letter == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

void fail_at(std::string_view text, std::size_t offset, const std::string& message) {
  constexpr std::size_t around = 40;
  const std::size_t column = reports::characters(std::string(text.substr(0, offset))) + 1;
  const std::size_t first = offset > around ? offset - around : 0;
  const std::string before = (first > 0 ? "..." : "") + shown(text.substr(first, offset - first));
  const std::string after = shown(text.substr(offset, around)) + (text.size() - offset > around ? "..." : "");
  throw ExpressionError(
      fmt::format("column {}: {}\n  {}{}\n  {:>{}}", column, message, before, after, "^", before.size() + 1), column);
}

void require_ascii(std::string_view text) {
  const auto found = std::ranges::find_if_not(text, is_plain);
  if (found == text.end()) return;
  const auto offset = static_cast<std::size_t>(found - text.begin());
  const std::optional<std::uint32_t> code_point = code_point_at(text, offset);
  if (!code_point)
    fail_at(text, offset, fmt::format("the byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(*found)));
  const auto known = std::ranges::find(look_alikes, *code_point, &LookAlike::code_point);
  if (known == std::end(look_alikes)) fail_at(text, offset, fmt::format("U+{:04X} is not ASCII text", *code_point));
  fail_at(text, offset,
          *known->instead == '\0'
              ? fmt::format("U+{:04X} is {}; leave it out", *code_point, known->name)
              : fmt::format("U+{:04X} is {}; write '{}'", *code_point, known->name, known->instead));
}

std::string in_quotes(std::string_view words) {
  constexpr std::size_t most = 40;
  return fmt::format("'{}{}'", words.substr(0, most), words.size() > most ? "..." : "");
}

std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates) {
  constexpr std::size_t close = 2;
  std::size_t least = std::min(close, word.size() - 1) + 1;
  std::string_view nearest;
  for (const std::string_view candidate : candidates) {
    if (std::max(candidate.size(), word.size()) - std::min(candidate.size(), word.size()) >= least) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (distance >= least) continue;
    least = distance;
    nearest = candidate;
  }
  return nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest);
}

}  // namespace hesse::command_line
