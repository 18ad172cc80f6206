// SPDX-License-Identifier: BSL-1.0
//
// Ceres: line searches on the function, trust regions on its residuals where there are any. Every tolerance is zero,
// and there are ten pairs.
#include <ceres/ceres.h>
#include <glog/logging.h>
#include <limits>

#include "optimizers.hpp"

namespace optimizers {

namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

class UntilOver final : public ceres::IterationCallback {
 public:
  explicit UntilOver(const Watch& watch) : watch_(watch) {}
  ceres::CallbackReturnType operator()(const ceres::IterationSummary&) override {
    return watch_.is_over() ? ceres::SOLVER_TERMINATE_SUCCESSFULLY : ceres::SOLVER_CONTINUE;
  }

 private:
  const Watch& watch_;
};

template <class Options>
Options tightest(UntilOver& until_over) {
  Options options;
  options.max_num_iterations = std::numeric_limits<int>::max();
  options.function_tolerance = options.gradient_tolerance = options.parameter_tolerance = 0.0;
  options.logging_type = ceres::SILENT;
  options.callbacks.push_back(&until_over);
  return options;
}

class Gradient final : public ceres::FirstOrderFunction {
 public:
  Gradient(const hesse::Objective& f, Watch& watch) : f_(f, watch) {}
  bool Evaluate(const double* x, double* value, double* gradient) const override {
    const Eigen::Map<const Vector> at(x, f_.inputs());
    if (!gradient) return *value = f_.value(at), true;
    const auto result = f_.value_and_gradient(at);
    Eigen::Map<Vector>(gradient, f_.inputs()) = result.gradient;
    return *value = result.value, true;
  }
  int NumParameters() const override { return static_cast<int>(f_.inputs()); }

 private:
  Watched f_;
};

class Residuals final : public ceres::CostFunction {
 public:
  Residuals(const hesse::ResidualObjective& f, ConstVector start, Watch& watch) : f_(f, watch) {
    mutable_parameter_block_sizes()->push_back(static_cast<int>(f.inputs()));
    set_num_residuals(static_cast<int>(f.residuals(start).size()));
  }
  bool Evaluate(const double* const* x, double* residuals, double** jacobians) const override {
    const Eigen::Map<const Vector> at(x[0], f_.inputs());
    Eigen::Map<Vector> into(residuals, num_residuals());
    if (!jacobians || !jacobians[0]) return into = f_.residuals(at), true;
    const auto result = f_.linearize(at);
    into = result.residuals;
    Eigen::Map<RowMajor>(jacobians[0], num_residuals(), f_.inputs()) = result.jacobian;
    return true;
  }

 private:
  WatchedResiduals f_;
};

Solver line_search(const char* name, Takes takes, ceres::LineSearchDirectionType direction) {
  return {name, takes, [direction](const Case& problem, Watch& watch) {
            UntilOver until_over(watch);
            auto options = tightest<ceres::GradientProblemSolver::Options>(until_over);
            options.line_search_direction_type = direction;
            options.max_lbfgs_rank = 10;
            const ceres::GradientProblem gradient(new Gradient(*problem.f, watch));
            Vector x = problem.start;
            ceres::GradientProblemSolver::Summary summary;
            ceres::Solve(options, gradient, x.data(), &summary);
          }};
}

Solver trust_region(const char* name, ceres::TrustRegionStrategyType strategy) {
  return {name, Takes::residuals, [strategy](const Case& problem, Watch& watch) {
            UntilOver until_over(watch);
            auto options = tightest<ceres::Solver::Options>(until_over);
            options.trust_region_strategy_type = strategy;
            options.linear_solver_type = ceres::DENSE_QR;
            Vector x = problem.start;
            ceres::Problem residuals;
            residuals.AddResidualBlock(new Residuals(*problem.residuals, problem.start, watch), nullptr, x.data());
            ceres::Solver::Summary summary;
            ceres::Solve(options, &residuals, &summary);
          }};
}

const bool enrolled = [] {
  FLAGS_minloglevel = google::GLOG_FATAL;  // the table tells of a line search that failed
  return enrol({
      line_search("Ceres LBFGS", Takes::any_size, ceres::LBFGS),
      line_search("Ceres BFGS", Takes::dense_matrix, ceres::BFGS),
      trust_region("Ceres LEVENBERG_MARQUARDT", ceres::LEVENBERG_MARQUARDT),
      trust_region("Ceres DOGLEG", ceres::DOGLEG),
  });
}();

}  // namespace

}  // namespace optimizers
