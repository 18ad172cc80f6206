// SPDX-License-Identifier: BSL-1.0
//
// What the rows say of their sparsity, against their own derivatives on Structural numbers, for every row of the table
// and every set of constant places: nothing that is there is denied, nothing is claimed that never is there.
#include <hesse/hesse.hpp>
#include <hesse/sweeps/reverse.hpp>
#include <hesse/sweeps/structure.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <bitset>
#include <cmath>
#include <problems.hpp>
#include <type_traits>
#include <vector>

using namespace hesse;

namespace {

/// A row with constants at some places, and a point in its domain.
struct Case {
  std::vector<double> point;
  unsigned constants;

  [[nodiscard]] bool is_constant(std::size_t place) const { return ((constants >> place) & 1u) != 0; }
};

/// Integers half of the time, for the parameters and edges that they are.
double sample(problems::Uniform& uniform, Interval domain) {
  const double x = uniform(domain.low, domain.high);
  return uniform(-1, 1) < 0 ? x : std::clamp(std::round(x), domain.low, domain.high);
}

template <class Row>
Recorded record_row(const Case& at) {
  Vector inputs(static_cast<Index>(at.point.size()));
  for (Index i = 0; i < inputs.size(); ++i) inputs[i] = at.point[static_cast<std::size_t>(i)];
  return record(
      [&](const VectorOf<Var>& x) {
        std::vector<Var> all;
        for (std::size_t i = 0; i < at.point.size(); ++i)
          all.push_back(at.is_constant(i) ? Var(at.point[i]) : x[static_cast<Index>(i)]);
        if constexpr (Variadic<Row>)
          return Evaluator<Var>::evaluate_all<Row>(all);
        else
          return [&]<std::size_t... i>(std::index_sequence<i...>) { return Evaluator<Var>::evaluate<Row>(all[i]...); }
        (std::make_index_sequence<arity_of<Row>>());
      },
      inputs);
}

/// The structure that shows at one point: what is there on Structural numbers.
RowStructure seen_at(const Tape& tape, const std::vector<double>& point) {
  using Number = Dual<Structural>;
  RowStructure seen;
  for (std::size_t j = 0; j < point.size(); ++j) {
    std::vector<Number> inputs;
    for (std::size_t i = 0; i < point.size(); ++i)
      inputs.emplace_back(Structural::computed(point[i]), i == j ? Structural(1) : Structural());
    Numbers<Number> values;
    forward<Number>(tape, inputs, values);
    std::vector<Number> adjoints(tape.nodes());
    adjoints.back() = Number(Structural(1));
    reverse(tape, values.data(), adjoints.data());
    for (std::size_t i = 0; i < point.size(); ++i) {
      if (!adjoints[i].value.is_zero()) seen.slopes |= 1u << i;
      if (!adjoints[i].tangent.is_zero()) seen.curvature[i] |= 1u << j;
    }
  }
  return seen;
}

template <class Row>
void check_row(unsigned constants, problems::Uniform& uniform) {
  const std::size_t operands = Variadic<Row> ? 2 : static_cast<std::size_t>(arity_of<Row>);
  RowStructure seen, said;
  for (int repetition = 0; repetition < 200; ++repetition) {
    Case at{{}, constants};
    for (std::size_t i = 0; i < operands; ++i) {
      const Interval domain = Row::about.tested_on[Variadic<Row> ? 0 : i];
      const bool tie = i > 0 && uniform(-1, 1) < -0.9;
      at.point.push_back(tie ? std::clamp(at.point[i - 1], domain.low, domain.high) : sample(uniform, domain));
    }
    for (std::size_t i = operands - static_cast<std::size_t>(parameters_of<Row>); i < operands; ++i)
      if (!std::is_same_v<Row, rows::PowReal>) at.point[i] = std::round(at.point[i]);
    const Recorded recorded = record_row<Row>(at);
    said = row_structures()[recorded.tape.opcodes().front()];
    const RowStructure here = seen_at(recorded.tape, at.point);
    seen.slopes |= here.slopes;
    for (std::size_t i = 0; i < operands; ++i) seen.curvature[i] |= here.curvature[i];
  }
  BOOST_TEST_CONTEXT(Row::about.name << " with constants " << std::bitset<4>(constants)) {
    BOOST_TEST(said.operands == static_cast<std::size_t>(arity_of<Row>));
    BOOST_TEST(said.slopes == seen.slopes);
    BOOST_TEST(said.curvature == seen.curvature, boost::test_tools::per_element());
    BOOST_TEST(said.is_linear == (seen.curvature == RowStructure().curvature));
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_row_knows_which_of_its_derivatives_can_be_other_than_zero) {
  problems::Uniform uniform(61);
  std::size_t checked = 0;
  for_each_row([&]<class Row>() {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      constexpr unsigned variables = Variadic<Row> ? 0 : arity_of<Row> - parameters_of<Row>;
      constexpr unsigned parameters = ((1u << parameters_of<Row>)-1u) << variables;
      const unsigned choices = Variadic<Row> ? 1 : (1u << variables) - 1;
      for (unsigned constants = 0; constants < choices; ++constants, ++checked)
        check_row<Row>(constants | parameters, uniform);
    }
  });
  BOOST_TEST(checked + 1 == opcode_count);
}

// By hand: a product has only the mixed derivative, a quotient all but the first, a squared norm no mixed one.
BOOST_AUTO_TEST_CASE(some_rows_have_the_structure_written_by_hand) {
  const auto& all = row_structures();
  const auto check = [&](Opcode opcode, unsigned slopes, unsigned first, unsigned second) {
    BOOST_TEST_CONTEXT(name_of(opcode)) {
      BOOST_TEST(all[opcode].slopes == slopes);
      BOOST_TEST(all[opcode].curvature[0] == first);
      BOOST_TEST(all[opcode].curvature[1] == second);
    }
  };
  check(opcode_of<rows::Add>(), 0b11, 0, 0);
  check(opcode_of<rows::Multiply>(), 0b11, 0b10, 0b01);
  check(opcode_of<rows::Multiply>(0b10), 0b01, 0, 0);
  check(opcode_of<rows::Divide>(), 0b11, 0b10, 0b11);
  check(opcode_of<rows::SquaredNorm>(), 0b11, 0b01, 0b10);
  check(opcode_of<rows::LogSumExp>(), 0b11, 0b11, 0b11);
  check(opcode_of<rows::Custom>(), 0b11, 0b11, 0b11);
  check(opcode_of<rows::Floor>(), 0, 0, 0);
  check(opcode_of<rows::SelectLess>(), 0b1100, 0, 0);
}
