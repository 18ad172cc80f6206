// SPDX-License-Identifier: BSL-1.0
//
// Random programs through every sweep. The oracle is the same tape on fifty digits; relations between the derivatives
// of related programs are the second one, which knows nothing of how derivatives are made.
//
// How many and which: see random_seconds().
#include <hesse/hesse.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <string>
#include <support/derivatives.hpp>
#include <support/random_programs.hpp>

namespace hesse {

namespace {

/// Programs where double and fifty digits agree this well are compared further, to a quarter of it.
const double agreement = std::ldexp(1.0, -20);

double distance(const Derivatives& a, const Derivatives& b, const Vector& x) {
  return std::ranges::max(distances(a, b, x));
}

Recorded recorded(const RandomProgram& program) { return record(program, program.point()); }
bool has_output(const Recorded& recording) { return !recording.tape.outputs()[0].is_constant(); }

enum class Outcome { compared, ill_conditioned, wrong };

/// A disagreement is explained when the program moves as much under 256 times the noise of rounding.
Outcome judge(const RandomProgram& program) {
  const Recorded recording = recorded(program);
  if (!has_output(recording)) return Outcome::ill_conditioned;
  const Vector& x = program.point();
  const Derivatives exact = derivatives<Fifty>(recording.tape, x, x.size());
  const Function function(program, x);
  const SecondOrder found = function.second_order(x);
  if (!exact.all_finite()) return Outcome::ill_conditioned;
  if (distance(exact, {found.value, found.gradient, found.hessian}, x) <= agreement) return Outcome::compared;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Recorded noisy = recorded(program.with_noise(seed, std::ldexp(1.0, -45)));
    if (!(distance(exact, derivatives<Fifty>(noisy.tape, x, x.size()), x) <= agreement / 16))
      return Outcome::ill_conditioned;
  }
  return Outcome::wrong;
}

/// The relations that hold between derivatives of related programs; the name of the first that does not, else empty.
std::string broken_relation(const RandomProgram& f, const RandomProgram& g, std::uint64_t seed) {
  const Vector& x = f.point();
  const Index n = x.size();
  const Matrix H = Function(f, x).hessian(x);
  const Vector slope = Function(f, x).gradient(x);
  const double rest = slope.lpNorm<Eigen::Infinity>() / x.lpNorm<Eigen::Infinity>();
  const auto differs = [&](const Matrix& a, const Matrix& b, const Matrix& scale) {
    return (a - b).lpNorm<Eigen::Infinity>() > 4 * agreement * (scale.lpNorm<Eigen::Infinity>() + rest);
  };
  std::mt19937_64 random(seed);
  std::uniform_int_distribution<int> small(-2, 2);

  if (H != H.transpose()) return "H is bitwise symmetric";

  const Vector v = Vector::NullaryExpr(n, [&] { return small(random) + 0.5; });
  if (differs(Function(f, x).hessian_vector(x, v), H * v, H.cwiseAbs() * v.cwiseAbs())) return "H v = H times v";
  const auto sum = [&](const VectorOf<Var>& y) { return f(y) + g(y); };
  const Matrix G = Function(g, x).hessian(x);
  if (G.allFinite() && differs(Function(sum, x).hessian(x), H + G, H.cwiseAbs() + G.cwiseAbs()))
    return "H(f + g) = H(f) + H(g)";

  const auto tripled = [&](const VectorOf<Var>& y) { return 3 * f(y); };
  if (differs(Function(tripled, x).hessian(x), 3 * H, H)) return "H(c f) = c H(f)";

  // Unit upper triangular and integer, so that A z = x is solved by integer multiples.
  Matrix A = Matrix::Identity(n, n);
  for (Index j = 1; j < n; ++j)
    for (Index i = 0; i < j; ++i) A(i, j) = small(random);
  const Vector z = A.triangularView<Eigen::UnitUpper>().solve(x);
  const auto composed = [&](const VectorOf<Var>& y) { return f(A.cast<Var>() * y); };
  const Matrix expected = A.transpose() * Function(f, x).hessian(A * z) * A;
  if (differs(Function(composed, z).hessian(z), expected, A.cwiseAbs().transpose() * H.cwiseAbs() * A.cwiseAbs()))
    return "H(f o A) = A' H A";

  const Vector wider = (Vector(n + 1) << x, 7.0).finished();
  const Matrix W = Function(f, wider).hessian(wider);
  if (W.topLeftCorner(n, n) != H || !W.col(n).isZero(0) || Function(f, wider).gradient(wider)[n] != 0.0)
    return "an input that f ignores changes nothing";

  const Function elsewhere(f, Vector::Constant(n, 0.25));
  if (elsewhere.hessian(x) != H || elsewhere.gradient(x) != slope) return "record = replay";

  const auto eightfold = [&](const VectorOf<Var>& y) { return 8 * f(y); };
  if (Function(eightfold, x).hessian(x) != 8 * H) return "8 f scales H bitwise";
  const auto stretched = [&](const VectorOf<Var>& y) { return f(y * Var(0.125)); };
  if (Function(stretched, 8 * x).hessian(8 * x) != H / 64) return "x / 8 scales H bitwise";
  return {};
}

}  // namespace

