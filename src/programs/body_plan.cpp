// SPDX-License-Identifier: BSL-1.0
#include "body_plan.hpp"

#include <algorithm>
#include <unordered_map>

namespace hesse {

namespace {

using Action = ProgramLine::Action;

constexpr Opcode addition = opcode_of<rows::Add>();
constexpr Opcode subtraction = opcode_of<rows::Subtract>();
constexpr Opcode product = opcode_of<rows::Multiply>();
constexpr Opcode sine = opcode_of<rows::Sin>();
constexpr Opcode cosine = opcode_of<rows::Cos>();

}  // namespace

BodyPlan::BodyPlan(const ProgramLoop& loop) : loop_(loop), uses_(loop.lines.size()), plans_(loop.lines.size()) {
  for (const std::uint32_t used : loop_.operands) ++uses_[used];
  find_uniforms();
  find_stores();
  find_sums();
  find_sines_and_cosines();
  find_order();
  find_last_uses();
}

void BodyPlan::find_uniforms() {
  if (runs_once()) return;
  for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
    const ProgramLine& l = line(i);
    if (l.is_sink()) continue;
    plans_[i].is_uniform =
        l.action == Action::evaluate
            ? std::ranges::all_of(loop_.operands_of(l), [&](std::uint32_t k) { return plans_[k].is_uniform; })
            : access(i).is_uniform();
  }
}

/// A result that is only stored is made where it belongs.
void BodyPlan::find_stores() {
  for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
    if (line(i).action != Action::store || !lies_side_by_side(access(i))) continue;
    const std::uint32_t number = operand(i, 0);
    if (!is_single(number) || line(number).action != Action::evaluate) continue;
    plans_[i].is_absorbed = true;
    plans_[number].store = i;
  }
}

/// Chains of additions become one instruction, and the products in them part of it: intermediate sums stay in a
/// processor's register.
void BodyPlan::find_sums() {
  for (std::uint32_t i = static_cast<std::uint32_t>(loop_.lines.size()); i-- > 0;) {
    if (plans_[i].is_uniform || plans_[i].is_absorbed) continue;
    if (is_sum(i)) collect_chain(i);
    const bool adds = adds_to_sum(i) || (line(i).action == Action::add && lies_side_by_side(access(i)));
    if (adds) absorb_product(operand(i, 0));
  }
}

bool BodyPlan::is_sum(std::uint32_t i) const { return is_row(i, addition) || is_row(i, subtraction); }

void BodyPlan::collect_chain(std::uint32_t root) {
  const auto continues = [&](std::uint32_t i) { return is_single(i) && is_sum(i); };
  std::vector<std::uint32_t> backwards;
  std::uint32_t at = root;
  for (;;) {
    const std::uint32_t left = operand(at, 0), right = operand(at, 1);
    const std::uint32_t sign = is_row(at, subtraction) ? minus : 0;
    if (continues(left)) {
      backwards.push_back(right | sign);
      at = left;
    } else if (sign == 0 && continues(right)) {
      backwards.push_back(left);
      at = right;
    } else {
      backwards.push_back(right | sign);
      backwards.push_back(left);
      break;
    }
    plans_[at].is_absorbed = true;
  }
  bool has_products = false;
  for (const std::uint32_t term : backwards) has_products = absorb_product(term & ~minus) || has_products;
  if (backwards.size() == 2 && !has_products) return;
  plans_[root].chain.assign(backwards.rbegin(), backwards.rend());
}

bool BodyPlan::absorb_product(std::uint32_t i) {
  if (!is_single(i) || !is_row(i, product)) return false;
  plans_[i].is_absorbed = true;
  return true;
}

/// Where there is a derivative, they come in pairs.
void BodyPlan::find_sines_and_cosines() {
  std::unordered_map<std::uint32_t, std::uint32_t> sines;  // by argument
  for (std::uint32_t i = 0; i < loop_.lines.size(); ++i)
    if (is_row(i, sine) && !plans_[i].is_uniform) sines.emplace(operand(i, 0), i);
  if (sines.empty()) return;
  for (std::uint32_t i = 0; i < loop_.lines.size(); ++i) {
    if (!is_row(i, cosine) || plans_[i].is_uniform) continue;
    const auto known = sines.find(operand(i, 0));
    if (known == sines.end() || plans_[known->second].twin != never) continue;
    plans_[i].twin = known->second;
    plans_[known->second].twin = i;
  }
}

/// A sink runs as soon as its number is there, or thousands of numbers would wait in registers for the sinks at the end
/// of a body; additions to sums wait for a few others.
void BodyPlan::find_order() {
  const auto size = static_cast<std::uint32_t>(loop_.lines.size());
  std::vector<std::uint32_t> starts(size + 1), sinks;
  for (std::uint32_t i = 0; i < size; ++i)
    if (line(i).is_sink()) ++starts[operand(i, 0) + 1];
  for (std::size_t i = 1; i < starts.size(); ++i) starts[i] += starts[i - 1];
  sinks.resize(starts.back());
  std::vector<std::uint32_t> next(starts.begin(), starts.end() - 1);
  for (std::uint32_t i = 0; i < size; ++i)
    if (line(i).is_sink()) sinks[next[operand(i, 0)]++] = i;
  order_.reserve(size);
  std::vector<std::uint32_t> waiting;
  const auto run_waiting = [&] {
    order_.insert(order_.end(), waiting.begin(), waiting.end());
    waiting.clear();
  };
  for (std::uint32_t i = 0; i < size; ++i) {
    if (line(i).is_sink()) continue;
    order_.push_back(i);
    for (std::uint32_t k = starts[i]; k < starts[i + 1]; ++k) {
      (adds_to_sum(sinks[k]) ? waiting : order_).push_back(sinks[k]);
      if (waiting.size() == most_sums_at_once) run_waiting();
    }
  }
  run_waiting();
}

void BodyPlan::find_last_uses() {
  for (const std::uint32_t i : order_)
    if (!plans_[i].is_absorbed && !is_made_with_twin(i))
      for_each_read(i, [&](std::uint32_t used) {
        plans_[used].last_use = i;
        plans_[used].is_read_in_iterations = plans_[used].is_read_in_iterations || !plans_[i].is_uniform;
      });
}

}  // namespace hesse
