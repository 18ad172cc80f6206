// SPDX-License-Identifier: BSL-1.0
//
// Vectors of +1 and -1, the same on every platform. Among vectors of random entries they give the least variance of a
// trace (Hutchinson, Commun. Stat. Simul. Comput. 19, 1990).
#pragma once

#include <hesse/basics/shapes.hpp>

#include <cstdint>
#include <random>

namespace hesse {

class RandomSigns {
 public:
  explicit RandomSigns(std::uint64_t seed) : random_(seed) {}

  Vector vector(Index size) {
    Vector signs(size);
    for (Index i = 0; i < size; ++i) {
      if (i % 64 == 0) bits_ = random_();
      signs[i] = (bits_ >> (i % 64) & 1U) != 0 ? 1.0 : -1.0;
    }
    return signs;
  }
  Matrix matrix(Index rows, Index columns) {
    Matrix signs(rows, columns);
    for (Index j = 0; j < columns; ++j) signs.col(j) = vector(rows);
    return signs;
  }

 private:
  std::mt19937_64 random_;
  std::uint64_t bits_ = 0;
};

}  // namespace hesse
