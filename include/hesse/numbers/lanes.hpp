// SPDX-License-Identifier: BSL-1.0
//
// Lanes<T, N>: N numbers that travel together, as the tangents of N directions. Only what tangents and adjoints need:
// sums, and products with one number. The loops have a constant length, so the compiler turns them into vector code.
#pragma once

#include <array>
#include <cstddef>

namespace hesse {

template <class T, std::size_t N>
struct Lanes {
  std::array<T, N> lane{};

  Lanes() = default;
  /// The same number on every lane.
  Lanes(const T& number) { lane.fill(number); }

  T& operator[](std::size_t i) { return lane[i]; }
  const T& operator[](std::size_t i) const { return lane[i]; }

  Lanes& operator+=(const Lanes& other) {
    for (std::size_t i = 0; i < N; ++i) lane[i] += other.lane[i];
    return *this;
  }
  friend Lanes operator+(Lanes a, const Lanes& b) { return a += b; }
  friend Lanes operator*(const T& factor, Lanes a) {
    for (std::size_t i = 0; i < N; ++i) a.lane[i] *= factor;
    return a;
  }
  friend bool operator==(const Lanes&, const Lanes&) = default;
};

}  // namespace hesse
