// SPDX-License-Identifier: BSL-1.0
//
// The exercises of the course. Without arguments: the right answers. With a number and an answer, row by row, what is
// wrong with it:  exercises 7a 2 2 2 2
#include <hesse/teaching/quiz.hpp>

#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

struct Exercise {
  std::string number, formula;
  hesse::Function f;
  Eigen::VectorXd at;
};

std::vector<Exercise> all_exercises() {
  std::vector<Exercise> all;
  const auto add = [&](const char* number, const char* formula, const auto& f, Eigen::VectorXd at) {
    all.push_back({number, formula, hesse::Function(f, at), at});
  };
  add(
      "1a", "x^3 - 2 x", [](const auto& x) { return pow(x[0], 3) - 2 * x[0]; }, Eigen::VectorXd{{2.0}});
  add(
      "1b", "sqrt(1 - x^2)", [](const auto& x) { return sqrt(1 - square(x[0])); }, Eigen::VectorXd{{0.0}});
  add(
      "2a", "exp(2 x)", [](const auto& x) { return exp(2 * x[0]); }, Eigen::VectorXd{{0.0}});
  add(
      "2b", "log(1 + x^2)", [](const auto& x) { return log(1 + square(x[0])); }, Eigen::VectorXd{{1.0}});
  add(
      "3a", "x sin(x)", [](const auto& x) { return x[0] * sin(x[0]); }, Eigen::VectorXd{{3.0}});
  add(
      "3b", "exp(sin(x))", [](const auto& x) { return exp(sin(x[0])); }, Eigen::VectorXd{{0.5}});
  add(
      "4a", "x^2 y", [](const auto& x) { return square(x[0]) * x[1]; }, Eigen::VectorXd{{1.0, 2.0}});
  add(
      "4b", "sin(x y)", [](const auto& x) { return sin(x[0] * x[1]); }, Eigen::VectorXd{{1.0, 2.0}});
  add(
      "5a", "exp(x + 2 y)", [](const auto& x) { return exp(x[0] + 2 * x[1]); }, Eigen::VectorXd{{0.0, 0.0}});
  add(
      "5b", "x / y", [](const auto& x) { return x[0] / x[1]; }, Eigen::VectorXd{{1.0, 2.0}});
  add(
      "6a", "x y z", [](const auto& x) { return x[0] * x[1] * x[2]; }, Eigen::VectorXd{{1.0, 2.0, 3.0}});
  add(
      "6b", "log(exp(x) + exp(y))", [](const auto& x) { return log(exp(x[0]) + exp(x[1])); },
      Eigen::VectorXd{{0.0, 0.0}});
  add(
      "7a", "x^2 + 4 x y + y^2", [](const auto& x) { return square(x[0]) + 4 * x[0] * x[1] + square(x[1]); },
      Eigen::VectorXd{{0.0, 0.0}});
  add(
      "7b", "x^4 + y^2", [](const auto& x) { return pow(x[0], 4) + square(x[1]); }, Eigen::VectorXd{{0.0, 0.0}});
  add(
      "8a", "(1 - x)^2 + 100 (y - x^2)^2",
      [](const auto& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }, Eigen::VectorXd{{1.0, 1.0}});
  add(
      "8b", "cosh(x) + y^2 / 2", [](const auto& x) { return cosh(x[0]) + square(x[1]) / 2; },
      Eigen::VectorXd{{0.0, 0.0}});
  add(
      "9a", "(y - x)^2 + (z - y)^2", [](const auto& x) { return square(x[1] - x[0]) + square(x[2] - x[1]); },
      Eigen::VectorXd{{1.0, 2.0, 3.0}});
  add(
      "9b", "(x + y + z)^2", [](const auto& x) { return square(x[0] + x[1] + x[2]); },
      Eigen::VectorXd{{1.0, 2.0, 3.0}});
  add(
      "10a", "log(1 + exp(-x y))", [](const auto& x) { return log(1 + exp(-x[0] * x[1])); },
      Eigen::VectorXd{{1.0, 1.0}});
  add(
      "10b", "x^2 y^3", [](const auto& x) { return square(x[0]) * pow(x[1], 3); }, Eigen::VectorXd{{2.0, 1.0}});
  return all;
}

int main(int count, char** arguments) {
  for (const Exercise& exercise : all_exercises()) {
    const Eigen::Index n = exercise.at.size();
    if (count == 1) {
      const Eigen::IOFormat in_one_line(6, Eigen::DontAlignCols, " ", "; ", "", "", "", "");
      std::cout << exercise.number << "  f = " << exercise.formula << " at (" << exercise.at.transpose()
                << "): " << exercise.f.hessian(exercise.at).format(in_one_line) << '\n';
    } else if (exercise.number == arguments[1]) {
      if (count - 2 != n * n) {
        std::cout << "Exercise " << exercise.number << " has " << n * n << " entries; give each, row by row.\n";
        return 1;
      }
      Eigen::MatrixXd answer(n, n);
      for (Eigen::Index k = 0; k < n * n; ++k) {
        char* end = nullptr;
        answer(k / n, k % n) = std::strtod(arguments[k + 2], &end);
        if (end == arguments[k + 2] || *end != '\0') {
          std::cout << arguments[k + 2] << " is not a number; write 1/4 as 0.25.\n";
          return 1;
        }
      }
      const std::vector<std::string> letters = {"x", "y", "z"};
      std::cout
          << hesse::quiz(exercise.f, exercise.at, answer, {.names = {letters.begin(), letters.begin() + n}}).text();
      return 0;
    }
  }
  if (count == 1) return 0;
  std::cout << "There is no exercise " << arguments[1] << "; they are 1a, 1b, 2a, ..., 10b.\n";
  return 1;
}
