// SPDX-License-Identifier: BSL-1.0
#include "digits.hpp"

#include <random>
#include <support/read_table.hpp>

namespace digits {

Data read() {
  const Index all = 1797, fifths = 5, tests = (all + fifths - 1) / fifths;
  const Matrix table = support::read_table("digits.csv", all, pixels + 1);
  Data data{Matrix::Zero(all - tests, pixels + classes), Matrix::Zero(tests, pixels + classes)};
  for (Index i = 0; i < all; ++i) {
    auto row = i % fifths == 0 ? data.test.row(i / fifths) : data.training.row(i - i / fifths - 1);
    row.head(pixels) = table.row(i).head(pixels) / 16.0;
    row[pixels + static_cast<Index>(table(i, pixels))] = 1.0;
  }
  return data;
}

hesse::Loss loss_over(const Matrix& rows) {
  const auto model = [](const auto& theta, const auto& row) {
    const auto scores = Network()(theta, row);
    std::remove_const_t<decltype(scores)> predictions(classes + 1);
    predictions << scores, 0.5 * lambda * theta.squaredNorm();
    return predictions;
  };
  const auto cross_entropy = [](const auto& predictions, const auto& row) {
    const std::remove_cvref_t<decltype(predictions)> scores = predictions.head(classes);
    return logsumexp(scores) - scores.dot(row.segment(pixels, classes)) + predictions[classes];
  };
  return hesse::Loss(model, cross_entropy, start(1), rows, {.reduction = hesse::Reduction::mean});
}

Vector start(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Vector theta = Vector::Zero(parameters);
  Index weight = 0;
  const auto fill = [&](Index inputs, Index outputs) {
    const double bound = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
    for (Index o = 0; o < outputs; ++o, weight += inputs + 1)
      for (Index i = 0; i < inputs; ++i)
        theta[weight + i] = bound * (2.0 * std::ldexp(static_cast<double>(random() >> 11), -53) - 1.0);
  };
  fill(pixels, hidden);
  fill(hidden, classes);
  return theta;
}

double accuracy(const Vector& theta, const Matrix& rows) {
  Index right = 0;
  for (Index i = 0; i < rows.rows(); ++i) {
    const Vector row = rows.row(i);
    Index found = 0;
    Network()(theta, row).maxCoeff(&found);
    if (row[pixels + found] == 1.0) ++right;
  }
  return static_cast<double>(right) / static_cast<double>(rows.rows());
}

}  // namespace digits
