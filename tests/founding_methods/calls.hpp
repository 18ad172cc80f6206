// SPDX-License-Identifier: BSL-1.0
//
// The methods of the founding documents: what each one is, what it really does, and the calls that run it.
#pragma once

#include <hesse/derivatives/loss.hpp>
#include <hesse/optimizers/minimize.hpp>

#include <functional>
#include <string>
#include <vector>

namespace founding {

/// What the calls are about: 10 x^2 / 2 + y^2 / 20, the fit of a line, and logistic regression on six rows.
struct Subjects {
  hesse::Function f, residuals;
  hesse::Loss loss;
  hesse::Vector x0, theta0;
};
Subjects subjects();

/// The text is what the compiler has read.
struct Call {
  std::string text;
  std::function<void(const Subjects&)> run;
};

/// A test case and its file under tests.
struct Proof {
  std::string file, name;
};

struct FoundingMethod {
  std::string name;
  std::string formula;  ///< the update, and its factor on a quadratic; Markdown
  std::string truth;    ///< what it really does; Markdown
  std::vector<Call> calls;
  std::vector<Proof> proofs;
};

/// THE list.
const std::vector<FoundingMethod>& methods();

}  // namespace founding
