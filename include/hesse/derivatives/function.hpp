// SPDX-License-Identifier: BSL-1.0
//
// Function: recorded once, evaluated often.
#pragma once

#include <hesse/basics/sparsity.hpp>
#include <hesse/derivatives/results.hpp>
#include <hesse/programs/program.hpp>
#include <hesse/recording/record.hpp>

#include <Eigen/SparseCore>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

/// What happens when a comparison that was recorded one way comes out the other way at a new point.
enum class Branches {
  rerecord,  ///< call the function again and use the new tape; where that keeps happening, at every evaluation
  error      ///< throw BranchError
};

/// What happens when an input is NaN.
enum class NonFinite {
  error,     ///< throw NonFiniteError
  propagate  ///< let it flow through
};

/// When a recording becomes a compiled program. Compiled and swept results differ by rounding.
enum class Compile {
  when_repaid,  ///< once evaluations repeat, if the function repeats the same operations over and over
  at_once,      ///< at the first evaluation
  never         ///< every evaluation sweeps the tape
};

/// What emit_cpp() writes.
enum class Emit {
  value,          ///< f(x)
  gradient,       ///< value and gradient
  hessian_vector  ///< value, gradient, and the Hessian times a direction
};

struct Options {
  Branches branches = Branches::rerecord;
  NonFinite non_finite = NonFinite::error;
  Compile compile = Compile::when_repaid;
  int threads = 1;  ///< of a compiled evaluation, at most; results have the same bits whatever it is
  /// Bytes that one tape, or one result, may take.
  std::size_t memory_limit = std::size_t{4} << 30;
};

class KnownTape;

/// A recorded function of n inputs and m outputs.
///
/// All evaluation is const and may run on many threads at once. The callable is kept, and called again (one thread at a
/// time) where the recorded branches do not hold: a stale value is never returned. Copies share the recording.
///
///     hesse::Function energy([](const auto& x) { return exp(x[0]) * x[1]; }, x0);
///     const Eigen::MatrixXd H = energy.hessian(x);
///
/// Every function below throws ShapeError for a vector of the wrong length, NonFiniteError for a NaN input (see
/// Options), and what the callable throws when it is recorded again.
class Function {
 public:
  /// Records f at x. Throws RecordingError inside another recording, LimitError beyond the memory limit,
  /// NonFiniteError for a NaN input.
  template <Recordable F>
  Function(F f, ConstVector x, Options options = {})
      : Function(std::function<Recorded(ConstVector, RecordingLimits)>(
                     [shared = std::make_shared<F>(std::move(f))](ConstVector at, RecordingLimits limits) {
                       return record(*shared, at, limits);
                     }),
                 x, options) {}

  [[nodiscard]] Index inputs() const;
  [[nodiscard]] Index outputs() const;

  /// f(x) of a function with one output. Cost: about four plain evaluations.
  [[nodiscard]] double value(ConstVector x) const;
  /// All outputs.
  [[nodiscard]] Vector values(ConstVector x) const;

