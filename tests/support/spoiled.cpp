// SPDX-License-Identifier: BSL-1.0
#include "spoiled.hpp"

#include <algorithm>
#include <cmath>

namespace support {

namespace {

using Kind = hesse::Cause::Kind;

Matrix off_diagonal(const Matrix& h) { return h - Matrix(h.diagonal().asDiagonal()); }

const Spoiling ways[] = {
    {"sign", Kind::sign, [](auto& f, auto x, Index, Index, auto) -> Matrix { return -f.hessian(x); }},
    {"twice", Kind::factor, [](auto& f, auto x, Index, Index, auto) -> Matrix { return 2 * f.hessian(x); }},
    {"half", Kind::factor, [](auto& f, auto x, Index, Index, auto) -> Matrix { return 0.5 * f.hessian(x); }},
    {"diagonal doubled", Kind::factor,
     [](auto& f, auto x, Index, Index, auto) -> Matrix {
       const Matrix h = f.hessian(x);
       return 2 * h - off_diagonal(h);
     }},
    {"rest halved", Kind::factor,
     [](auto& f, auto x, Index, Index, auto) -> Matrix {
       const Matrix h = f.hessian(x);
       return h - 0.5 * off_diagonal(h);
     }},
    {"missing entry", Kind::missing_entry,
     [](auto& f, auto x, Index i, Index j, auto) {
       Matrix h = f.hessian(x);
       h(i, j) = h(j, i) = 0.0;
       return h;
     }},
    {"typo in one entry", Kind::wrong_entry,
     [](auto& f, auto x, Index i, Index j, auto) {
       Matrix h = f.hessian(x);
       h(i, j) *= 1.0 + 0.37 * std::cos(x[i] / (f.point[i] == 0.0 ? 1.0 : f.point[i]));
       return h;
     }},
    {"one triangle", Kind::one_triangle,
     [](auto& f, auto x, Index, Index, auto) { return Matrix(f.hessian(x).template triangularView<Eigen::Upper>()); }},
    {"inputs exchanged", Kind::wrong_index,
     [](auto& f, auto x, Index i, Index j, auto) {
       Matrix h = f.hessian(x);
       h.row(i).swap(h.row(j));
       h.col(i).swap(h.col(j));
       return h;
     }},
    {"entry of another", Kind::wrong_index,
     [](auto& f, auto x, Index i, Index j, auto) {
       Matrix h = f.hessian(x);
       h(i, j) = h(i, i);
       return h;
     }},
    {"Gauss-Newton", Kind::gauss_newton, [](auto& f, auto x, Index, Index, auto) { return f.gauss_newton(x); }},
    {"outer product", Kind::outer_product,
     [](auto& f, auto x, Index, Index, auto) -> Matrix { return f.gradient(x) * f.gradient(x).transpose(); }},
    {"missing chain term", Kind::missing_term,
     [](auto& f, auto x, Index, Index, std::size_t r) -> Matrix { return f.hessian(x) - f.inner_curvature(x, r); }},
    {"first point", Kind::wrong_point, [](auto& f, auto, Index, Index, auto) { return f.hessian(f.point); }},
    {"point a tenth off", Kind::wrong_point, [](auto& f, auto x, Index, Index, auto) { return f.hessian(1.1 * x); }},
    {"mean for sum", Kind::mean_for_sum,
     [](auto& f, auto x, Index, Index, auto) -> Matrix { return f.hessian(x) / static_cast<double>(f.terms); }},
    {"by the reciprocal", Kind::wrong_parametrisation,
     // t = 1 / x_j: df/dt = -x^2 df/dx, d2f/dt2 = x^4 d2f/dx2 + 2 x^3 df/dx.
     [](auto& f, auto x, Index, Index j, auto) {
       Matrix h = f.hessian(x);
       h.row(j) *= -x[j] * x[j];
       h.col(j) *= -x[j] * x[j];
       h(j, j) += 2.0 * std::pow(x[j], 3) * f.gradient(x)[j];
       return h;
     }}};

/// Whether the entry that the verdict names first is one that was spoiled.
bool names_a_spoiled_entry(const hesse::Verdict& verdict, const Matrix& right, const Matrix& wrong) {
  if (verdict.mistakes.empty()) return false;
  const hesse::Mistake& first = verdict.mistakes.front();
  return std::abs(right(first.row, first.column) - wrong(first.row, first.column)) > 1e-9 * std::abs(first.exact);
}

}  // namespace

std::span<const Spoiling> spoilings() { return ways; }

void Rates::add(const Rates& other) {
  tried += other.tried;
  detected += other.detected;
  entry_named += other.entry_named;
  cause_named += other.cause_named;
}

Rates rates_of(const hesse::Verdict& verdict, const std::vector<Kind>& kinds, const Matrix& right,
               const Matrix& wrong) {
  const bool failed = verdict.status == hesse::Verdict::Status::failed;
  const bool named = verdict.cause && std::ranges::find(kinds, verdict.cause->kind) != kinds.end();
  return {1, failed, names_a_spoiled_entry(verdict, right, wrong), named};
}

}  // namespace support
