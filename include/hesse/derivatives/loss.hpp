// SPDX-License-Identifier: BSL-1.0
//
// Loss: a function of parameters that is a sum, or a mean, over the rows of a table. One row is recorded, and serves
// all rows that take the same way through the code.
#pragma once

#include <hesse/basics/sparsity.hpp>
#include <hesse/derivatives/function.hpp>
#include <hesse/derivatives/results.hpp>
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

class Machine;
struct RowPiece;

/// How the losses of the rows become one number.
enum class Reduction { sum, mean };

struct LossOptions {
  Reduction reduction = Reduction::sum;
  NonFinite non_finite = NonFinite::error;  ///< of parameters; numbers of the table are taken as they are
  Compile compile = Compile::when_repaid;
  int threads = 1;  ///< at most; results have the same bits whatever it is
  /// Bytes that the tape of a row, or one result, may take.
  std::size_t memory_limit = std::size_t{4} << 30;
};

/// Derivatives of each row, in the layout that gradient-boosting libraries take: row by row, the derivatives of a row
/// side by side.
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
struct RowDerivatives {
  RowMatrix gradient;
  RowMatrix hessian;  ///< the diagonal of each row's Hessian
};

/// A callable (parameters, row) that returns a number, or, as a model, numbers.
template <class F>
concept RowFunction = requires(F& f, const VectorOf<Var>& theta, const VectorOf<Var>& row) {
  f(theta, row);
};

/// A sum or mean over rows; see above.
///
/// row_loss(theta, row) is called on variables, both vectors of them; it may branch on anything. The rows that take a
/// branch are recorded and evaluated together, each under its own comparisons, so no row is ever evaluated by the code
/// of another way; ways that differ only in which numbers go where, as with a running maximum, are merged into one with
/// selections, and a row of a way not seen before is recorded. A number of the row that is read as a plain number
/// (passive) counts as a comparison with that number.
///
///     hesse::Loss loss([](const auto& theta, const auto& row) { return softplus(-row[2] * theta.dot(row.head(2))); },
///                      theta0, table);
///     const hesse::Vector g = loss.gradient(theta);
///     const double estimate = loss.batch(some_rows).value(theta);
///
/// All evaluation is const and may run on many threads at once. Functions throw ShapeError for a vector of the wrong
/// length, NonFiniteError for NaN parameters (see LossOptions), and what row_loss throws when a row is recorded.
class Loss {
 public:
  /// Records one row; the table (rows by columns) is copied once, into blocks of columns. Throws ShapeError for a table
  /// without rows.
  template <RowFunction F>
  Loss(F row_loss, ConstVector theta0, ConstMatrix table, LossOptions options = {})
      : Loss(Recorders{recorder_of(std::move(row_loss)), {}, {}}, theta0, table, options) {}

  /// The same, in two parts: model(theta, row) gives the predictions of a row, loss(predictions, row) what they cost.
  /// Gauss-Newton needs to know where one ends and the other begins.
  template <RowFunction Model, RowFunction PredictionLoss>
  Loss(Model model, PredictionLoss loss, ConstVector theta0, ConstMatrix table, LossOptions options = {})
      : Loss(recorders_of(std::move(model), std::move(loss)), theta0, table, options) {}

  /// The same loss over some rows only, numbered as in the whole table; a row may be given more than once. Nothing is
  /// recorded, and no row copied before it is evaluated. Throws OptionError for a row that is not there.
  [[nodiscard]] Loss batch(std::span<const Index> rows) const;

  [[nodiscard]] Index inputs() const;  ///< parameters
  [[nodiscard]] Index rows() const;    ///< of this batch
  [[nodiscard]] Reduction reduction() const;
  [[nodiscard]] bool in_two_parts() const;  ///< given as a model and a loss of its predictions

  // As those of Function.

