// SPDX-License-Identifier: BSL-1.0
//
// The checker checked: right derivatives pass over 24 decades of scales, wrong ones fail with the wrong entry named.
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

using hesse::ConstVector;
using hesse::Index;
using hesse::Matrix;
using hesse::Vector;

namespace {

/// f(x) = height * phi(x / width), phi(u, v, w) = u^2 v + sin(v) exp(w) + (w - u)^4: every entry of the Hessian differs
/// from every other but for symmetry.
struct Landscape {
  double height = 1.0;
  double width = 1.0;

  auto operator()(const auto& x) const {
    using std::exp, std::sin, std::pow;
    const auto u = x[0] / width, v = x[1] / width, w = x[2] / width;
    return height * (u * u * v + sin(v) * exp(w) + pow(w - u, 4));
  }
  Vector gradient(ConstVector x) const {
    const Vector s = x / width;
    const double u = s[0], v = s[1], w = s[2], cube = 4 * std::pow(w - u, 3);
    return height / width *
           Vector{{2 * u * v - cube, u * u + std::cos(v) * std::exp(w), std::sin(v) * std::exp(w) + cube}};
  }
  Matrix hessian(ConstVector x) const {
    const Vector s = x / width;
    const double u = s[0], v = s[1], w = s[2], bend = 12 * (w - u) * (w - u);
    return height / width / width *
           Matrix{{2 * v + bend, 2 * u, -bend},
                  {2 * u, -std::sin(v) * std::exp(w), std::cos(v) * std::exp(w)},
                  {-bend, std::cos(v) * std::exp(w), std::sin(v) * std::exp(w) + bend}};
  }
  Vector point() const { return width * Vector{{0.7, 1.3, -0.4}}; }
};

/// Heights and widths over 24 decades, in all pairs.
std::vector<Landscape> landscapes() {
  std::vector<Landscape> all;
  for (const double height : {1e-12, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e12})
    for (const double width : {1e-12, 1e-6, 1e-3, 1.0, 1e3, 1e6, 1e12}) all.push_back({height, width});
  return all;
}

struct Mutation {
  const char* name;
  std::function<Matrix(const Landscape&, ConstVector)> hessian;
  Index wrong;        ///< how many entries it makes wrong
  const char* worst;  ///< the one that comes first: the only one, or the first of equals
};

template <class Change>
auto changed(Change change) {
  return [change](const Landscape& f, ConstVector x) {
    Matrix h = f.hessian(x);
    change(h);
    return h;
  };
}

const Mutation mutations[] = {
    {"sign of one entry", changed([](Matrix& h) { h(1, 2) = -h(1, 2); }), 1, "H[1][2]"},
    {"factor two in one entry", changed([](Matrix& h) { h(2, 2) *= 2; }), 1, "H[2][2]"},
    {"factor one half", changed([](Matrix& h) { h(0, 1) *= 0.5; }), 1, "H[0][1]"},
    {"missing entry", changed([](Matrix& h) { h(2, 1) = 0; }), 1, "H[2][1]"},
    {"a typo in the tenth digit", changed([](Matrix& h) { h(1, 1) *= 1 + 1e-10; }), 1, "H[1][1]"},
    {"one triangle only", changed([](Matrix& h) { h = Matrix(h.triangularView<Eigen::Upper>()); }), 3, "H[1][0]"},
    {"rows exchanged", changed([](Matrix& h) { h.row(0).swap(h.row(1)); }), 6, nullptr},
    {"off-diagonal doubled", changed([](Matrix& h) { h += h - Matrix(h.diagonal().asDiagonal()); }), 6, nullptr},
    {"wrong point", [](const Landscape& f, ConstVector x) { return f.hessian(1.001 * x); }, 9, nullptr},
    {"wrong sign of all", changed([](Matrix& h) { h = -h; }), 9, nullptr},
    {"outer product of gradients",
     [](const Landscape& f, ConstVector x) -> Matrix { return f.gradient(x) * f.gradient(x).transpose(); }, 9,
     nullptr}};

}  // namespace

