// SPDX-License-Identifier: BSL-1.0
//
// Noise never fails a right derivative, and hides a wrong one only where it has to.
#include <hesse/reports/table.hpp>
#include <hesse/verification/black_box.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <vector>

using hesse::BlackBox;
using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;
using Status = hesse::Verdict::Status;

namespace {

/// height * phi(x / width), phi(u, v, w) = u^2 v + sin(v) exp(w) + (w - u)^4, as in mutations.cpp beside this file.
struct Smooth {
  double height = 1.0, width = 1.0;

  double operator()(ConstVector x) const {
    const Vector s = x / width;
    return height * (s[0] * s[0] * s[1] + std::sin(s[1]) * std::exp(s[2]) + std::pow(s[2] - s[0], 4));
  }
  Vector gradient(ConstVector x) const {
    const Vector s = x / width;
    const double cube = 4 * std::pow(s[2] - s[0], 3), wave = std::sin(s[1]) * std::exp(s[2]);
    return height / width *
           Vector{{2 * s[0] * s[1] - cube, s[0] * s[0] + std::cos(s[1]) * std::exp(s[2]), wave + cube}};
  }
  Matrix hessian(ConstVector x) const {
    const Vector s = x / width;
    const double bend = 12 * (s[2] - s[0]) * (s[2] - s[0]);
    const double wave = std::sin(s[1]) * std::exp(s[2]), slope = std::cos(s[1]) * std::exp(s[2]);
    return height / width / width *
           Matrix{{2 * s[1] + bend, 2 * s[0], -bend}, {2 * s[0], -wave, slope}, {-bend, slope, wave + bend}};
  }
};

/// Ways for values to be noisy, as multiples of the level between -1 and 1 or so.
enum class Kind {
  random,  ///< normal, another one at each call
  hashed,  ///< of the bits of x: the same at each call
  waves,   ///< too short to be seen as such
  digits   ///< values cut to so many digits
};
constexpr std::array kinds = {Kind::random, Kind::hashed, Kind::waves, Kind::digits};

std::uint64_t hash(ConstVector x) {
  std::uint64_t bits = 0x9E3779B97F4A7C15u;
  for (const double number : x) {
    bits ^= std::bit_cast<std::uint64_t>(number);
    bits *= 0xBF58476D1CE4E5B9u;
    bits ^= bits >> 31;
  }
  return bits * 0x94D049BB133111EBu;
}

/// value, times 1 + level * noise.
class Noise {
 public:
  Noise(Kind kind, double level, double width, std::uint64_t seed)
      : kind_(kind), level_(level), width_(width), random_(seed) {}

  double operator()(double value, ConstVector x) {
    switch (kind_) {
      case Kind::random:
        return value * (1.0 + level_ * normal());
      case Kind::hashed:
        return value * (1.0 + level_ * (static_cast<double>(hash(x) >> 11) * 0x1p-52 - 1.0));
      case Kind::waves:
        return value * (1.0 + level_ * std::sin(1e9 * x.sum() / width_) * std::cos(3e7 * x[0] / width_));
      case Kind::digits: {
        if (level_ == 0.0 || value == 0.0) return value;
        const double unit = level_ * std::exp2(std::floor(std::log2(std::abs(value))));
        return unit * std::round(value / unit);
      }
    }
    return value;
  }

 private:
  /// Of variance one: twelve uniform numbers, less six.
  double normal() {
    double sum = -6.0;
    for (int k = 0; k < 12; ++k) sum += static_cast<double>(random_() >> 11) * 0x1p-53;
    return sum;
  }

