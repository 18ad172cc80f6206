// SPDX-License-Identifier: BSL-1.0
#include <hesse/programs/body_writer.hpp>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace hesse {

namespace {

template <class Row>
double compute(std::span<const Symbol> arguments) {
  std::vector<double> numbers;
  for (const Symbol& argument : arguments) numbers.push_back(argument.number());
  if constexpr (Variadic<Row>)
    return evaluate_all<Row>(std::span<const double>(numbers));
  else
    return [&]<std::size_t... k>(std::index_sequence<k...>) { return evaluate<Row>(numbers[k]...); }
  (std::make_index_sequence<arity_of<Row>>());
}

/// Calls visit(argument...) with parameters, which are literals by nature, as the doubles that rules expect.
template <class Row, class Visit>
auto with_arguments(std::span<const Symbol> arguments, const Visit& visit) {
  constexpr int variables = arity_of<Row> - parameters_of<Row>;
  return [&]<std::size_t... k>(std::index_sequence<k...>) {
    const auto argument = [&]<std::size_t place>(std::integral_constant<std::size_t, place>) {
      if constexpr (place < static_cast<std::size_t>(variables))
        return arguments[place];
      else
        return arguments[place].number();
    };
    return visit(argument(std::integral_constant<std::size_t, k>())...);
  }
  (std::make_index_sequence<arity_of<Row>>());
}

/// The partials of a row as symbols.
template <class Row>
std::vector<Symbol> partials_of(const Symbol& result, std::span<const Symbol> arguments) {
  if constexpr (Variadic<Row>) {
    std::vector<Symbol> slopes(arguments.size());
    Row::partials(result, arguments, std::span<Symbol>(slopes));
    return slopes;
  } else {
    return with_arguments<Row>(arguments, [&](const auto&... all) {
      return std::apply([](const auto&... slopes) { return std::vector<Symbol>{Symbol(slopes)...}; },
                        Row::partials(result, all...));
    });
  }
}

/// Of things, one for each argument, the one in the place of the argument that the row hands on.
template <class Row>
Symbol choose_among(std::span<const Symbol> arguments, std::span<const Symbol> things) {
  return [&]<std::size_t... k>(std::index_sequence<k...>) { return Row::among(arguments[k]..., things[k]...); }
  (std::make_index_sequence<arity_of<Row>>());
}

std::vector<Symbol> arguments_of(const Symbol& symbol, Opcode opcode) {
  return symbol.is_literal() ? std::vector<Symbol>() : symbol.body()->arguments_of(symbol, opcode);
}

/// The number whose negation this is, if it is one or a product with one. A sum that takes it with the other sign has
/// the same bits.
std::optional<Symbol> negated(const Symbol& symbol) {
  constexpr Opcode negate = opcode_of<rows::Negate>(), multiply = opcode_of<rows::Multiply>();
  if (const auto argument = arguments_of(symbol, negate); !argument.empty()) return argument[0];
  const auto factors = arguments_of(symbol, multiply);
  for (std::size_t k = 0; k < factors.size(); ++k)
    if (const auto argument = arguments_of(factors[k], negate); !argument.empty())
      return k == 0 ? argument[0] * factors[1] : factors[0] * argument[0];
  return std::nullopt;
}

}  // namespace

Symbol detail::write_line(Opcode opcode, std::span<const Symbol> arguments) {
  const auto line = std::ranges::find_if(arguments, [](const Symbol& argument) { return !argument.is_literal(); });
  if (line != arguments.end()) return line->body()->evaluate(opcode, arguments);
  Symbol result;
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (!std::is_same_v<Row, rows::Custom>) result = compute<Row>(arguments);
  });
  return result;
}

Symbol detail::write_sum(const Symbol& a, const Symbol& b) {
  if (a.is_literal(0)) return b;
  if (b.is_literal(0)) return a;
  if (const auto c = negated(b)) return write_line(opcode_of<rows::Subtract>(), std::array{a, *c});
  if (const auto c = negated(a)) return write_line(opcode_of<rows::Subtract>(), std::array{b, *c});
  return write_line(opcode_of<rows::Add>(), std::array{a, b});
}

Symbol detail::write_difference(const Symbol& a, const Symbol& b) {
  if (b.is_literal(0)) return a;
  if (a.is_literal(0)) return -b;
  if (const auto c = negated(b)) return write_line(opcode_of<rows::Add>(), std::array{a, *c});
  return write_line(opcode_of<rows::Subtract>(), std::array{a, b});
}

Symbol detail::write_product(const Symbol& a, const Symbol& b) {
  if (a.is_literal(0) || b.is_literal(0)) return {};
  if (a.is_literal(1)) return b;
  if (b.is_literal(1)) return a;
  if (a.is_literal(-1)) return -b;
  if (b.is_literal(-1)) return -a;
  return write_line(opcode_of<rows::Multiply>(), std::array{a, b});
}

Symbol detail::write_quotient(const Symbol& a, const Symbol& b) {
  if (a.is_literal(0)) return {};
  if (b.is_literal(1)) return a;
  return write_line(opcode_of<rows::Divide>(), std::array{a, b});
}

Symbol choose(const SymbolCondition& condition, const Symbol& yes, const Symbol& no) {
  const auto& [comparison, left, right] = condition;
  if (left.is_literal() && right.is_literal()) return compare(comparison, left.number(), right.number()) ? yes : no;
  if (yes.is_literal() && no.is_literal() && yes.number() == no.number()) return yes;
  const Opcode opcode = comparison == Comparison::less         ? opcode_of<rows::SelectLess>()
                        : comparison == Comparison::less_equal ? opcode_of<rows::SelectLessEqual>()
                                                               : opcode_of<rows::SelectEqual>();
  return detail::write_line(opcode, std::array{left, right, yes, no});
}

Symbol push_forward(Opcode opcode, const Symbol& result, std::span<const Symbol> arguments,
                    std::span<const Symbol> tangents) {
  Symbol tangent;
  if (std::ranges::all_of(tangents, [](const Symbol& t) { return t.is_literal(0); })) return tangent;
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (Choosing<Row>) {
      tangent = choose_among<Row>(arguments, tangents);
    } else if constexpr (!std::is_same_v<Row, rows::Custom>) {
      const std::vector<Symbol> slopes = partials_of<Row>(result, arguments);
      for (std::size_t k = 0; k < slopes.size(); ++k) tangent += slopes[k] * tangents[k];
    }
  });
  return tangent;
}

void pull_back(Opcode opcode, const Symbol& result, std::span<const Symbol> arguments, const Symbol& adjoint,
               std::span<Symbol> contributions) {
  dispatch(opcode, [&]<class Row, unsigned constants>(Instruction<Row, constants>) {
    if constexpr (Choosing<Row>) {
      for (std::size_t k = 0; k < arguments.size(); ++k) {
        std::vector<Symbol> things(arguments.size());
        things[k] = adjoint;
        contributions[k] = choose_among<Row>(arguments, things);
      }
    } else if constexpr (!std::is_same_v<Row, rows::Custom>) {
      const std::vector<Symbol> slopes = partials_of<Row>(result, arguments);
      for (std::size_t k = 0; k < slopes.size(); ++k) contributions[k] = slopes[k] * adjoint;
    }
  });
}

}  // namespace hesse
