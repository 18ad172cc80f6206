// SPDX-License-Identifier: BSL-1.0
//
// What a tape needs to know of an operation that a person registered: values and derivatives in double. People make one
// with <hesse/recording/custom.hpp>.
#pragma once

#include <Eigen/Core>

#include <cstddef>
#include <span>
#include <string>

namespace hesse {

class CustomOperation {
 public:
  explicit CustomOperation(std::string name) : name_(std::move(name)) {}
  virtual ~CustomOperation() = default;

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] virtual double value(std::span<const double> x) const = 0;
  /// out: as many entries as x.
  virtual void gradient(std::span<const double> x, std::span<double> out) const = 0;
  [[nodiscard]] virtual bool has_hessian() const = 0;
  /// out: symmetric, as many rows as x has entries.
  virtual void hessian(std::span<const double> x, Eigen::Ref<Eigen::MatrixXd> out) const = 0;

 private:
  std::string name_;
};

}  // namespace hesse
