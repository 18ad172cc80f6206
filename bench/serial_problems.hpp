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
    State<T> state{x[3], x[4], x[5]};
    for (int i = 0; i < steps; ++i) {
      const State<T> a = rate(x, state), b = rate(x, ahead(state, step / 2, a)), c = rate(x, ahead(state, step / 2, b)),
                     d = rate(x, ahead(state, step, c));
      state = ahead(state, step / 6,
                    State<T>{a.a + 2.0 * b.a + 2.0 * c.a + d.a, a.b + 2.0 * b.b + 2.0 * c.b + d.b,
                             a.c + 2.0 * b.c + 2.0 * c.c + d.c});
    }
    const T off_a = state.a - 0.3, off_b = state.b - 0.4, off_c = state.c - 0.5;
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
    const T first = x[0] * at.a, second = x[1] * at.b * at.b, third = x[2] * at.b * at.c;
    return {third - first, first - third - second, second};
  }
  template <class T>
  static State<T> ahead(const State<T>& from, double time, const State<T>& rate) {
    return {from.a + time * rate.a, from.b + time * rate.b, from.c + time * rate.c};
  }
};

}  // namespace problems