  Kind kind_;
  double level_, width_;
  std::mt19937_64 random_;
};

constexpr std::array levels = {0.0, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3};
constexpr std::array scales = {1e-12, 1e-6, 1.0, 1e6, 1e12};

enum class Checked { gradient, hessian, hessian_of_slopes };
constexpr std::array all_checked = {Checked::gradient, Checked::hessian, Checked::hessian_of_slopes};

using Change = std::function<void(Matrix&)>;

hesse::Verdict check(Checked checked, const Smooth& f, Noise noise, ConstVector x, const Change& change) {
  const hesse::BlackBoxOptions options{.points = 1};
  const auto value = [&](ConstVector at) { return noise(f(at), at); };
  const auto gradient = [&](ConstVector at) {
    Vector slopes = f.gradient(at);
    for (double& slope : slopes) slope = noise(slope, at);
    return slopes;
  };
  const auto by_hand = [&](const Matrix& right) {
    Matrix changed = right;
    change(changed);
    return changed;
  };
  const auto hessian = [&](ConstVector at) { return by_hand(f.hessian(at)); };
  if (checked == Checked::gradient)
    return hesse::check_gradient(
        BlackBox{value}, [&](ConstVector at) -> Vector { return by_hand(f.gradient(at)); }, x, options);
  return hesse::check_hessian(checked == Checked::hessian ? BlackBox{value} : BlackBox{value, gradient}, hessian, x,
                              options);
}

struct Tally {
  int passed = 0, inconclusive = 0, failed = 0;
  void add(const hesse::Verdict& verdict) {
    ++(verdict.passed() ? passed : verdict.status == Status::failed ? failed : inconclusive);
  }
  [[nodiscard]] double percent(int count) const { return 100.0 * count / (passed + inconclusive + failed); }
};

/// Checks at random points, with noise of all kinds, f and x of all sizes.
Tally tally(double level, int points, const std::vector<Checked>& checked, const Change& change,
            std::uint64_t seed = 42) {
  Tally counts;
  std::mt19937_64 random(seed);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  for (int point = 0; point < points; ++point) {
    const Vector s{{uniform(0.3, 1.5), uniform(0.3, 1.5), uniform(-1.5, -0.3)}};
    for (const Kind kind : kinds)
      for (const Checked what : checked) {
        const double height = scales[random() % scales.size()], width = scales[random() % scales.size()];
        const hesse::Verdict verdict =
            check(what, {height, width}, Noise(kind, level, width, random()), width * s, change);
        counts.add(verdict);
      }
  }
  return counts;
}

}  // namespace

// The oracle is the derivation by hand, which check_hessian() of the recorded function confirms in mutations.cpp.
BOOST_AUTO_TEST_CASE(noise_never_fails_a_right_derivative) {
  hesse::reports::Table table({"noise", "passed, %", "inconclusive, %", "called wrong"});
  int checks = 0;
  for (const double level : levels) {
    const Tally counts = tally(level, 145, {all_checked.begin(), all_checked.end()}, [](Matrix&) {});
    checks += counts.passed + counts.inconclusive + counts.failed;
    table.add(
        {{level, 1}, {counts.percent(counts.passed), 3}, {counts.percent(counts.inconclusive), 3}, counts.failed});
    BOOST_TEST(counts.failed == 0);
    if (level == 0.0) BOOST_TEST(counts.inconclusive == 0);
  }
  BOOST_TEST(checks >= 10000);
  BOOST_TEST_MESSAGE(checks << " right gradients and Hessians\n" << table.text());
}

BOOST_AUTO_TEST_CASE(slow_noise_fails_none_of_a_hundred_thousand_right_derivatives, *boost::unit_test::disabled()) {
  for (const double level : levels)
    BOOST_TEST(tally(
                   level, 1400, {all_checked.begin(), all_checked.end()}, [](Matrix&) {}, 7)
                   .failed == 0);
}

// What a check of a wrong Hessian says: noise hides, but it never makes a wrong one right.
BOOST_AUTO_TEST_CASE(what_noise_hides_is_inconclusive) {
  const std::vector<std::pair<const char*, Change>> mutations = {
      {"sign of one entry", [](Matrix& h) { h(0, 0) = -h(0, 0); }},
      {"factor two", [](Matrix& h) { h *= 2.0; }},
      {"missing entry", [](Matrix& h) { h(0, 0) = 0.0; }},
      {"a typo of 10 %", [](Matrix& h) { h(0, 0) *= 1.1; }},
      {"one triangle only", [](Matrix& h) { h = Matrix(h.triangularView<Eigen::Upper>()); }}};
  for (const Checked checked : all_checked) {
    hesse::reports::Table table({"mistake", "noise", "found, %", "inconclusive, %", "passed, %"});
    for (const auto& [name, change] : mutations) {
      if (checked == Checked::gradient && std::string(name) == "one triangle only") continue;
      for (const double level : levels) {
        const Tally counts = tally(level, 10, {checked}, change);
        table.add({name,
                   {level, 1},
                   {counts.percent(counts.failed), 3},
                   {counts.percent(counts.inconclusive), 3},
                   {counts.percent(counts.passed), 3}});
        if (level <= 1e-12) BOOST_TEST(counts.failed == 40);
        BOOST_TEST(counts.passed == 0);
      }
    }
    const char* const names[] = {"gradients", "Hessians, by values", "Hessians, by the gradient"};
    BOOST_TEST_MESSAGE(names[static_cast<int>(checked)] << "\n" << table.text());
  }
}