BOOST_AUTO_TEST_CASE(right_derivatives_pass_at_every_scale) {
  for (const Landscape& f : landscapes()) {
    const auto gradient = hesse::check_gradient(
        f, [&](ConstVector x) { return f.gradient(x); }, f.point());
    const auto hessian = hesse::check_hessian(
        f, [&](ConstVector x) { return f.hessian(x); }, f.point());
    const auto products = hesse::check_hessian_vector(
        f, [&](ConstVector x, ConstVector v) -> Vector { return f.hessian(x) * v; }, f.point());
    BOOST_TEST(gradient.passed(), gradient.report());
    BOOST_TEST(hessian.passed(), hessian.report());
    BOOST_TEST(products.passed(), products.report());
    // The error of a right model is of third [second] order: phi has third derivatives that do not vanish.
    BOOST_TEST(*gradient.slope == 2.0, boost::test_tools::tolerance(0.05));
    BOOST_TEST(*hessian.slope == 3.0, boost::test_tools::tolerance(0.05));
    BOOST_TEST(*products.slope == 3.0, boost::test_tools::tolerance(0.05));
  }
}

BOOST_AUTO_TEST_CASE(wrong_hessians_fail_and_the_entry_is_named) {
  for (const Mutation& mutation : mutations)
    for (const Landscape& f : landscapes()) {
      BOOST_TEST_CONTEXT(mutation.name) {
        const auto verdict = hesse::check_hessian(
            f, [&](ConstVector x) { return mutation.hessian(f, x); }, f.point());
        BOOST_TEST((verdict.status == hesse::Verdict::Status::failed), verdict.report());
        BOOST_REQUIRE(std::ssize(verdict.mistakes) == mutation.wrong);
        if (mutation.worst != nullptr) BOOST_TEST(verdict.mistakes.front().name == mutation.worst);
      }
    }
}

// Mutating one entry leaves the other eight alone: exactly one is reported, at all seven points.
BOOST_AUTO_TEST_CASE(one_wrong_entry_is_one_mistake) {
  const Landscape f;
  for (Index entry = 0; entry < 9; ++entry) {
    const Index row = entry / 3, column = entry % 3;
    const auto verdict = hesse::check_hessian(
        f,
        [&](ConstVector x) {
          Matrix h = f.hessian(x);
          h(row, column) += 1e-7;
          return h;
        },
        f.point());
    BOOST_REQUIRE(verdict.mistakes.size() == 1);
    BOOST_TEST(verdict.mistakes[0].row == row);
    BOOST_TEST(verdict.mistakes[0].column == column);
    BOOST_TEST(verdict.mistakes[0].wrong_at == 7);
  }
}

BOOST_AUTO_TEST_CASE(wrong_gradients_and_products_are_named) {
  for (const Landscape& f : landscapes()) {
    const auto gradient = hesse::check_gradient(
        f,
        [&](ConstVector x) {
          Vector g = f.gradient(x);
          g[1] = -g[1];
          return g;
        },
        f.point());
    BOOST_REQUIRE(gradient.mistakes.size() == 1);
    BOOST_TEST(gradient.mistakes[0].name == "g[1]");
    BOOST_TEST(gradient.mistakes[0].relative_difference() == 2.0, boost::test_tools::tolerance(1e-12));
    // A gradient with one wrong slope leaves an error of first order.
    BOOST_TEST(*gradient.slope == 1.0, boost::test_tools::tolerance(0.05));
    const auto products = hesse::check_hessian_vector(
        f,
        [&](ConstVector x, ConstVector v) {
          Vector product = f.hessian(x) * v;
          product[2] *= 1.5;
          return product;
        },
        f.point());
    BOOST_REQUIRE(products.mistakes.size() == 3);  // one a direction
    for (const auto& mistake : products.mistakes) BOOST_TEST(mistake.row == 2);
    BOOST_TEST(*products.slope == 2.0, boost::test_tools::tolerance(0.05));
  }
}