  [[nodiscard]] double value(ConstVector theta) const;
  [[nodiscard]] Vector gradient(ConstVector theta) const;
  [[nodiscard]] ValueAndGradient value_and_gradient(ConstVector theta) const;
  [[nodiscard]] Vector hessian_vector(ConstVector theta, ConstVector direction) const;
  [[nodiscard]] Matrix hessian_vectors(ConstVector theta, ConstMatrix directions) const;
  [[nodiscard]] Matrix hessian(ConstVector theta) const;
  [[nodiscard]] SecondOrder second_order(ConstVector theta) const;
  /// The diagonal of the Hessian. Cost: that of sparse_hessian().
  [[nodiscard]] Vector hessian_diagonal(ConstVector theta) const;
  /// As that of Function, with the entries of hessian_pattern(). Cost: the blocks of compiled rows; of a row that is
  /// swept, a product for each colour of its own few entries. Throws LimitError when the pattern would outgrow the
  /// memory limit.
  [[nodiscard]] Eigen::SparseMatrix<double> sparse_hessian(ConstVector theta, Triangle stored = Triangle::both) const;
  /// The same, into a matrix: one that sparse_hessian() of this loss made keeps its memory and pattern until a row
  /// takes a new way that brings new entries.
  void sparse_hessian(ConstVector theta, Eigen::SparseMatrix<double>& matrix, Triangle stored = Triangle::both) const;
  /// Some rows and columns of the Hessian, as that of Function. Cost: a Hessian-vector product for each index of the
  /// shorter list, or that of sparse_hessian() where no row takes more.
  [[nodiscard]] Matrix hessian_block(ConstVector theta, std::span<const Index> rows,
                                     std::span<const Index> columns) const;
  /// The entries of the Hessian that can be other than zero on any way that a row was seen to take, by this loss or
  /// another batch of it, those of these rows at theta0 included: n by n, symmetric. It grows where an evaluation meets
  /// a way with new entries, and never shrinks. Throws LimitError when it would outgrow the memory limit.
  [[nodiscard]] SparsityPattern hessian_pattern() const;
  /// The derivative of the Hessian along u, times v. Cost: two Hessian-vector products by sweeps.
  [[nodiscard]] Vector third_derivative(ConstVector theta, ConstVector u, ConstVector v) const;
  /// Nodes of any row within `distance` of a point where they are not smooth, nearest first, then by rows. Each names
  /// its row: "row 3: v7 = abs(v6)". Cost: a sweep over every row.
  [[nodiscard]] std::vector<Kink> kinks(ConstVector theta, double distance = 0.0) const;
  /// The first row whose second-order sweep along (1, ..., 1) turns NaN or infinite, and where; in words, or nothing.
  [[nodiscard]] std::string explain_nonfinite(ConstVector theta) const;
  /// Records every row anew and compares with the path that stands for it.
  [[nodiscard]] ReplayCheck verify_replay(ConstVector theta) const;

  // Row by row: no reduction.

  /// The loss of each row: m entries.
  [[nodiscard]] Vector per_row_value(ConstVector theta) const;
  /// The gradient of each row, m by n: row i belongs to the i-th row of the table or batch. Cost: that of a gradient.
  [[nodiscard]] RowMatrix per_row_gradient(ConstVector theta) const;
  /// For boosting, where theta is the prediction of one row: the derivatives of row i at its own parameters, row i of
  /// predictions (m by n), with its own numbers, row i of labels (m by columns of the table; any number of rows).
  /// Cost: 1 + n gradients.
  ///
  ///     hesse::Loss objective(row_loss, hesse::Vector::Zero(1), labels);
  ///     const auto [gradient, hessian] = objective.per_row_gradient_hessian(predictions, labels);
  [[nodiscard]] RowDerivatives per_row_gradient_hessian(ConstMatrix predictions, ConstMatrix labels) const;

  /// The second derivative of each row along a direction: m entries direction' H direction. Cost: a product.
  [[nodiscard]] Vector per_row_curvature(ConstVector theta, ConstVector direction) const;
  /// How far each row is from where it may not be smooth in the parameters: from the kinks of its operations, as
  /// kinks() measures them, and from comparisons that send it another way. What is decided by the numbers of the row
  /// alone does not count. Infinity for a row that is smooth everywhere. Cost: a sweep over every row.
  [[nodiscard]] Vector per_row_kink_distance(ConstVector theta) const;
  /// The same as per_row_gradient_hessian() has it: row i at its own parameters, with its own labels.
  [[nodiscard]] Vector per_row_kink_distance(ConstMatrix predictions, ConstMatrix labels) const;

  // Products with approximations of the Hessian that are never indefinite where the loss is convex in the prediction.

  /// J' L J direction: J the derivative of the predictions, L the second derivative of the loss in them, both of each
  /// row. Needs a loss given in two parts, else throws Error. Cost: about that of hessian_vector().
  /// Source: Schraudolph, "Fast curvature matrix-vector products", Neural Computation 14 (2002).
  [[nodiscard]] Vector gauss_newton_vector(ConstVector theta, ConstVector direction) const;
  /// The sum or mean over rows of g g' direction, g the gradient of a row: the empirical Fisher matrix where the loss
  /// is a negative log-likelihood. Cost: about two gradients. Source: Kunstner, Balles, Hennig, "Limitations of the
  /// empirical Fisher approximation", NeurIPS 32 (2019).
  [[nodiscard]] Vector fisher_vector(ConstVector theta, ConstVector direction) const;

