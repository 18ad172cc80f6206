// SPDX-License-Identifier: BSL-1.0
#include "subject.hpp"

#include <hesse/basics/error.hpp>
#include <hesse/tape/describe.hpp>

#include <fmt/format.h>

#include <string_view>

namespace hesse {

std::shared_ptr<const Tape> tape_at(const char* asked, const Function& f, ConstVector x,
                                    const ListingOptions& options) {
  if (f.outputs() != 1)
    throw ShapeError(
        "shape.scalar_expected",
        fmt::format("{} needs a function with one output, this one has {}. Trace one output, or a weighted "
                    "sum of them.",
                    asked, f.outputs()));
  require_size(asked, x.size(), f.inputs(), "number");
  if (!options.names.empty())
    require_size(fmt::format("names of {}", asked).c_str(), static_cast<Index>(options.names.size()), f.inputs(),
                 "name");
  return f.tape(x);
}

std::string kink_in_words(const Function& f, ConstVector x, const std::vector<std::string>& names) {
  const std::vector<Kink> kinks = f.kinks(x);
  if (kinks.empty()) return "";
  const std::shared_ptr<const Tape> tape = f.tape(x);
  std::string words;
  for_each_node(*tape, [&](const Node& node) {
    if (node.index == kinks.front().node) words = describe(*tape, node, names) + " is not smooth there";
  });
  return words;
}

std::string source_line(SourceLocation where) {
  if (where.line() == 0) return "";
  const std::string_view file = where.file_name();
  return fmt::format("{}:{}", file.substr(file.find_last_of('/') + 1), where.line());
}

std::string shortened(const std::string& text, std::size_t characters) {
  if (reports::characters(text) <= characters) return text;
  std::string result;
  for (const char c : text) {
    const bool starts_a_character = (static_cast<unsigned char>(c) & 0xC0u) != 0x80u;
    if (starts_a_character && reports::characters(result) == characters - 3) break;
    result += c;
  }
  return result + "...";
}

}  // namespace hesse
