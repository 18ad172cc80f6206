// SPDX-License-Identifier: BSL-1.0
//
// What Eigen must know to work with variables and Dual numbers as scalars, and to mix them with doubles.
#pragma once

#include <hesse/numbers/dual.hpp>
#include <hesse/recording/functions.hpp>

#include <Eigen/Core>

namespace hesse::detail {

template <class T>
struct ScalarTraits : Eigen::NumTraits<double> {
  using Real = T;
  using NonInteger = T;
  using Nested = T;
  using Literal = T;
  enum {
    IsComplex = 0,
    IsInteger = 0,
    IsSigned = 1,
    RequireInitialization = 1,
    ReadCost = 2,
    AddCost = 8,
    MulCost = 8
  };
};

}  // namespace hesse::detail

namespace Eigen {

template <>
struct NumTraits<hesse::Var> : hesse::detail::ScalarTraits<hesse::Var> {};
template <class T, class D>
struct NumTraits<hesse::Dual<T, D>> : hesse::detail::ScalarTraits<hesse::Dual<T, D>> {};

template <class Operation>
struct ScalarBinaryOpTraits<hesse::Var, double, Operation> {
  using ReturnType = hesse::Var;
};
template <class Operation>
struct ScalarBinaryOpTraits<double, hesse::Var, Operation> {
  using ReturnType = hesse::Var;
};
template <class T, class D, class Operation>
struct ScalarBinaryOpTraits<hesse::Dual<T, D>, double, Operation> {
  using ReturnType = hesse::Dual<T, D>;
};
template <class T, class D, class Operation>
struct ScalarBinaryOpTraits<double, hesse::Dual<T, D>, Operation> {
  using ReturnType = hesse::Dual<T, D>;
};

}  // namespace Eigen
