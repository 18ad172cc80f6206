// SPDX-License-Identifier: BSL-1.0
//
// The evaluation trace: every line that the function ran, with the numbers that forward over reverse gives it. Written
// with a dot for the derivative along the direction and a bar for the adjoint, line v_k = phi(v_a, v_b) has
//
//     v_k               = phi(v_a, v_b)                                        down the table
//     v_k-dot           = sum over a of p_a * v_a-dot,  p_a = d phi / d v_a
//     v_a-bar          += p_a * v_k-bar                                        up the table
//     v_a-bar-dot      += p_a * v_k-bar-dot + p_a-dot * v_k-bar
//
// and at the inputs the bars are the gradient, the dotted bars the Hessian times the direction.
//
// Source: Griewank and Walther, "Evaluating Derivatives" (2008), chapters 1 and 5; Baydin, Pearlmutter, Radul,
// Siskind, JMLR 18 (2018), tables 2 and 3, which this table joins and takes one order further.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/teaching/listing.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace hesse {

/// What trace() found. Numbers in text(), markdown(), latex(), html() and steps() have six digits, in csv() seventeen.
class Trace {
 public:
  /// The derivative of a line by one of its operands.
  struct Partial {
    std::string operand;  ///< "v2"
    std::string formula;  ///< "1 / x[0]"; empty for custom operations, of which only numbers are known
    double value;
    double tangent;  ///< its derivative along the direction
  };
  struct Line {
    std::size_t node;
    std::string words;  ///< "v3 = x[0] * v2"; of an input its name
    double value, tangent, adjoint, adjoint_tangent;
    std::vector<Partial> partials;  ///< one an operand that is no constant
    SourceLocation where;           ///< line 0 where no location was recorded
  };
  /// What happens at one line, as one would say it at a blackboard.
  struct Step {
    std::size_t node;
    bool forward;  ///< else the reverse pass
    std::string words;
  };

  std::vector<Line> lines;  ///< inputs first; of a long trace the beginning and the end
  std::size_t inputs = 0;
  std::size_t nodes = 0;  ///< as many lines as there would be
  std::string output;     ///< the line that is the value, "v6", or a number
  double value = 0.0;
  Vector gradient;
  Vector hessian_vector;  ///< the Hessian times the direction

  /// Aligned columns, one row a partial derivative; below them the gradient and the product.
  [[nodiscard]] std::string text() const;
  /// The same as Markdown.
  [[nodiscard]] std::string markdown() const;
  /// The same as LaTeX: two tabulars and sentences, which need no package.
  [[nodiscard]] std::string latex() const;
  /// One row a partial derivative, the numbers of its line repeated; a line without partials has one row.
  [[nodiscard]] std::string csv() const;
  /// The same as a table of HTML, one <tbody> a line with the number of its node in the attribute data-node.
  [[nodiscard]] std::string html() const;
  /// The lines listed, one after the other: down the table for values and dots, then up for the bars.
  [[nodiscard]] std::vector<Step> steps() const;
};

/// The evaluation trace of f at x along a direction.
///
///   f          a Function with one output, or a callable, which is recorded
///   x          n entries, in the units of the inputs
///   direction  n entries, same units
///   options    names of the inputs, how many lines
///
/// Cost: a few times a Hessian-vector product, and the text of the lines listed. Throws ShapeError for a wrong number
/// of entries, names or outputs, OperationError for a custom operation without a second derivative, and what f throws.
///
///     const auto f = [](const auto& x) { return log(x[0]) + x[0] * x[1] - sin(x[1]); };
///     std::cout << hesse::trace(f, x, direction, {.names = {"a", "b"}}).text();
[[nodiscard]] Trace trace(const Function& f, ConstVector x, ConstVector direction, const ListingOptions& options = {});

template <Recordable F>
[[nodiscard]] Trace trace(F&& f, ConstVector x, ConstVector direction, const ListingOptions& options = {}) {
  return trace(detail::borrow(f, x), x, direction, options);
}

}  // namespace hesse