BOOST_AUTO_TEST_CASE(random_programs_agree_with_fifty_digits_and_with_each_other) {
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t first = first_random_seed();
  std::size_t programs = 0, left_out = 0;
  for (std::uint64_t seed = first; std::chrono::steady_clock::now() - start < random_seconds(); ++seed, ++programs) {
    const std::size_t inputs = 1 + seed % 6;
    const RandomProgram program = RandomProgram::make(seed, inputs, 3 + seed % 23);
    const Outcome outcome = judge(program);
    left_out += outcome == Outcome::ill_conditioned ? 1 : 0;
    if (outcome == Outcome::wrong) {
      const auto fails = [](const RandomProgram& smaller) { return judge(smaller) == Outcome::wrong; };
      BOOST_ERROR("seed " << seed << " differs from fifty digits:\n" << program.shrunk(fails).text());
    }
    if (outcome != Outcome::compared) continue;
    const RandomProgram other = RandomProgram::make(seed + 500'000, inputs, 8);
    const std::string broken = broken_relation(program, other, seed);
    if (!broken.empty()) {
      const auto fails = [&](const RandomProgram& smaller) {
        return judge(smaller) == Outcome::compared && broken_relation(smaller, other, seed) == broken;
      };
      BOOST_ERROR("seed " << seed << " breaks \"" << broken << "\":\n" << program.shrunk(fails).text());
    }
  }
  const double share = static_cast<double>(left_out) / static_cast<double>(programs);
  fmt::print("random programs: {}, left out as ill-conditioned: {} ({:.1f} %)\n", programs, left_out, 100 * share);
  BOOST_TEST(share < 0.2);
}

// Origin: an affine function has no curvature; not a small one, none.
BOOST_AUTO_TEST_CASE(affine_programs_have_exactly_zero_hessians) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 1 + seed % 6, 20, RandomProgram::Rows::affine);
    const Function function(program, program.point());
    BOOST_TEST(function.hessian(program.point()).isZero(0), "seed " << seed << ":\n" << program.text());
  }
}

// Recording computes as it goes; the forward sweep must find the same bits.
BOOST_AUTO_TEST_CASE(the_forward_sweep_repeats_the_recording_bit_for_bit) {
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    const RandomProgram program = RandomProgram::make(seed, 3, 30);
    const Recorded recording = recorded(program);
    Numbers<double> values;
    forward<double>(recording.tape, {program.point().data(), 3}, values);
    for (std::size_t node = 0; node < values.size(); ++node)
      BOOST_REQUIRE_MESSAGE(values[node] == recording.values[node] || std::isnan(values[node]),
                            "seed " << seed << ", node " << node << ":\n"
                                    << program.text());
  }
}

// The generator is a test tool, so it is tested: shrinking keeps the failure and loses the rest.
BOOST_AUTO_TEST_CASE(a_failing_program_shrinks_to_its_culprit) {
  const auto uses_tanh = [](const RandomProgram& program) { return program.text().find("tanh") != std::string::npos; };
  std::uint64_t seed = 0;
  while (!uses_tanh(RandomProgram::make(seed, 3, 40))) ++seed;
  const RandomProgram smallest = RandomProgram::make(seed, 3, 40).shrunk(uses_tanh);
  BOOST_TEST(smallest.steps() == 1u, smallest.text());
}

}  // namespace hesse
