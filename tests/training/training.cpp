// SPDX-License-Identifier: BSL-1.0
//
// The network learns by several methods, all from the same weights and with the same order of rows. The table and the
// pictures are written to the working folder.
#include <hesse/curvature/learning_rates.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/line_chart.hpp>
#include <hesse/reports/table.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "digits.hpp"

namespace reports = hesse::reports;
using namespace hesse;

namespace {

constexpr Index epochs = 40;

struct Trainer {
  std::string name;
  Method method;
};

/// THE list: what stands here is trained, drawn and compared. An epoch of Hessian-free is one of its steps: a gradient
/// of all rows, and products of some. Each rate is the one of 1, 2 and 5 times powers of ten that ends at the lowest
/// loss.
std::vector<Trainer> trainers() {
  return {
      {"SGD", SGD{.eta = 1.0}},
      {"SGD, momentum", SGD{.eta = 0.2, .momentum = 0.9}},
      {"SGD, Nesterov", SGD{.eta = 0.2, .momentum = 0.9, .nesterov = true}},
      {"stochastic NGD", SGD{.eta = 1.0, .rho = 0.01}},
      {"Adam", Adam{.eta = 0.01}},
      {"AdaHessian", AdaHessian{.eta = 0.1}},
      {"Sophia", Sophia{.eta = 0.001}},
      {"Hessian-free", HessianFree{.rows = 256}},
  };
}

const digits::Data& data() {
  static const digits::Data all = digits::read();
  return all;
}

const Loss& loss() {
  static const Loss f = digits::loss_over(data().training);
  return f;
}

struct Trained {
  std::string name;
  Solution solution;
  double accuracy;  ///< on the test rows
};

const std::vector<Trained>& trained() {
  static const std::vector<Trained> all = [] {
    std::vector<Trained> runs;
    for (auto [name, method] : trainers()) {
      std::visit(
          [](auto& m) {
            m.gradient_tolerance = 0.0;
            m.iteration_limit = epochs;
          },
          method);
      Solution s = minimize(loss(), digits::start(1), method);
      const double accuracy = digits::accuracy(s.point, data().test);
      runs.push_back({name, std::move(s), accuracy});
    }
    return runs;
  }();
  return all;
}

double loss_after(const Trained& run, std::size_t epoch) { return run.solution.history.at(epoch).value; }

std::string options_of(const Trained& run) {
  std::string text;
  for (const OptionUsed& option : run.solution.method.options) {
    if (option.name == "gradient_tolerance") break;  // the common ones are the same for all
    if (!option.is_default || option.name == "eta")
      text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", option.name, option.text());
  }
  return text;
}

reports::Table table() {
  reports::Table table({"method", "options", "loss after 5 epochs", "after 10", fmt::format("after {}", epochs),
                        "test accuracy, %", "batch gradients", "batch products", "seconds"});
  for (const Trained& run : trained()) {
    const Counts& counts = run.solution.counts;
    table.add({run.name,
               options_of(run),
               {loss_after(run, 5), 3},
               {loss_after(run, 10), 3},
               {run.solution.value, 3},
               {100.0 * run.accuracy, 4},
               counts.batch_gradients,
               counts.batch_hessian_vectors + counts.batch_gauss_newton_vectors,
               {run.solution.seconds, 3}});
  }
  return table;
}

/// The loss over a column of the history.
template <class Column>
std::string picture(const char* x_label, const Column& column) {
  reports::LineChart chart{.title = "A network learns to read digits",
                           .x_label = x_label,
                           .y_label = "loss over the training rows",
                           .y_scale = reports::Scale::logarithmic};
  for (const Trained& run : trained()) {
    reports::Curve curve{run.name, {}, {}};
    for (const Iteration& row : run.solution.history) {
      curve.x.push_back(static_cast<double>(row.*column));
      curve.y.push_back(row.value);
    }
    chart.curves.push_back(std::move(curve));
  }
  return chart.svg();
}

}  // namespace

// Without weights every digit has the probability 1/10, whatever the image: the loss is log 10, and its slope along the
// bias of a digit 1/10 less the share of that digit. The biases of the outputs are the last of each 33 numbers.
BOOST_AUTO_TEST_CASE(a_network_without_weights_guesses) {
  const auto [value, gradient] = loss().value_and_gradient(Vector::Zero(digits::parameters));
  BOOST_TEST(value == std::log(10.0), boost::test_tools::tolerance(1e-14));
  for (Index c = 0; c < digits::classes; ++c) {
    const Index bias = (digits::pixels + 1) * digits::hidden + (digits::hidden + 1) * c + digits::hidden;
    BOOST_TEST(std::abs(gradient[bias] - 0.1 + data().training.col(digits::pixels + c).mean()) < 1e-15);
  }
}

BOOST_AUTO_TEST_CASE(training_and_test_rows_are_all_images_once) {
  BOOST_TEST(data().training.rows() == 1437);
  BOOST_TEST(data().test.rows() == 360);
  BOOST_TEST(data().training.rightCols(10).sum() == 1437.0);
  BOOST_TEST(data().test.rightCols(10).sum() == 360.0);
}

// Guessing gives 10 %.
BOOST_AUTO_TEST_CASE(a_network_learns_to_read_nineteen_of_twenty_digits_by_every_method) {
  fmt::print("{}\n", table().text());
  std::ofstream("training.md") << table().markdown();
  std::ofstream("training_epochs.svg") << picture("epoch", &Iteration::iteration);
  std::ofstream("training_seconds.svg") << picture("seconds", &Iteration::seconds);
  for (const Trained& run : trained()) BOOST_TEST_CONTEXT(run.name) {
      BOOST_TEST(run.accuracy >= 0.95);
      BOOST_TEST(run.solution.counts.non_finite == 0);
      BOOST_TEST(run.solution.value < 0.03 * loss_after(run, 0));
    }
}

// 2 / lmax at the start is a guide for a rate, not a limit: elsewhere the loss curves more or less, and so do batches.
BOOST_AUTO_TEST_CASE(the_curvature_at_the_start_says_of_what_size_the_rate_of_plain_descent_is) {
  const LearningRates rates = suggest_learning_rate(hessian_operator(loss(), digits::start(1)));
  fmt::print("{}\n", rates.text());
  std::ofstream("learning_rates.txt") << rates.text();
  const double eta = std::get<SGD>(trainers().front().method).eta;
  BOOST_TEST(eta > 0.5 * rates.limit());
  BOOST_TEST(eta < 2.0 * rates.limit());
}
