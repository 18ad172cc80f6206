// SPDX-License-Identifier: BSL-1.0
//
// What the grammar calls while it reads: makes nodes, knows names, keeps limits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "grammar.hpp"

namespace hesse::command_line {

/// Every function that takes a part of the text throws ExpressionError there.
class PostfixBuilder {
 public:
  PostfixBuilder(std::string_view text, const Names& inputs) : text_(text), inputs_(inputs) {}

  void number(std::string_view digits);
  /// An input or a constant.
  void name(std::string_view word);
  void operation(Operation operation, std::uint32_t operands);

  /// One level deeper at a place; closed again by leave().
  void enter(const char* place);
  void leave() { --depth_; }

  void open_call(std::string_view function);
  void argument() { ++calls_.back().arguments; }
  void close_call();

  void end_entry();
  void end_row();
  void assigned_name(std::string_view word);

  [[nodiscard]] std::vector<std::vector<Expression>>& rows() { return rows_; }
  [[nodiscard]] const Names& assigned() const { return assigned_; }
  /// Where a place is in the text.
  [[nodiscard]] std::size_t offset_of(const char* place) const {
    return static_cast<std::size_t>(place - text_.data());
  }

 private:
  struct Call {
    std::string_view function;
    std::uint32_t arguments = 0;
  };

  void add(Node node);
  /// Replaces the operands by what is done with them, where all are numbers.
  [[nodiscard]] bool folds(const Node& node);

  std::string_view text_;
  const Names& inputs_;
  std::vector<Node> nodes_;
  std::vector<Call> calls_;
  std::vector<std::vector<Expression>> rows_{1};
  Names assigned_;
  std::size_t depth_ = 0;
  std::size_t total_nodes_ = 0;
};

}  // namespace hesse::command_line
