// SPDX-License-Identifier: BSL-1.0
//
// A student hands in a second derivative, and gets an answer in words: right, or not yet, with a hint first and the
// solution when asked for.
//
// Of a formula, the checks of verification find the mistake at several points. A few numbers at one point prove no
// mistake, but most wrong ones are what one of the usual mistakes gives; the first that does is named as what may have
// happened.
#pragma once

#include <hesse/derivatives/one_liners.hpp>
#include <hesse/verification/check.hpp>

#include <concepts>
#include <optional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace hesse {

namespace detail {

/// A callable. Matrices are none here, though they can be called with indices.
template <class F, class Point, class Result>
concept ByHand = !std::is_base_of_v<Eigen::EigenBase<F>, F> && std::invocable<const F&, Point> &&
                 std::convertible_to<std::invoke_result_t<const F&, Point>, Result>;

}  // namespace detail

/// What is handed in: numbers at the point, or formulas.
class Answer {
 public:
  /// f''(x) of a function of one input.
  Answer(double second_derivative) : answer_(Matrix(Matrix::Constant(1, 1, second_derivative))) {}
  /// A Hessian: one row and one column an input.
  template <class Derived>
  Answer(const Eigen::MatrixBase<Derived>& hessian) : answer_(Matrix(hessian)) {}
  /// A formula for f'', taking and returning a double.
  template <detail::ByHand<double, double> F>
  Answer(F second_derivative)
      : answer_(HessianByHand([formula = std::move(second_derivative)](ConstVector x) -> Matrix {
          return Matrix::Constant(1, 1, formula(x[0]));
        })) {}
  /// A formula for the Hessian, taking a vector and returning a matrix.
  template <detail::ByHand<ConstVector, Matrix> F>
  Answer(F hessian) : answer_(HessianByHand(std::move(hessian))) {}

  [[nodiscard]] bool is_formula() const { return std::holds_alternative<HessianByHand>(answer_); }
  [[nodiscard]] const HessianByHand& formula() const { return std::get<HessianByHand>(answer_); }
  /// The Hessian handed in, at x.
  [[nodiscard]] Matrix at(ConstVector x) const { return is_formula() ? formula()(x) : std::get<Matrix>(answer_); }

 private:
  std::variant<Matrix, HessianByHand> answer_;
};

struct QuizOptions {
  /// One an input. Empty: "x[3]".
  std::vector<std::string> names = {};
  /// Significant digits in which numbers have to be right; formulas have to be right as far as rounding lets one tell.
  int digits = 4;
  /// Ends the check of a formula: what is not wrong by then is undecided.
  std::stop_token stop_token = {};
};

/// What quiz() says.
class Quiz {
 public:
  enum class Outcome {
    right,
    wrong,
    undecided  ///< there is no second derivative at the point, it cannot be told from rounding errors, or it was
               ///< stopped
  };
  struct Wrong {
    std::string name;  ///< "H(x[0], x[1])"; of a function of one input "f''"
    double handed_in, exact;
    bool nearby;  ///< a formula is right at the point given; the numbers are those of another one, where it is not
  };
  struct Mistake {
    std::string hint;      ///< where to look, without the solution
    std::string sentence;  ///< what is wrong
    bool proved;           ///< by a formula at several points; otherwise the numbers are what this mistake gives
  };

  Outcome outcome = Outcome::right;
  std::string reason;        ///< why it is undecided: "v1 = abs(x) is not smooth there, so f may ..."
  std::string point;         ///< "x = 1, y = 2"
  Matrix handed_in, exact;   ///< at the point
  std::vector<Wrong> wrong;  ///< the worst first
  std::optional<Mistake> mistake;
  std::string origin;  ///< of the worst entry: which lines of f make it what it is

  /// Right or not yet, which entries, and the hint.
  [[nodiscard]] std::string text() const;
  /// Where to look next, without the solution; empty where nothing is wrong.
  [[nodiscard]] std::string hint() const;
  /// The mistake where it is known, the exact numbers, and where the worst of them comes from.
  [[nodiscard]] std::string solution() const;
};

/// Is this the Hessian of f at x, and if not, what may have gone wrong?
///
///   f        a Function with one output, or a callable, which is recorded
///   x        n entries, in the units of the inputs
///   answer   n by n numbers, one number where n is 1, or a formula for them
///
/// Cost: a few Hessians, a trace and contributions() where something is wrong; of a formula that of check_hessian().
/// Throws ShapeError for a wrong number of entries, rows or names, OptionError for digits outside 1 to 15, and what f
/// and the formula throw.
///
///     const auto f = [](const auto& x) { return sin(3 * x[0]); };
///     std::cout << hesse::quiz(f, Eigen::VectorXd{{1.0}}, [](double x) { return -3 * std::sin(3 * x); }).text();
[[nodiscard]] Quiz quiz(const Function& f, ConstVector x, const Answer& answer, const QuizOptions& options = {});

template <Recordable F>
[[nodiscard]] Quiz quiz(F&& f, ConstVector x, const Answer& answer, const QuizOptions& options = {}) {
  return quiz(detail::borrow(f, x), x, answer, options);
}

}  // namespace hesse
