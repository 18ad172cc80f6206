// SPDX-License-Identifier: BSL-1.0
//
// Where a part of the chain rule is missing, or another part taken twice. The Hessian is a sum over the lines of the
// recorded function (see node_curvatures()), so a difference that is a multiple of what one line adds, or of what all
// lines of one shape add, names the line.
#include <hesse/derivatives/drivers.hpp>
#include <hesse/tape/describe.hpp>

#include <boost/container_hash/hash.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <string_view>
#include <utility>

#include "evidence.hpp"

namespace hesse {

namespace {

/// A line of the function, with what it adds to the Hessian at each sighting; nothing where it is linear.
struct Line {
  std::size_t node;
  std::string words;
  SourceLocation where;
  std::vector<std::size_t> operands;
  /// The same for lines that compute alike: the operation, and those of its operands, whatever the numbers.
  std::size_t shape;
  Predictions amounts = {};
};

std::vector<Line> read(const Tape& tape, const std::vector<std::string>& names) {
  std::vector<Line> lines;
  std::vector<std::size_t> shapes(tape.nodes(), 0);
  for_each_node(tape, [&](const Node& node) {
    Line line{
        node.index, describe(tape, node, names), tape.where(node.index), {}, static_cast<std::size_t>(node.opcode) + 1};
    for (const Operand operand : node.operands) {
      if (!operand.is_constant()) line.operands.push_back(operand.node_index());
      boost::hash_combine(line.shape, operand.is_constant() ? 1 : shapes[operand.node_index()]);
    }
    shapes[node.index] = line.shape;
    lines.push_back(std::move(line));
  });
  return lines;
}

std::vector<Line> lines_of(const Evidence& evidence, const std::shared_ptr<const Tape>& tape) {
  std::vector<Line> lines = read(*tape, evidence.candidate.inputs);
  std::vector<Index> all(static_cast<std::size_t>(evidence.inputs()));
  std::iota(all.begin(), all.end(), Index{0});
  for (std::size_t k = 0; k < evidence.sightings.size(); ++k)
    drivers::node_curvatures(*tape, evidence.sightings[k].point, all, all,
                             [&](const Node& node, const Matrix& amounts) {
                               Predictions& known = lines[node.index - tape->inputs()].amounts;
                               if (known.empty()) known = evidence.zero();
                               known[k] = amounts;
                             });
  return lines;
}

/// The curved lines between which and the output all is linear: f is the sum of them, but for linear terms.
std::vector<const Line*> terms_of(const Tape& tape, const std::vector<Line>& lines) {
  std::vector<bool> reached(tape.nodes(), false);
  const Operand output = tape.outputs().front();
  if (!output.is_constant()) reached[output.node_index()] = true;
  std::vector<const Line*> terms;
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (!reached[line->node]) continue;
    if (!line->amounts.empty())
      terms.push_back(&*line);
    else
      for (const std::size_t operand : line->operands) reached[operand] = true;
  }
  return terms;
}

std::string with_factor(double factor) { return same(factor, 1.0) ? "" : fmt::format(", {}", times_in_words(factor)); }

std::string place(const Line& line) {
  if (line.where.line() == 0) return "";
  const std::string_view file = line.where.file_name();
  return fmt::format(" ({}:{})", file.substr(file.find_last_of('/') + 1), line.where.line());
}

/// What is wrong with lines of which by hand = exact + amount * what they add.
std::string fault(double amount) {
  if (same(amount, -1.0)) return "is missing";
  if (same(amount, -2.0)) return "has the wrong sign";
  if (same(amount, 1.0)) return "is counted twice";
  return fmt::format("is counted {:.6g} times", 1.0 + amount);
}

class Terms {
 public:
  Terms(const Evidence& evidence, std::shared_ptr<const Tape> tape)
      : evidence_(evidence),
        tape_(std::move(tape)),
        lines_(lines_of(evidence, tape_)),
        terms_(terms_of(*tape_, lines_)) {
    for (const Line& line : lines_)
      if (!line.amounts.empty()) alike_[line.shape].push_back(&line);
  }

  [[nodiscard]] std::optional<Cause> cause() const {
    if (auto found = gradient_squared()) return found;
    if (auto found = gradients_of_terms_squared()) return found;
    for (const Line& line : lines_)
      if (!line.amounts.empty())
        if (auto found = counted_wrong({&line})) return found;
    if (auto found = only_terms()) return found;
    for (const auto& [shape, group] : alike_)
      if (group.size() > 1)
        if (auto found = counted_wrong(group)) return found;
    return inside_of_one_term();
  }

 private:
  [[nodiscard]] std::optional<Cause> outer_product(const Predictions& products, const char* what) const {
    const Evidence::Fit fit = evidence_.fit(evidence_.zero(), products);
    if (!fit.holds()) return std::nullopt;
    return Cause{Cause::Kind::outer_product,
                 fmt::format("This is {}, which holds no second derivative{}.", what, with_factor(fit.amount)),
                 fit.explained};
  }

  [[nodiscard]] std::optional<Cause> gradient_squared() const {
    Predictions products;
    for (const Sighting& sighting : evidence_.sightings) {
      const Vector gradient = evidence_.f.gradient(sighting.point);
      products.push_back(gradient * gradient.transpose());
    }
    return outer_product(products, "the outer product of the gradient with itself");
  }

  [[nodiscard]] std::optional<Cause> gradients_of_terms_squared() const {
    if (terms_.size() < 2) return std::nullopt;
    Predictions products;
    for (const Sighting& sighting : evidence_.sightings) {
      const Matrix gradients = gradients_of_terms(sighting.point);
      products.push_back(gradients.transpose() * gradients);
    }
    return outer_product(products, "the sum over the terms of f of the outer products of their gradients");
  }