  /// As that of Function.
  void compile() const;

  /// Rows, parameters, paths, what is compiled: a few lines of text.
  [[nodiscard]] std::string describe() const;
  /// The code of value, gradient and Hessian-vector product over the rows that take the first path, for reading. Throws
  /// Error where the row holds a custom operation.
  [[nodiscard]] Program program() const;
  /// The machine code of what is compiled by now, path by path, as Function::assembly().
  [[nodiscard]] std::string assembly() const;
  /// The loss as a C++17 source file that needs neither this library nor a recording, over any rows of such a table:
  ///
  ///     extern "C" bool name(const double* x, const double* table, std::size_t rows, double* y);  // Emit::value
  ///
  /// x are the n parameters; the table lies column by column, `rows` numbers each, as Eigen::MatrixXd has them. Further
  /// arguments, and what they need, are those of Function::emit_cpp(): x_dot follows x, x_bar and x_bar_dot follow y.
  /// False comes back where a row goes another way than those that were recorded: the outputs are then worth nothing.
  ///
  /// Throws Error where rows were seen to go several ways, at theta0 or since, or hold a custom operation; OptionError
  /// for a name that is no identifier.
  [[nodiscard]] std::string emit_cpp(std::string_view name, Emit what = Emit::gradient) const;
  /// How often a row was recorded, the first time included.
  [[nodiscard]] std::size_t recordings() const;

 private:
  struct State;
  class Evaluation;
  using Recorder = std::function<Recorded(ConstVector theta, ConstVector row, RecordingLimits)>;
  struct Recorders {
    Recorder loss;
    Recorder model, prediction_loss;  ///< of a loss in two parts
  };

  template <class F>
  static Recorder recorder_of(F f) {
    return [shared = std::make_shared<F>(std::move(f))](ConstVector theta, ConstVector row, RecordingLimits limits) {
      Vector inputs(theta.size() + row.size());
      inputs << theta, row;
      const auto split = [&](const VectorOf<Var>& all) {
        const VectorOf<Var> first = all.head(theta.size()), second = all.tail(row.size());
        return (*shared)(first, second);
      };
      return record(split, inputs, limits);
    };
  }
  template <class Model, class PredictionLoss>
  static Recorders recorders_of(Model model, PredictionLoss loss) {
    const auto both = [model, loss](const VectorOf<Var>& theta, const VectorOf<Var>& row) mutable {
      std::vector<Var> predictions;
      collect_outputs(model(theta, row), predictions);
      return loss(VectorOf<Var>(VectorOf<Var>::Map(predictions.data(), static_cast<Index>(predictions.size()))), row);
    };
    return {recorder_of(both), recorder_of(std::move(model)), recorder_of(std::move(loss))};
  }
  Loss(Recorders recorders, ConstVector theta0, ConstMatrix table, LossOptions options);

  [[nodiscard]] std::span<const Index> rows_to_evaluate() const;
  [[nodiscard]] double weight() const;
  [[nodiscard]] Evaluation evaluation(const char* asked, ConstVector theta) const;
  void require_room(const char* asked, Index rows, Index columns, const char* advice) const;
  [[nodiscard]] Matrix products(const Evaluation& at, ConstMatrix directions) const;
  /// The Hessian of a piece times directions, by a machine where there is one and its results are finite, else swept.
  [[nodiscard]] std::function<Matrix(const Matrix&)> products_of(const Evaluation& at, const RowPiece& piece,
                                                                 const Machine* machine) const;
  [[nodiscard]] Matrix swept_products(const Evaluation& at, const RowPiece& piece, ConstMatrix directions) const;
  [[nodiscard]] RowMatrix row_gradients(const Evaluation& at) const;
  [[nodiscard]] Vector row_curvatures(const Evaluation& at, ConstVector direction) const;
  [[nodiscard]] Vector row_kink_distances(const Evaluation& at) const;
  /// Calls ask(evaluation) with each row at its own parameters and labels.
  template <class Ask>
  [[nodiscard]] auto at_predictions(const char* asked, ConstMatrix predictions, ConstMatrix labels,
                                    const Ask& ask) const;

  std::shared_ptr<State> state_;
  std::shared_ptr<const std::vector<Index>> batch_;  ///< null: all rows
};

}  // namespace hesse