  /// The gradient at x of a function with one output: n entries, units of f per unit of input. Cost: one forward and
  /// one reverse sweep, whatever n is.
  [[nodiscard]] Vector gradient(ConstVector x) const;
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector x) const;

  /// The derivatives of all outputs, m by n. Cost: min(m, n) / 8 sweeps.
  [[nodiscard]] Matrix jacobian(ConstVector x) const;

  /// The derivative of the weighted sum of the outputs, the transposed Jacobian times the weights: n entries for
  /// weights of m. What others call the vector-Jacobian product. Cost: one forward and one reverse sweep, whatever n
  /// and m are.
  [[nodiscard]] Vector vector_jacobian(ConstVector x, ConstVector weights) const;

  /// The Hessian at x of a function with one output, n by n, bitwise symmetric. Cost: n / 8 sweeps over eight
  /// directions; once compiled, the blocks of all loops' iterations where that is less. Throws LimitError when it would
  /// outgrow the memory limit.
  [[nodiscard]] Matrix hessian(ConstVector x) const;
  /// The Hessian of the weighted sum of the outputs; weights has m entries.
  [[nodiscard]] Matrix hessian(ConstVector x, ConstVector weights) const;

  /// The Hessian at x of a function with one output as a sparse matrix: n by n, bitwise symmetric, by columns,
  /// compressed. Every entry of hessian_pattern() is stored, also where it happens to be 0.0, so a factorisation may be
  /// analysed once.
  ///
  /// Cost: at first a pattern and a star colouring, five to ten times the recording; then colours / 8 sweeps over eight
  /// directions, where the colours depend on the pattern, not on n: 3 for a chain, 2 for an arrow, n for a full matrix.
  /// Once compiled, where every loop works on the inputs themselves: about a gradient, and the entries, without
  /// colours. Throws LimitError when the matrix would outgrow the memory limit. Source: Gebremedhin, Tarafdar, Manne,
  /// Pothen, SIAM J. Sci. Comput. 29 (2007); Walther, ACM TOMS 34 (2008).
  ///
  ///     Eigen::SimplicialLDLT<Eigen::SparseMatrix<double>> factor(energy.sparse_hessian(x, hesse::Triangle::lower));
  [[nodiscard]] Eigen::SparseMatrix<double> sparse_hessian(ConstVector x, Triangle stored = Triangle::both) const;
  /// The same, into a matrix: one that sparse_hessian() of this function made keeps its memory and pattern, so that a
  /// loop over points allocates nothing once the function is compiled. Any other matrix is replaced.
  void sparse_hessian(ConstVector x, Eigen::SparseMatrix<double>& matrix, Triangle stored = Triangle::both) const;
  /// The sparse Hessian of the weighted sum of the outputs; weights has m entries.
  [[nodiscard]] Eigen::SparseMatrix<double> sparse_hessian(ConstVector x, ConstVector weights,
                                                           Triangle stored = Triangle::both) const;
  /// Some rows and columns of the Hessian at x of a function with one output, in the order in which they are given:
  /// rows.size() by columns.size(). The same list twice gives a bitwise symmetric block. Throws OptionError for an
  /// index that is none of an input, LimitError when the block would outgrow the memory limit.
  ///
  /// Cost: a Hessian-vector product for each index of the shorter list, or that of sparse_hessian() where it takes
  /// fewer.
  ///
  ///     const Eigen::MatrixXd curvature_of_the_first = energy.hessian_block(x, std::vector<hesse::Index>{0, 1}, all);
  [[nodiscard]] Matrix hessian_block(ConstVector x, std::span<const Index> rows, std::span<const Index> columns) const;
  /// The diagonal of the Hessian: n entries. Cost: that of sparse_hessian().
  [[nodiscard]] Vector hessian_diagonal(ConstVector x) const;
  /// The entries of the Hessian, of any weighted sum of the outputs, that can be other than zero: n by n, symmetric.
  /// Found from the tape in use, valid wherever its guards hold, whichever side a select() or max takes.
  [[nodiscard]] SparsityPattern hessian_pattern() const;

  /// The derivatives of all outputs as a sparse matrix: m by n, by columns, compressed, with every entry of
  /// jacobian_pattern(). Cost: colours / 8 sweeps, of groups of columns or of rows, whichever are fewer.
  /// Source: Curtis, Powell, Reid, J. Inst. Math. Appl. 13 (1974).
  [[nodiscard]] Eigen::SparseMatrix<double> sparse_jacobian(ConstVector x) const;
  /// The entries of the Jacobian that can be other than zero: m by n.
  [[nodiscard]] SparsityPattern jacobian_pattern() const;

  /// The Hessian at x times one direction, without forming the Hessian.
  ///
  ///   x          n entries, in the units of the inputs
  ///   direction  n entries, same units; need not have length one
  ///   returns    n entries: units of f per unit of input
  ///
  /// Cost: about twice a gradient, whatever n is.
  /// Source: Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6 (1994).
  [[nodiscard]] Vector hessian_vector(ConstVector x, ConstVector direction) const;
  /// The Hessian times each column of directions (n by k), eight a pass.
  [[nodiscard]] Matrix hessian_vectors(ConstVector x, ConstMatrix directions) const;

  [[nodiscard]] SecondOrder second_order(ConstVector x) const;

  /// The derivative of the Hessian along u, times v: n entries. Cost: about twice a Hessian-vector product.
  [[nodiscard]] Vector third_derivative(ConstVector x, ConstVector u, ConstVector v) const;

  /// Where the first NaN or infinity of a second-order sweep along the direction was born, and why. The second form
  /// looks along (1, ..., 1).
  [[nodiscard]] NonFiniteReport explain_nonfinite(ConstVector x, ConstVector direction) const;
  [[nodiscard]] NonFiniteReport explain_nonfinite(ConstVector x) const;

  /// Nodes within `distance` of a point where they are not smooth, nearest first. The derivatives there are those of
  /// one side, or the documented value.
  [[nodiscard]] std::vector<Kink> kinks(ConstVector x, double distance = 0.0) const;

  /// Records anew at x and compares: catches data that changed after recording, random numbers, clocks.
  [[nodiscard]] ReplayCheck verify_replay(ConstVector x) const;

  /// Values that left the last recording as plain numbers, whose derivative is therefore missing.
  [[nodiscard]] std::vector<PassiveRead> passive_reads() const;

  /// From now on compiles at the first evaluation, as with Compile::at_once; nothing changes for Compile::never. What
  /// comes back at a point then does not depend, to the last bit, on how often the function was evaluated before.
  void compile() const;

  /// Inputs, outputs, instructions, guards, bytes; what is compiled, for which processor, what simplification saved,
  /// how long compiling took and, where sweeps were measured before, how many evaluations repay it; the loops found,
  /// each with the ways in which it reaches its numbers; entries and products of the sparse Hessian, once it was asked
  /// for: a few lines of text.
  [[nodiscard]] std::string describe() const;

  /// The compiled code of value "y", gradient "x_bar" and Hessian-vector product "x_bar_dot" along "x_dot", whether it
  /// is in use or not: program().text() is made for reading. Throws Error where the tape holds a custom operation.
  [[nodiscard]] Program program() const;
  /// The machine code of what is compiled by now, form by form: instructions, and before each group of them the line of
  /// the program they are there for. Empty where nothing is compiled yet, or kernels do all. See Machine::assembly().
  [[nodiscard]] std::string assembly() const;

  /// The function as a C++17 source file that needs neither this library nor a recording:
  ///
  ///     extern "C" bool name(const double* x, double* y);                                      // Emit::value
  ///     extern "C" bool name(const double* x, double* y, double* x_bar);                       // Emit::gradient
  ///     extern "C" bool name(const double* x, const double* x_dot, double* y, double* x_bar,   // Emit::hessian_vector
  ///                          double* x_bar_dot);
  ///
  /// x and x_dot have n entries, y has m, x_bar is the gradient and x_bar_dot the Hessian times x_dot, n entries each;
  /// no two of them overlap. With m other than 1 the weights of the outputs, `const double* y_bar`, follow x. False
  /// comes back where a comparison goes another way than it was recorded: the outputs are then worth nothing, and a
  /// new recording has to be made. See <hesse/programs/emit_cpp.hpp> for what the file includes and needs.
  ///
  /// Throws Error where the tape holds a custom operation, OptionError for a name that is no identifier.
  ///
  ///     std::ofstream("energy_gradient.cpp") << energy.emit_cpp("energy_gradient", hesse::Emit::gradient);
  [[nodiscard]] std::string emit_cpp(std::string_view name, Emit what = Emit::gradient) const;

  /// How often the callable was called to record, the first time included.
  [[nodiscard]] std::size_t recordings() const;

  /// The tape in use; later evaluations may replace it, this pointer keeps it.
  [[nodiscard]] std::shared_ptr<const Tape> tape() const;
  /// The tape whose branches hold at x: the one in use, or another that is recorded here, whatever other threads do.
  [[nodiscard]] std::shared_ptr<const Tape> tape(ConstVector x) const;

 private:
  struct State;
  struct Settled;
  Function(std::function<Recorded(ConstVector, RecordingLimits)> recorder, ConstVector x, Options options);

  void require_input(const char* asked, ConstVector x) const;
  void require_size_of_input(const char* asked, ConstVector x) const;
  void require_scalar(const char* asked) const;
  template <class Ask, class... Rest>
  [[nodiscard]] auto compiled(const KnownTape& known, const char* asked, ConstVector x, Ask ask, Rest&&... rest) const;
  [[nodiscard]] std::function<Matrix(const Matrix&)> products_at(const Settled& settled, ConstVector x) const;
  [[nodiscard]] Settled settle(const char* asked, ConstVector x, bool needs_values) const;
  [[nodiscard]] Settled settle_any(const char* asked, ConstVector x, bool needs_values) const;  ///< NaN passes
  [[nodiscard]] Settled settle_scalar(const char* asked, ConstVector x, bool needs_values) const;
  [[nodiscard]] Settled record_anew(const char* asked, ConstVector x) const;
  void require_room(const char* asked, Index rows, Index columns, const char* advice) const;
  void require_room_for_hessian(const char* asked) const;

  std::shared_ptr<State> state_;
};

}  // namespace hesse
