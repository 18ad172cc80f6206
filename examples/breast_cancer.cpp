// SPDX-License-Identifier: BSL-1.0
//
// The main job of this library, on real data: write a loss, get its derivatives, check the ones derived by hand,
// minimise it. The loss is that of logistic regression, which tells benign from malignant tumours by 30 measurements.
//
//     breast_cancer [breast_cancer.csv [output folder]]
#include <hesse/hesse.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/heat_map.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/check.hpp>

#include <Eigen/Core>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "breast_cancer_data.hpp"

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
namespace reports = hesse::reports;

namespace {

constexpr double lambda = 1e-2;
/// The minimum, found by Newton's method in long double.
constexpr double f_star = 0.100446303781205932;

/// log(1 + exp(z)) - y z with z = w'x, plus lambda / 2 |w|^2, for one case: its measurements x, then y. An ordinary
/// function: nothing in it knows of derivatives, and `auto` lets the library run it on its own numbers.
const auto loss_of_case = [](const auto& w, const auto& x_and_y) {
  using Number = std::remove_cvref_t<decltype(w[0])>;
  using hesse::softplus;
  Number z = 0, squares = 0;
  for (Index j = 0; j < w.size(); ++j) z += x_and_y[j] * w[j];
  for (Index j = 0; j < w.size(); ++j) squares += w[j] * w[j];
  return Number(softplus(z) - x_and_y[w.size()] * z + 0.5 * lambda * squares);
};

/// The mean over all cases.
auto logistic_loss(const Matrix& table) {
  return [&table](const auto& w) {
    std::remove_cvref_t<decltype(w[0])> sum = 0;
    for (Index i = 0; i < table.rows(); ++i) sum += loss_of_case(w, table.row(i));
    return sum / static_cast<double>(table.rows());
  };
}

Vector probabilities(const Cases& cases, ConstVector w) {
  return (1.0 + (-(cases.features * w)).array().exp()).inverse();
}

/// X'(p - y) / m + lambda w
Vector gradient_by_hand(const Cases& cases, ConstVector w) {
  const auto m = static_cast<double>(cases.features.rows());
  return cases.features.transpose() * (probabilities(cases, w) - cases.benign) / m + lambda * w;
}

/// X' diag(p (1 - p)) X / m + lambda I
Matrix hessian_by_hand(const Cases& cases, ConstVector w) {
  const auto m = static_cast<double>(cases.features.rows());
  const Vector p = probabilities(cases, w);
  const Vector weights = p.array() * (1.0 - p.array()) / m;
  return cases.features.transpose() * weights.asDiagonal() * cases.features +
         lambda * Matrix::Identity(w.size(), w.size());
}

/// The same with one sign wrong, as it happens.
Matrix broken_hessian(const Cases& cases, ConstVector w) {
  Matrix hessian = hessian_by_hand(cases, w);
  hessian(2, 5) = -hessian(2, 5);
  return hessian;
}

struct Run {
  std::string name;
  hesse::Solution solution;
};

std::vector<std::pair<std::string, hesse::Method>> methods() {
  using enum hesse::StepRule;
  using enum hesse::Damping;
  constexpr double small = 1e-9;
  constexpr Index limit = 1000;
  return {
      {"Newton", hesse::Newton{.gradient_tolerance = small}},
      {"Newton, pure", hesse::Newton{.pure = true, .gradient_tolerance = small}},
      {"DampedNewton", hesse::DampedNewton{.mode = levenberg, .gradient_tolerance = small}},
      {"corrected inverse", hesse::DampedNewton{.mode = corrected_inverse, .alpha = 0.1, .gradient_tolerance = small}},
      {"NewtonCG", hesse::NewtonCG{.gradient_tolerance = small}},
      {"descent, Armijo",
       hesse::GradientDescent{.step = armijo, .gradient_tolerance = small, .iteration_limit = limit}},
      {"descent, Cauchy",
       hesse::GradientDescent{.step = cauchy, .gradient_tolerance = small, .iteration_limit = limit}},
      {"descent, fixed",
       hesse::GradientDescent{.step = fixed, .eta = 0.5, .gradient_tolerance = small, .iteration_limit = limit}},
      {"descent on f + |g|²/2",
       hesse::GradientDescent{
           .step = fixed, .eta = 0.1, .rho = 1.0, .gradient_tolerance = small, .iteration_limit = limit}},
      {"SGD", hesse::SGD{.eta = 0.5, .decay = 0.5, .batch = 32, .gradient_tolerance = small, .iteration_limit = 100}},
  };
}

std::vector<Run> minimise_with_each(const hesse::Loss& loss, ConstVector start) {
  std::vector<Run> runs;
  for (const auto& [name, method] : methods()) runs.push_back({name, hesse::minimize(loss, start, method)});
  return runs;
}

reports::Table summary(const hesse::Function& loss, ConstVector w) {
  const auto [value, gradient, hessian] = loss.second_order(w);
  reports::Table table({"at w = 0", "number"});
  table.add({"loss", value});
  table.add({"|gradient|", gradient.norm()});
  table.add({"largest slope", gradient.cwiseAbs().maxCoeff()});
  table.add({"trace of the Hessian", hessian.trace()});
  table.add({"largest entry of the Hessian", hessian.maxCoeff()});
  table.add({"smallest entry of the Hessian", hessian.minCoeff()});
  table.add({"asymmetry of the Hessian", (hessian - hessian.transpose()).cwiseAbs().maxCoeff()});
  return table;
}

reports::Table comparison(const std::vector<Run>& runs) {
  reports::Table table(
      {"method", "iterations", "evaluations", "Hessians", "products", "batches", "seconds", "f - f*", "ended by"});
  for (const auto& [name, solution] : runs) {
    const hesse::Counts& counts = solution.counts;
    table.add({name,
               solution.iterations,
               counts.values + counts.gradients,
               counts.hessians,
               counts.hessian_vectors,
               counts.batch_gradients,
               {solution.seconds, 3},
               {solution.value - f_star, 3},
               hesse::name_of(solution.status)});
  }
  return table;
}

reports::LineChart convergence(const std::vector<Run>& runs) {
  reports::LineChart chart{.title = "Distance to the minimum of the logistic loss",
                           .x_label = "iteration (the start is 1; an iteration of SGD is a pass over the data)",
                           .y_label = "f - f*",
                           .x_scale = reports::Scale::logarithmic,
                           .y_scale = reports::Scale::logarithmic,
                           .y_floor = 1e-17,
                           .height = 600};
  for (const auto& [name, solution] : runs) {
    reports::Curve curve{name, {}, {}};
    for (const hesse::Iteration& iteration : solution.history) {
      curve.x.push_back(static_cast<double>(iteration.iteration + 1));
      curve.y.push_back(iteration.value - f_star);
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

reports::HeatMap picture_of(const Cases& cases, const Matrix& hessian) {
  return {.title = "Hessian of the logistic loss at the minimum",
          .row_label = "weight of",
          .column_label = "weight of",
          .values = hessian,
          .row_names = cases.names,
          .column_names = cases.names};
}

/// A picture in a Markdown page, and the same in characters.
std::string shown(const std::string& file, const std::string& text) {
  return "\n![" + file + "](" + file + ")\n\n```\n" + text + "```\n";
}

void write(const std::filesystem::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

struct Verdicts {
  hesse::Verdict gradient, hessian, broken;
};

/// Is the paper work right? And would it have been noticed if not?
Verdicts verify(const hesse::Function& loss, const Cases& cases, ConstVector start) {
  const hesse::CheckOptions options{.names = cases.names, .scale = Vector::Ones(start.size())};
  const auto gradient = [&](ConstVector w) { return gradient_by_hand(cases, w); };
  const auto hessian = [&](ConstVector w) { return hessian_by_hand(cases, w); };
  const auto broken = [&](ConstVector w) { return broken_hessian(cases, w); };
  return {hesse::check_gradient(loss, gradient, start, options), hesse::check_hessian(loss, hessian, start, options),
          hesse::check_hessian(loss, broken, start, options)};
}

void write_report(const std::filesystem::path& output, const reports::Table& at_start, const Verdicts& verdicts,
                  const std::vector<Run>& runs, const reports::HeatMap& hessian) {
  const reports::LineChart curves = convergence(runs);
  std::filesystem::create_directories(output);
  write(output / "convergence.svg", curves.svg());
  write(output / "hessian.svg", hessian.svg());
  write(output / "report.md", "# Logistic regression on the Wisconsin breast-cancer table\n\n" + at_start.markdown() +
                                  "\n## Derivatives by hand\n\n```\n" + verdicts.gradient.report() + '\n' +
                                  verdicts.hessian.report() + "```\n\nWith the sign of one entry turned:\n\n```\n" +
                                  verdicts.broken.report() + "```\n\n## Minimisers\n\n" + comparison(runs).markdown() +
                                  shown("convergence.svg", curves.text()) + shown("hessian.svg", hessian.text()));
}

/// Newton's method is known to need 7 to 12 iterations here.
bool is_as_expected(const Verdicts& verdicts, const hesse::Solution& newton) {
  return verdicts.gradient.passed() && verdicts.hessian.passed() && verdicts.broken.mistakes.size() == 1 &&
         newton.value - f_star <= 1e-15 && newton.iterations <= 12;
}

int run(const std::filesystem::path& file, const std::filesystem::path& output) {
  const Cases cases = read_cases(file);
  const Vector start = Vector::Zero(cases.features.cols());
  Matrix table(cases.features.rows(), cases.features.cols() + 1);
  table << cases.features, cases.benign;

  // Record once, evaluate often.
  const hesse::Function loss(logistic_loss(table), start);
  std::cout << loss.describe() << '\n' << summary(loss, start).text() << '\n';

  const Verdicts verdicts = verify(loss, cases, start);
  std::cout << verdicts.gradient.report() << '\n'
            << verdicts.hessian.report() << '\n'
            << "The same Hessian with the sign of entry [2][5] turned:\n\n"
            << verdicts.broken.report() << '\n';

  // A Loss knows its rows: it records one of them, and SGD can ask for some.
  const hesse::Loss objective(loss_of_case, start, table, {.reduction = hesse::Reduction::mean});
  const std::vector<Run> runs = minimise_with_each(objective, start);
  std::cout << comparison(runs).text();

  const hesse::Solution& newton = runs.front().solution;
  write_report(output, summary(loss, start), verdicts, runs, picture_of(cases, loss.hessian(newton.point)));
  if (is_as_expected(verdicts, newton)) return 0;
  std::cerr << "\nNot everything came out as it should: see above.\n";
  return 1;
}

}  // namespace

int main(int argc, char* argv[]) {
  try {
    return run(argc > 1 ? argv[1] : "examples/data/breast_cancer.csv", argc > 2 ? argv[2] : "examples/output");
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 2;
  }
}
