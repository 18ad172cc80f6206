// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/derivatives/drivers.hpp>
#include <hesse/sweeps/partials.hpp>
#include <hesse/tape/describe.hpp>
#include <hesse/teaching/trace.hpp>

#include <span>

#include "formula.hpp"
#include "subject.hpp"

namespace hesse {

namespace {

/// One tape at one point, and the lines of it.
class Tracer {
 public:
  Tracer(const Tape& tape, ConstVector x, ConstVector direction, std::span<const std::string> names)
      : tape_(tape), names_(names), swept_(drivers::node_numbers(tape, x, direction, Vector::Ones(1))) {
    formulas_.resize(tape.nodes());
  }

  Trace::Line input(std::size_t index) const { return line(index, name_of_node(index)); }

  Trace::Line instruction(const Node& node) {
    Trace::Line result = line(node.index, describe(tape_, node, names_));
    const auto numbers = partials_of(tape_, node, swept_.values.data());
    const std::vector<Formula> formulas = formulas_of(node);
    for (std::size_t k = 0; k < node.operands.size(); ++k)
      if (!node.operands[k].is_constant())
        result.partials.push_back({name_of_node(node.operands[k].node_index()),
                                   formulas.empty() ? "" : formulas[k].text(), numbers[k].value.number(),
                                   numbers[k].tangent.number()});
    return result;
  }

  [[nodiscard]] double value_of(Operand operand) const {
    return operand.is_constant() ? tape_.constants()[operand.constant_index()]
                                 : swept_.values[operand.node_index()].value.number();
  }

  [[nodiscard]] const Dual<Structural>& adjoint(std::size_t node) const { return swept_.adjoints[node]; }

 private:
  [[nodiscard]] std::string name_of_node(std::size_t node) const {
    return describe(tape_, Operand::node(node), names_);
  }

  [[nodiscard]] Trace::Line line(std::size_t node, std::string words) const {
    const Dual<Structural>&value = swept_.values[node], &adjoint = swept_.adjoints[node];
    return {node,
            std::move(words),
            value.value.number(),
            value.tangent.number(),
            adjoint.value.number(),
            adjoint.tangent.number(),
            {},
            tape_.where(node)};
  }

  /// The partials of a node, where the node and its operands are names; of custom operations there are none.
  std::vector<Formula> formulas_of(const Node& node) {
    if (node.custom != nullptr) return {};
    name(node.index);
    for (const Operand operand : node.operands)
      if (!operand.is_constant()) name(operand.node_index());
    return partials_of(tape_, node, formulas_.data());
  }
  void name(std::size_t node) { formulas_[node] = {swept_.values[node].value.number(), name_of_node(node)}; }

  const Tape& tape_;
  std::span<const std::string> names_;
  drivers::NodeNumbers swept_;
  std::vector<Formula> formulas_;  // named where a line needs them
};

}  // namespace

Trace trace(const Function& f, ConstVector x, ConstVector direction, const ListingOptions& options) {
  require_size("trace()", direction.size(), f.inputs(), "entry in the direction");
  const std::shared_ptr<const Tape> tape = tape_at("trace()", f, x, options);
  Tracer tracer(*tape, x, direction, options.names);
  Trace result;
  result.inputs = tape->inputs();
  result.nodes = tape->nodes();
  const std::size_t left_out = result.nodes - std::min(result.nodes, options.lines);
  const std::size_t first_left_out = options.lines - options.lines / 2;
  const auto is_listed = [&](std::size_t node) { return node < first_left_out || node >= first_left_out + left_out; };
  for (std::size_t i = 0; i < tape->inputs(); ++i)
    if (is_listed(i)) result.lines.push_back(tracer.input(i));
  for_each_node(*tape, [&](const Node& node) {
    if (is_listed(node.index)) result.lines.push_back(tracer.instruction(node));
  });
  result.output = describe(*tape, tape->outputs()[0], options.names);
  result.value = tracer.value_of(tape->outputs()[0]);
  result.gradient.resize(x.size());
  result.hessian_vector.resize(x.size());
  for (Index i = 0; i < x.size(); ++i) {
    const Dual<Structural>& adjoint = tracer.adjoint(static_cast<std::size_t>(i));
    result.gradient[i] = adjoint.value.number();
    result.hessian_vector[i] = adjoint.tangent.number();
  }
  return result;
}

}  // namespace hesse
