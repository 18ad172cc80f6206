// SPDX-License-Identifier: BSL-1.0
//
// Functions whose work is no sum of equal terms: there is nothing to run many at a time.
#pragma once

#include <problems.hpp>

namespace problems {

/// P7: the determinant of an 8 x 8 matrix, expanded by minors along the first row, each minor by its own.
struct Minors {
  static constexpr Index size = 8;

  template <class V>
  auto operator()(const V& x) const {
    return determinant(x, 0, (1u << size) - 1);
  }
  static Vector start() { return Uniform(11).vector(size * size, -1, 1); }

 private:
  /// Of the rows from `row` on and the columns whose bits are set.
  template <class V>
  static number_of<V> determinant(const V& x, Index row, unsigned columns) {
    using T = number_of<V>;
    T sum(0.0);
    bool is_added = true;
    for (Index j = 0; j < size; ++j) {
      const unsigned column = 1u << j;
      if ((columns & column) == 0) continue;
      if (columns == column) return x[row * size + j];
      const T term = x[row * size + j] * determinant(x, row + 1, columns & ~column);
      sum = is_added ? T(sum + term) : T(sum - term);
      is_added = !is_added;
    }
    return sum;
  }
};

/// P8: three species that react, A -> B, 2 B -> B + C, B + C -> A + C (Robertson 1966, with rates of one size), by the
/// classical Runge-Kutta method; the squared distance of the last state from a measured one. Inputs: the three rates
/// and the state at the start.
struct Reaction {
  int steps = 10'000;
  double step = 1e-3;

  template <class V>
  auto operator()(const V& x) const {
    using T = number_of<V>;
    State<T> at{x[3], x[4], x[5]};
    for (int i = 0; i < steps; ++i) {
      const State<T> r1 = rate(x, at), r2 = rate(x, ahead(at, step / 2, r1)), r3 = rate(x, ahead(at, step / 2, r2)),
                     r4 = rate(x, ahead(at, step, r3));
      at.a = at.a + (step / 6) * (r1.a + 2.0 * r2.a + 2.0 * r3.a + r4.a);
      at.b = at.b + (step / 6) * (r1.b + 2.0 * r2.b + 2.0 * r3.b + r4.b);
      at.c = at.c + (step / 6) * (r1.c + 2.0 * r2.c + 2.0 * r3.c + r4.c);
    }
    const T off_a = at.a - 0.3, off_b = at.b - 0.4, off_c = at.c - 0.5;
    return T(off_a * off_a + off_b * off_b + off_c * off_c);
  }
  static Vector start() { return Vector{{0.4, 0.3, 0.2, 1.0, 0.1, 0.2}}; }

 private:
  template <class T>
  struct State {
    T a, b, c;
  };
  template <class V, class T>
  static State<T> rate(const V& x, const State<T>& at) {
    const T first = x[0] * at.a, third = x[2] * at.b * at.c;
    T second = x[1] * at.b * at.b;
    return {T(third - first), T(first - third - second), second};
  }
  template <class T>
  static State<T> ahead(const State<T>& from, double time, const State<T>& rate) {
    return {T(from.a + time * rate.a), T(from.b + time * rate.b), T(from.c + time * rate.c)};
  }
};

}  // namespace problems
