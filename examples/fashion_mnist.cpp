// SPDX-License-Identifier: BSL-1.0
//
// A network learns to tell ten kinds of clothes apart: 784 pixels, 64 hidden units, 10 outputs, 50,890 weights.
//
//     build/release/examples/fashion_mnist [epochs] [images] [folder]
//
// The images are Zalando's Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017; MIT licence), as Debian's package
// dataset-fashion-mnist puts them into /usr/share/datasets/fashion-mnist.
#include <hesse/hesse.hpp>
#include <hesse/reports/progress.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>
#include <zlib.h>

using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

constexpr Index pixels = 784, hidden = 64, classes = 10;
constexpr Index inner = hidden * (pixels + 1), parameters = inner + classes * (hidden + 1);

/// The numbers of a compressed IDX file behind its header of `header` bytes, at most `count`.
std::vector<unsigned char> read(const std::filesystem::path& file, unsigned header, std::size_t count) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  std::vector<unsigned char> bytes(header + count);
  if (!in) throw std::runtime_error("cannot open " + file.string() + "; install dataset-fashion-mnist");
  const int found = gzread(in.get(), bytes.data(), static_cast<unsigned>(bytes.size()));
  if (found != static_cast<int>(bytes.size()))
    throw std::runtime_error(fmt::format("{} has fewer than {} numbers", file.string(), count));
  bytes.erase(bytes.begin(), bytes.begin() + header);
  return bytes;
}

/// An image a row: its pixels from 0 to 1, then 1 in the column of its kind and 0 in the others.
Matrix images(const std::filesystem::path& folder, const std::string& name, Index count) {
  const auto light = read(folder / (name + "-images-idx3-ubyte.gz"), 16, static_cast<std::size_t>(count * pixels));
  const auto kind = read(folder / (name + "-labels-idx1-ubyte.gz"), 8, static_cast<std::size_t>(count));
  Matrix rows = Matrix::Zero(count, pixels + classes);
  for (Index i = 0; i < count; ++i) {
    for (Index j = 0; j < pixels; ++j) rows(i, j) = light[static_cast<std::size_t>(i * pixels + j)] / 255.0;
    rows(i, pixels + kind[static_cast<std::size_t>(i)]) = 1.0;
  }
  return rows;
}

/// The scores of the ten kinds. The weights of a unit stand together, its bias behind them.
const auto network = [](const auto& theta, const auto& row) {
  using std::max;
  using T = std::remove_cvref_t<decltype(theta[0])>;
  hesse::VectorOf<T> units(hidden), scores(classes);
  for (Index h = 0; h < hidden; ++h) {
    const auto weights = theta.segment(h * (pixels + 1), pixels + 1);
    units[h] = max(T(weights.head(pixels).dot(row.head(pixels)) + weights[pixels]), T(0));
  }
  for (Index c = 0; c < classes; ++c) {
    const auto weights = theta.segment(inner + c * (hidden + 1), hidden + 1);
    scores[c] = weights.head(hidden).dot(units) + weights[hidden];
  }
  return scores;
};

const auto cross_entropy = [](const auto& theta, const auto& row) {
  const auto scores = network(theta, row);
  return logsumexp(scores) - scores.dot(row.segment(pixels, classes));
};

/// Normal, of variance 2 / inputs for units that are cut at 0. Source: He, Zhang, Ren, Sun (ICCV 2015).
Vector start() {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  Vector theta = Vector::Zero(parameters);
  for (Index h = 0; h < hidden; ++h)
    for (Index i = 0; i < pixels; ++i) theta[h * (pixels + 1) + i] = normal(random) * std::sqrt(2.0 / pixels);
  for (Index c = 0; c < classes; ++c)
    for (Index i = 0; i < hidden; ++i) theta[inner + c * (hidden + 1) + i] = normal(random) * std::sqrt(2.0 / hidden);
  return theta;
}

double accuracy(const Vector& theta, const Matrix& rows) {
  Index right = 0;
  for (Index i = 0; i < rows.rows(); ++i) {
    const Vector row = rows.row(i);
    Index found = 0;
    network(theta, row).maxCoeff(&found);
    right += row[pixels + found] == 1.0 ? 1 : 0;
  }
  return static_cast<double>(right) / static_cast<double>(rows.rows());
}

int main(int count, char** arguments) try {
  const Index epochs = count > 1 ? std::stol(arguments[1]) : 10, rows = count > 2 ? std::stol(arguments[2]) : 60'000;
  const std::filesystem::path folder = count > 3 ? arguments[3] : "/usr/share/datasets/fashion-mnist";
  const hesse::Loss loss(cross_entropy, start(), images(folder, "train", rows),
                         {.reduction = hesse::Reduction::mean, .threads = 2});
  const hesse::Solution s = minimize(loss, start(),
                                     hesse::Adam{.eta = 1e-3,
                                                 .schedule = hesse::Schedule::cosine,
                                                 .period = epochs,
                                                 .batch = 64,
                                                 .iteration_limit = epochs,
                                                 .callback = hesse::reports::terminal_bar()});
  fmt::print("{}\n", s.table());
  fmt::print("of images never seen, {:.1f} % are told right\n",
             100.0 * accuracy(s.point, images(folder, "t10k", 10'000)));
} catch (const std::exception& error) {
  fmt::print(stderr, "{}\n", error.what());
  return 1;
}
