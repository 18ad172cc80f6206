// SPDX-License-Identifier: BSL-1.0
#include "problems.hpp"

#include <hesse/recording/functions.hpp>

#include <algorithm>
#include <support/read_table.hpp>
#include <support/standardised.hpp>
#include <type_traits>

namespace convex {

namespace {

template <class Weights>
auto ridge(const Weights& w, double lambda) {
  return 0.5 * lambda * w.squaredNorm();
}

/// Minus the log-likelihood of a label of 0 or 1, which stands behind the features.
struct Logistic {
  double lambda;
  auto operator()(const auto& w, const auto& row) const {
    const auto score = w.dot(row.head(w.size()));
    return softplus(score) - row[w.size()] * score + ridge(w, lambda);
  }
};

/// Minus the log-likelihood of a class, which stands as its unit vector behind the features. Every class has weights.
struct Softmax {
  double lambda;
  Index classes;
  auto operator()(const auto& w, const auto& row) const {
    const Index features = w.size() / classes;
    std::remove_cvref_t<decltype(w)> scores(classes);
    for (Index c = 0; c < classes; ++c) scores[c] = w.segment(c * features, features).dot(row.head(features));
    return logsumexp(scores) - scores.dot(row.tail(classes)) + ridge(w, lambda);
  }
};

/// Half the squared residual of a number, which stands behind the features.
struct HalfSquare {
  double lambda;
  auto operator()(const auto& w, const auto& row) const {
    const auto residual = w.dot(row.head(w.size())) - row[w.size()];
    return 0.5 * residual * residual + ridge(w, lambda);
  }
};

/// The features, 1, and what is to be predicted.
Matrix rows_of(const Matrix& features, const Matrix& answers) {
  Matrix rows(features.rows(), features.cols() + 1 + answers.cols());
  rows << features, Vector::Ones(features.rows()), answers;
  return rows;
}

Matrix unit_vectors(const Vector& labels, Index classes) {
  Matrix units = Matrix::Zero(labels.size(), classes);
  for (Index i = 0; i < labels.size(); ++i) units(i, static_cast<Index>(labels[i])) = 1.0;
  return units;
}

/// The files hold an answer, a number or the number of a class, in the last column.
Matrix table_of_numbers(const std::string& file, Index rows, Index features, int head_lines) {
  const Matrix cells = support::read_table(file, rows, features + 1, head_lines);
  return rows_of(support::standardised(cells.leftCols(features)), cells.rightCols(1));
}

Matrix table_of_classes(const std::string& file, Index rows, Index features, Index classes) {
  const Matrix cells = support::read_table(file, rows, features + 1, 1);
  return rows_of(support::standardised(cells.leftCols(features)), unit_vectors(cells.col(features), classes));
}

/// Pixels from 0 to 16 become those from 0 to 1: some are the same in all images and have no deviation to divide by.
Matrix table_of_digits() {
  const Matrix cells = support::read_table("digits.csv", 1797, 65);
  return rows_of(cells.leftCols(64) / 16.0, unit_vectors(cells.col(64), 10));
}

template <class RowLoss>
Problem mean_over(const Matrix& rows, const std::string& name, double least, Index weights, const RowLoss& loss) {
  return {name, loss.lambda, least,
          hesse::Loss(loss, Vector::Zero(weights), rows, {.reduction = hesse::Reduction::mean})};
}

}  // namespace

const std::vector<Problem>& all_problems() {
  static const std::vector<Problem> all = [] {
    const Matrix breast_cancer = table_of_numbers("breast_cancer.csv", 569, 30, 1);
    const Matrix diabetes = table_of_numbers("diabetes.csv", 442, 10, 0);
    const Matrix iris = table_of_classes("iris.csv", 150, 4, 3);
    const Matrix wine = table_of_classes("wine_data.csv", 178, 13, 3);
    return std::vector<Problem>{
        mean_over(breast_cancer, "breast_cancer 1e-2", 0.100446303781205932, 31, Logistic{1e-2}),
        mean_over(breast_cancer, "breast_cancer 1e-4", 0.0426556272704904236, 31, Logistic{1e-4}),
        mean_over(iris, "iris 1e-2", 0.266201000802472013, 15, Softmax{1e-2, 3}),
        mean_over(iris, "iris 1e-4", 0.0577897257728392835, 15, Softmax{1e-4, 3}),
        mean_over(wine, "wine 1e-2", 0.0951408421253928016, 42, Softmax{1e-2, 3}),
        mean_over(diabetes, "diabetes 1e-2", 1558.78201288435535, 11, HalfSquare{1e-2}),
        mean_over(table_of_digits(), "digits 1e-2", 0.741056933831014518, 650, Softmax{1e-2, 10}),
    };
  }();
  return all;
}

const Problem& problem_of(const std::string& name) { return *std::ranges::find(all_problems(), name, &Problem::name); }

}  // namespace convex
