// SPDX-License-Identifier: BSL-1.0
#include <hesse/derivatives/drivers.hpp>
#include <hesse/sweeps/partials.hpp>

#include <map>

namespace hesse::drivers {

void node_curvatures(const Tape& tape, ConstVector x, const std::vector<Index>& rows, const std::vector<Index>& columns,
                     const std::function<void(const Node& node, const Matrix& amounts)>& see) {
  std::map<Index, NodeNumbers> along;
  for (const auto& inputs : {rows, columns})
    for (const Index i : inputs)
      if (!along.contains(i)) along.emplace(i, node_numbers(tape, x, Vector::Unit(x.size(), i), Vector::Ones(1)));
  if (along.empty()) return;
  const Adjoints<Dual<Structural>>& adjoints = along.begin()->second.adjoints;
  for_each_node(tape, [&](const Node& node) {
    const Structural adjoint = adjoints[node.index].value;
    if (adjoint.is_zero()) return;
    Matrix amounts = Matrix::Zero(std::ssize(rows), std::ssize(columns));
    bool curved = false;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      const auto partials = partials_of(tape, node, along.at(columns[j]).values.data());
      for (std::size_t i = 0; i < rows.size(); ++i) {
        Structural curvature;
        for (std::size_t a = 0; a < partials.size(); ++a)
          if (!node.operands[a].is_constant())
            curvature += partials[a].tangent * along.at(rows[i]).values[node.operands[a].node_index()].tangent;
        const Structural amount = adjoint * curvature;
        if (amount.is_zero()) continue;
        curved = true;
        amounts(static_cast<Index>(i), static_cast<Index>(j)) = amount.number();
      }
    }
    if (curved) see(node, amounts);
  });
}

}  // namespace hesse::drivers
