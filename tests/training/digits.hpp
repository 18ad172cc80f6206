// SPDX-License-Identifier: BSL-1.0
//
// Handwritten digits, and a network that learns to read them.
#pragma once

#include <hesse/derivatives/loss.hpp>
#include <hesse/recording/functions.hpp>

#include <cmath>
#include <cstdint>

namespace digits {

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

constexpr Index pixels = 64, hidden = 32, classes = 10;
constexpr Index parameters = (pixels + 1) * hidden + (hidden + 1) * classes;
constexpr double lambda = 1e-4;

/// A row an image: its pixels from 0 to 1, then 1 in the column of its digit and 0 in the others.
struct Data {
  Matrix training;  ///< 1437 images
  Matrix test;      ///< every fifth of the table: 360 images
};

[[nodiscard]] Data read();

/// Scores of the ten digits: 64 pixels, 32 hidden units with tanh, 10 outputs. Weights stand output by output, the bias
/// of each behind its weights.
struct Network {
  template <class V>
  auto operator()(const V& theta, const auto& row) const {
    using std::tanh;
    using T = std::remove_cvref_t<decltype(theta[0])>;
    hesse::VectorOf<T> units(hidden), scores(classes);
    Index weight = 0;
    for (Index h = 0; h < hidden; ++h) {
      T sum = theta[weight + pixels];
      for (Index i = 0; i < pixels; ++i) sum += theta[weight + i] * row[i];
      units[h] = tanh(sum);
      weight += pixels + 1;
    }
    for (Index c = 0; c < classes; ++c) {
      T sum = theta[weight + hidden];
      for (Index h = 0; h < hidden; ++h) sum += theta[weight + h] * units[h];
      scores[c] = sum;
      weight += hidden + 1;
    }
    return scores;
  }
};

/// The mean over rows of softmax cross-entropy, plus lambda/2 |theta|^2, which is the last prediction, so that the
/// weights are all of the loss that does not depend on the row.
[[nodiscard]] hesse::Loss loss_over(const Matrix& rows);

/// Uniform weights within sqrt(6 / (inputs + outputs)) of a layer, biases 0. Source: Glorot, Bengio (AISTATS 2010).
[[nodiscard]] Vector start(std::uint64_t seed);

/// The part of the rows whose digit has the highest score.
[[nodiscard]] double accuracy(const Vector& theta, const Matrix& rows);

}  // namespace digits
