// SPDX-License-Identifier: BSL-1.0
//
// Quasi-Newton matrices: an inverse Hessian B that is corrected by what each step has shown, B y = s.
#pragma once

#include <hesse/basics/shapes.hpp>

#include <deque>
#include <utility>
#include <vector>

namespace hesse {

/// How B is corrected; see the functions below.
enum class Update { bfgs, dfp, sr1 };

[[nodiscard]] const char* name_of(Update update);

/// A step and what it changed.
struct SecantPair {
  Vector step;             ///< s
  Vector gradient_change;  ///< y

  void serialize(auto& archive) { archive(step, gradient_change); }
};

/// The B nearest to the given one, symmetric with B y = s, in the norm that gives the update its name; whether it was
/// made. BFGS and DFP, of rank two, keep B positive definite and leave a pair with s'y <= 0 out; SR1, of rank one,
/// leaves out a pair whose denominator (s - B y)'y is nothing against its factors.
///
/// Cost: 4 n^2. Source: Nocedal, Wright, "Numerical Optimization" (2006), equations 6.15, 6.17 and 6.25.
bool correct_inverse(Matrix& inverse, const SecantPair& pair, Update update);

/// The size of the B that a pair shows, in a diagonal metric: B = size diag(metric), with s' y = y' B y.
[[nodiscard]] double size_of_inverse(const SecantPair& pair, ConstVector metric);

/// The last pairs, and B g made of them without a matrix: BFGS from a diagonal metric of the size that the last pair
/// shows.
///
/// Source: Nocedal, Wright (2006), algorithm 7.4.
class LimitedMemory {
 public:
  explicit LimitedMemory(Index pairs) : limit_(static_cast<std::size_t>(pairs)) {}

  /// Leaves a pair with s'y <= 0 out.
  void note(SecantPair pair);
  void clear() { pairs_.clear(); }
  [[nodiscard]] bool is_empty() const { return pairs_.empty(); }
  /// Cost: 4 n for each pair.
  [[nodiscard]] Vector inverse_times(ConstVector gradient) const;
  /// The same of these entries alone, from the parts of the pairs in them; empty where no pair is left.
  [[nodiscard]] Vector inverse_times(ConstVector gradient, const std::vector<Index>& entries) const;
  void set_metric(Vector metric) { metric_ = std::move(metric); }
  void serialize(auto& archive) { archive(metric_, pairs_); }

 private:
  Vector metric_;
  std::size_t limit_;
  std::deque<SecantPair> pairs_;
};

}  // namespace hesse
