// SPDX-License-Identifier: BSL-1.0
//
// Test problems of any number of unknowns whose Hessians stay sparse, from the collections that are commonly used for
// methods for large problems. i counts from 1, as in their papers.
//
//   [MGH]    Moré, Garbow, Hillstrom, "Testing unconstrained optimization software", ACM TOMS 7 (1981)
//   [Toint]  Toint, "Some numerical results using a sparse matrix updating formula in unconstrained optimization",
//            Math. Comp. 32 (1978)
//   [CGT]    Conn, Gould, Toint, "Testing a class of methods for solving minimization problems with simple bounds on
//            the variables", Math. Comp. 50 (1988)
//   [DM]     Dixon, Maany, "A family of test problems with sparse Hessians for unconstrained optimization", Technical
//            Report 206, Numerical Optimisation Centre, Hatfield Polytechnic (1988)
//   [CUTE]   Bongartz, Conn, Gould, Toint, "CUTE: constrained and unconstrained testing environment", ACM TOMS 21
//            (1995)
#pragma once

#include <hesse/hesse.hpp>

#include <functional>
#include <string>
#include <vector>

namespace scalable {

using hesse::Index;
using hesse::Vector;

struct Problem {
  std::string name;
  std::string source;
  Index multiple_of;                                   ///< what the number of unknowns must be
  std::function<Vector(Index n)> start;                ///< the published one
  std::function<hesse::Function(const Vector& at)> f;  ///< recorded there
  std::function<double(Index n)> least;                ///< the least value; NaN where none is published for this n

  /// The largest possible number of unknowns up to n.
  [[nodiscard]] Index unknowns(Index n) const { return n - n % multiple_of; }
};

[[nodiscard]] const std::vector<Problem>& all_problems();
[[nodiscard]] const Problem& problem_of(const std::string& name);

}  // namespace scalable