  /// A row a term.
  [[nodiscard]] Matrix gradients_of_terms(ConstVector x) const {
    Matrix gradients(std::ssize(terms_), x.size());
    for (Index i = 0; i < x.size(); ++i) {
      const auto numbers = drivers::node_numbers(*tape_, x, Vector::Unit(x.size(), i), Vector::Ones(1));
      for (std::size_t t = 0; t < terms_.size(); ++t) {
        const std::size_t node = terms_[t]->node;
        gradients(static_cast<Index>(t), i) = (numbers.adjoints[node].value * numbers.values[node].tangent).number();
      }
    }
    return gradients;
  }

  [[nodiscard]] Predictions sum_of(const std::vector<const Line*>& lines) const {
    Predictions sum = evidence_.zero();
    for (const Line* line : lines)
      for (std::size_t k = 0; k < sum.size(); ++k) sum[k] += line->amounts[k];
    return sum;
  }

  [[nodiscard]] std::optional<Cause> only_terms() const {
    const double share = evidence_.explained(sum_of(terms_));
    if (!(share >= Evidence::least_explained)) return std::nullopt;
    return Cause{Cause::Kind::gauss_newton,
                 "This is the Gauss-Newton matrix: the second derivatives of all inner functions are missing.", share};
  }

  /// The second derivatives of all lines that one term stands on, of several shapes.
  [[nodiscard]] std::optional<Cause> inside_of_one_term() const {
    std::size_t steps = 0;
    for (const Line* term : terms_) {
      const std::vector<const Line*> lines = under(*term, steps);
      if (steps > most_steps()) return std::nullopt;
      if (lines.size() < 2) continue;
      const Evidence::Fit fit = evidence_.fit(evidence_.exact(), sum_of(lines));
      if (fit.holds())
        return Cause{Cause::Kind::missing_term,
                     fmt::format("What the {} lines inside of {}{} add by their own second derivatives {}.",
                                 lines.size(), term->words, place(*term), fault(fit.amount)),
                     fit.explained};
    }
    return std::nullopt;
  }

  /// Lines that many terms stand on are met many times.
  [[nodiscard]] std::size_t most_steps() const { return 10 * lines_.size(); }

  /// The curved lines that a line stands on.
  [[nodiscard]] std::vector<const Line*> under(const Line& top, std::size_t& steps) const {
    std::vector<const Line*> curved;
    std::vector<std::size_t> open = top.operands;
    std::set<std::size_t> seen(open.begin(), open.end());
    while (!open.empty()) {
      const std::size_t node = open.back();
      open.pop_back();
      if (++steps > most_steps()) return {};
      if (node < tape_->inputs()) continue;
      const Line& line = lines_[node - tape_->inputs()];
      if (!line.amounts.empty()) curved.push_back(&line);
      for (const std::size_t operand : line.operands)
        if (seen.insert(operand).second) open.push_back(operand);
    }
    return curved;
  }

  /// By the second derivative of these lines: not at all, twice, or by another number.
  [[nodiscard]] std::optional<Cause> counted_wrong(const std::vector<const Line*>& group) const {
    const Evidence::Fit fit = evidence_.fit(evidence_.exact(), sum_of(group));
    if (!fit.holds()) return std::nullopt;
    const Line& first = *group.front();
    const std::string others = group.size() == 1 ? "" : fmt::format(" with the {} lines like it", group.size() - 1);
    const std::string sentence = fmt::format("What {}{}{} adds by its own second derivative {}.", first.words,
                                             place(first), others, fault(fit.amount));
    if (same(fit.amount, -1.0) && group.size() > 1 && is_inside_each_term(group))
      return Cause{Cause::Kind::gauss_newton, "This is the Gauss-Newton matrix. " + sentence, fit.explained};
    return Cause{Cause::Kind::missing_term, sentence, fit.explained};
  }

  [[nodiscard]] bool is_inside_each_term(const std::vector<const Line*>& group) const {
    if (std::ranges::find(terms_, group.front()) != terms_.end()) return false;
    std::vector<bool> holds(tape_->nodes(), false);
    for (const Line* line : group) holds[line->node] = true;
    for (const Line& line : lines_)
      for (const std::size_t operand : line.operands)
        if (holds[operand]) holds[line.node] = true;
    return std::ranges::all_of(terms_, [&](const Line* term) { return holds[term->node]; });
  }

  const Evidence& evidence_;
  std::shared_ptr<const Tape> tape_;
  std::vector<Line> lines_;
  std::vector<const Line*> terms_;
  std::map<std::size_t, std::vector<const Line*>> alike_;  ///< curved lines by their shape
};

}  // namespace

std::optional<Cause> cause_in_terms(const Evidence& evidence) {
  constexpr std::size_t most_numbers = 4'000'000;
  if (evidence.candidate.form != Form::hessian) return std::nullopt;
  const std::shared_ptr<const Tape> tape = evidence.f.tape(evidence.sightings.front().point);
  for (const Sighting& sighting : evidence.sightings)
    if (evidence.f.tape(sighting.point) != tape) return std::nullopt;  // other branches, other lines
  const auto n = static_cast<std::size_t>(evidence.inputs());
  // Eight numbers a node and input of the sweeps, a matrix a node and sighting of what the nodes add.
  if (tape->nodes() * n * std::max<std::size_t>(evidence.sightings.size() * n, 8) > most_numbers) return std::nullopt;
  return Terms(evidence, tape).cause();
}

}  // namespace hesse
