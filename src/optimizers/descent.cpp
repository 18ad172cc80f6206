// SPDX-License-Identifier: BSL-1.0
#include <hesse/optimizers/descent.hpp>

#include <utility>

namespace hesse {

Attempt try_step(const Iterate& here, Vector step, double predicted, double least_ratio, Problem& problem,
                 const LengthOf& length) {
  Attempt attempt;
  attempt.step = std::move(step);
  std::optional<Iterate> trial = problem.evaluate(here.point + attempt.step);
  if (!trial) return attempt;
  const Judgement judgement = problem.judge(here, *trial, predicted, least_ratio, length);
  attempt.trial_value = trial->value;
  attempt.ratio = judgement.ratio;
  attempt.exhausted = !judgement.accepted && judgement.below_rounding;
  (judgement.accepted ? attempt.next : attempt.refused) = std::move(trial);
  return attempt;
}

}  // namespace hesse
