// SPDX-License-Identifier: BSL-1.0
//
// Gradient boosting with a loss of one's own. The learner is as small as one can be, stumps with Newton's leaf values;
// what matters is what it is handed: gradient and curvature of each row, exact, from the formula of the loss alone, and
// whether these can be trusted, by loss_health(). The focal loss is trained beside the logistic one, and that beside
// itself with the derivatives that every text book has.
//
//     boosting [breast_cancer.csv [output folder]]
#include <hesse/hesse.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/verification/loss_health.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "breast_cancer_data.hpp"
#include "focal_loss.hpp"

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
namespace reports = hesse::reports;

namespace {

constexpr int rounds = 100;
constexpr double learning_rate = 0.3;
constexpr double lambda = 1.0;  ///< added to the curvature of each leaf
constexpr double floor_of_curvature = 1e-16;

const auto logistic = [](const auto& z, const auto& row) { return softplus(z[0]) - row[0] * z[0]; };

/// Scores and labels of all rows, to the gradient and the curvature of each.
using Derivatives = std::function<hesse::RowDerivatives(const Matrix& scores, const Matrix& labels)>;

/// p - y and p (1 - p).
hesse::RowDerivatives logistic_by_hand(const Matrix& scores, const Matrix& labels) {
  const Vector p = (1.0 + (-scores.col(0)).array().exp()).inverse();
  return {p - labels.col(0), p.array() * (1.0 - p.array())};
}

template <class RowLoss>
Derivatives derivatives_of(const RowLoss& row_loss, const Matrix& labels) {
  const hesse::Loss loss(row_loss, Vector::Zero(1), labels);
  return [loss](const Matrix& scores, const Matrix& at_labels) {
    return loss.per_row_gradient_hessian(scores, at_labels);
  };
}

/// Two leaves: rows with features(row, feature) < threshold, and the others.
struct Stump {
  Index feature = 0;
  double threshold = 0.0;
  double below = 0.0, above = 0.0;
  double gain = 0.0;
};

double leaf(double g, double h) { return -g / (h + lambda); }
double gain(double g, double h) { return g * g / (h + lambda); }

/// The best split of a feature: all of them, from the left.
Stump best_split(const Matrix& features, Index feature, const std::vector<Index>& order, const Vector& g,
                 const Vector& h) {
  const double all_g = g.sum(), all_h = h.sum();
  Stump best{.feature = feature};
  double left_g = 0.0, left_h = 0.0;
  for (std::size_t k = 0; k + 1 < order.size(); ++k) {
    left_g += g[order[k]];
    left_h += h[order[k]];
    const double here = features(order[k], feature), next = features(order[k + 1], feature);
    const double gained = gain(left_g, left_h) + gain(all_g - left_g, all_h - left_h) - gain(all_g, all_h);
    if (here < next && gained > best.gain)
      best = {feature, 0.5 * (here + next), leaf(left_g, left_h), leaf(all_g - left_g, all_h - left_h), gained};
  }
  return best;
}

/// Scores after each round, from 0.
std::vector<Matrix> boost(const Cases& cases, const Matrix& labels, const Derivatives& derivatives) {
  const Index m = cases.features.rows(), columns = cases.features.cols();
  std::vector<std::vector<Index>> orders(static_cast<std::size_t>(columns),
                                         std::vector<Index>(static_cast<std::size_t>(m)));
  for (Index j = 0; j < columns; ++j) {
    auto& order = orders[static_cast<std::size_t>(j)];
    std::iota(order.begin(), order.end(), Index{0});
    std::ranges::sort(order, {}, [&](Index row) { return cases.features(row, j); });
  }
  std::vector<Matrix> scores{Matrix::Zero(m, 1)};
  for (int round = 0; round < rounds; ++round) {
    const auto [gradient, hessian] = derivatives(scores.back(), labels);
    const Vector g = gradient.col(0), h = hessian.col(0).cwiseAbs().cwiseMax(floor_of_curvature);
    Stump best;
    for (Index j = 0; j < columns; ++j) {
      const Stump stump = best_split(cases.features, j, orders[static_cast<std::size_t>(j)], g, h);
      if (stump.gain > best.gain) best = stump;
    }
    Matrix next = scores.back();
    for (Index i = 0; i < m; ++i)
      next(i, 0) += learning_rate * (cases.features(i, best.feature) < best.threshold ? best.below : best.above);
    scores.push_back(std::move(next));
  }
  return scores;
}

struct Training {
  std::string name;
  std::vector<Matrix> scores;
};

double mean_logistic_loss(const Matrix& scores, const Matrix& labels) {
  const auto signed_score = (2.0 * labels.array() - 1.0) * scores.array();
  return (-signed_score).exp().log1p().mean();
}

Index wrong(const Matrix& scores, const Matrix& labels) {
  return ((scores.array() > 0.0) != (labels.array() > 0.5)).count();
}

reports::Table summary(const std::vector<Training>& trainings, const Matrix& labels) {
  reports::Table table({"trained on", "rounds", "mean logistic loss", "wrong", "least margin"});
  for (const auto& [name, scores] : trainings)
    for (const std::size_t round : {std::size_t{1}, std::size_t{10}, scores.size() - 1}) {
      const Matrix& z = scores[round];
      table.add({name, round, mean_logistic_loss(z, labels), wrong(z, labels),
                 ((2.0 * labels.array() - 1.0) * z.array()).minCoeff()});
    }
  return table;
}

reports::LineChart curves(const std::vector<Training>& trainings, const Matrix& labels) {
  reports::LineChart chart{.title = "Boosting stumps on the breast-cancer table",
                           .x_label = "rounds",
                           .y_label = "mean logistic loss",
                           .y_scale = reports::Scale::logarithmic};
  for (const auto& [name, scores] : trainings) {
    reports::Curve curve{name, {}, {}};
    for (std::size_t round = 0; round < scores.size(); ++round) {
      curve.x.push_back(static_cast<double>(round));
      curve.y.push_back(mean_logistic_loss(scores[round], labels));
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart;
}

/// The exact derivatives of the recorded loss are those of the text book, so the trainings are the same but for
/// rounding.
bool is_as_expected(const std::vector<Training>& trainings, const Matrix& labels) {
  const Matrix &by_hand = trainings[0].scores.back(), &recorded = trainings[1].scores.back();
  constexpr Index few = 5;
  return (by_hand - recorded).cwiseAbs().maxCoeff() < 1e-9 && wrong(recorded, labels) <= few &&
         wrong(trainings[2].scores.back(), labels) <= few;
}

int run(const std::filesystem::path& file, const std::filesystem::path& output) {
  const Cases cases = read_cases(file);
  const Matrix labels = cases.benign;
  const std::vector<Training> trainings = {{"logistic, derivatives by hand", boost(cases, labels, logistic_by_hand)},
                                           {"logistic", boost(cases, labels, derivatives_of(logistic, labels))},
                                           {"focal", boost(cases, labels, derivatives_of(focal_loss, labels))}};
  std::cout << summary(trainings, labels).text() << '\n';

  // What the learner was handed in the tenth round, and what it would be handed elsewhere.
  const hesse::Loss focal(focal_loss, Vector::Zero(1), labels);
  std::cout << "In round 10 of the focal loss:\n\n" << hesse::loss_health(focal, trainings[2].scores[9], labels).text();

  std::filesystem::create_directories(output);
  std::ofstream picture(output / "boosting.svg", std::ios::binary);
  picture << curves(trainings, labels).svg();
  if (!picture.flush()) throw std::runtime_error("cannot write " + (output / "boosting.svg").string());
  if (is_as_expected(trainings, labels)) return EXIT_SUCCESS;
  std::cerr << "\nNot everything came out as it should: see above.\n";
  return EXIT_FAILURE;
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
