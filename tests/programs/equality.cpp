// SPDX-License-Identifier: BSL-1.0
//
// Every random program through everything that can differentiate it: the sweeps, and each executor of the list on its
// programs, as they are written and simplified. What is promised:
//
//   bit for bit      executors of one family, whatever the number of threads; values of the reference executor and of
//                    the forward sweep; simplified programs and those they were made of on the reference executor,
//                    where no cell is added to by several loops; arithmetic on every kind of processor
//   to rounding      everything else: within 32 units in the last place of the fifty-digit answer; or, where the
//                    program magnifies rounding, closer than that answer moves when each step is off by up to 256, at
//                    random. Sums of n terms, one after the other, have n units more
//
// How many and which: see random_seconds().
#include <hesse/programs/processor.hpp>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <support/executors.hpp>
#include <support/random_programs.hpp>
#include <support/subjects.hpp>

#ifdef HESSE_TEST_WITH_TBB
#include <tbb/global_control.h>
#endif

namespace hesse {

namespace {

bool same_bits(const Matrix& a, const Matrix& b) {
  return std::memcmp(a.data(), b.data(), static_cast<std::size_t>(a.size()) * sizeof(double)) == 0;
}
bool same_number(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }
bool same_bits(const Derivatives& a, const Derivatives& b) {
  return std::memcmp(&a.value, &b.value, sizeof(double)) == 0 && same_bits(a.gradient, b.gradient) &&
         same_bits(a.hessian, b.hessian);
}
bool same_bits(const ProgramAnswers& a, const ProgramAnswers& b) {
  return same_bits(a.by_columns, b.by_columns) && a.by_blocks.has_value() == b.by_blocks.has_value() &&
         (!a.by_blocks || same_bits(*a.by_blocks, *b.by_blocks));
}

/// Whether the loops of a program add to one cell from more than one of them.
bool several_loops_meet(const Program& program) {
  std::vector<const ProgramLoop*> adder(program.cells);
  bool meet = false;
  for (const ProgramLoop& loop : program.loops)
    for (const ProgramLine& line : loop.lines)
      if (line.action == ProgramLine::Action::add)
        for_each_place(program, loop, loop.accesses[line.access], [&](std::size_t cell) {
          meet = meet || (adder[cell] != nullptr && adder[cell] != &loop);
          adder[cell] = &loop;
        });
  return meet;
}

/// The most lines of a body whose numbers are still wanted at one time: what an executor keeps in registers.
std::size_t most_live_lines(const Program& program) {
  std::size_t most = 0;
  for (const ProgramLoop& loop : program.loops) {
    std::vector<std::size_t> last_use(loop.lines.size());
    for (std::size_t i = 0; i < loop.lines.size(); ++i)
      for (const std::uint32_t operand : loop.operands_of(loop.lines[i])) last_use[operand] = i;
    std::vector<std::size_t> ending(loop.lines.size() + 1);
    std::size_t live = 0;
    for (std::size_t i = 0; i < loop.lines.size(); ++i) {
      live -= ending[i];
      if (last_use[i] <= i) continue;
      ++ending[last_use[i]];
      most = std::max(most, ++live);
    }
  }
  return most;
}

/// A random program in a shape, and what became of its answers.
class Trial {
 public:
  Trial(const RandomProgram& program, const Shape& shape, std::size_t length)
      : program_(program), shape_(shape), length_(length), subject_(shape.make(program, length)) {
    if (subject_.is_constant()) return;
    exact_ = by_sweeps<Fifty>(subject_);
    if (!exact_.all_finite()) {
      left_out = 1;
      return;
    }
    tolerance_ = ulps(32);
    const Derivatives swept = by_sweeps<double>(subject_);
    judge("sweeps", swept);
    const DerivativePrograms written = as_written(subject_), simple = simplified(subject_);
    live = most_live_lines(written.columns);
    const ProgramAnswers plain = run(written, "as written"), simply = run(simple, "simplified");
    if (subject_.rows == 0 && !same_number(plain.by_columns.value, swept.value))
      complain("the reference executor has another value than the forward sweep");
    if (!several_loops_meet(written.columns) && !same_bits(plain.by_columns, simply.by_columns))
      complain("simplifying changes bits");
  }

  std::size_t compared = 0;  ///< answers that agree
  std::size_t left_out = 0;  ///< too few digits of the exact ones are the program's own, or left to the sweeps
  std::size_t live = 0;      ///< numbers wanted at one time
  std::string complaint;     ///< of the first answer that is wrong

 private:
  /// Through every executor. Returns the answers of the first.
  ProgramAnswers run(const DerivativePrograms& programs, const std::string& how) {
    std::map<std::string, ProgramAnswers> of_family;
    for (const Executor& executor : executors()) {
      const std::string name = executor.name + ", " + how;
      const ProgramAnswers answers = by_programs(programs, subject_, executor);
      judge(name, answers.by_columns);
      if (answers.by_blocks)
        judge(name + ", blocks", {answers.by_columns.value, answers.by_columns.gradient, *answers.by_blocks});
      const auto [first, is_first] = of_family.emplace(executor.family, answers);
      if (!is_first && !same_bits(first->second, answers)) complain(name + " has other bits than its family");
    }
    return of_family.at(executors().front().family);
  }

  void judge(const std::string& name, const Derivatives& found) {
    if (!found.all_finite()) return void(++left_out);
    const auto apart = distances(exact_, found, subject_.x);
    for (std::size_t order = 0; order < apart.size(); ++order) {
      if (apart[order] <= tolerance_) continue;
      const double moved = movement()[order];
      if (apart[order] <= moved) continue;
      if (moved > least_agreement) return void(++left_out);
      complain(fmt::format("{}: derivatives of order {} are off by {:.3g}, {:.3g} is rounding", name, order,
                           apart[order], std::max(moved, tolerance_)));
    }
    ++compared;
  }

  [[nodiscard]] double ulps(double count) const {
    return std::ldexp(count + static_cast<double>(subject_.additions), -53);
  }

  /// How far the exact answers move where each step of the program is off by up to 256 units in the last place.
  const std::array<double, 3>& movement() {
    if (!movement_) {
      movement_.emplace();
      for (std::uint64_t seed = 0; seed < 3; ++seed) {
        const Subject noisy = shape_.make(program_.with_noise(seed, ulps(256)), length_);
        const auto apart = distances(exact_, by_sweeps<Fifty>(noisy), subject_.x);
        for (std::size_t order = 0; order < apart.size(); ++order)
          (*movement_)[order] = std::max((*movement_)[order], apart[order]);
      }
    }
    return *movement_;
  }

  void complain(const std::string& what) {
    if (complaint.empty()) complaint = fmt::format("{}, iterations: {}, {}", shape_.name, length_, what);
  }

  static constexpr double least_agreement = 0x1p-20;

  const RandomProgram& program_;
  const Shape& shape_;
  std::size_t length_;
  Subject subject_;
  Derivatives exact_;
  double tolerance_ = 0.0;
  std::optional<std::array<double, 3>> movement_;
};

/// What the random program of a seed is, and what is made of it. Seeds go through all shapes, and through all lengths
/// from 1 to 17, over a table with multiples of 16 on top: whatever a chunk's length is, every remainder occurs.
struct Draw {
  const Shape& shape;
  std::size_t inputs, steps, length;
  RandomProgram::Rows rows = RandomProgram::Rows::all;

  explicit Draw(std::uint64_t seed) : shape(shapes()[seed % shapes().size()]) {
    const std::uint64_t of_shape = seed / shapes().size();
    std::mt19937_64 random(seed);
    inputs = 1 + random() % 6;
    steps = 3 + random() % 20;
    length = shape.longest == 1 ? 1 : 1 + of_shape % 17;
    if (shape.longest > 1 && shape.longest < 100) {  // the oracle takes every iteration
      inputs = std::min<std::size_t>(inputs, 2), steps = 3 + steps / 4;
    } else if (of_shape % 8 == 3) {  // many live numbers
      inputs = 2, steps = 50 + (of_shape % 16 == 3 ? 400 : random() % 400);
    } else if (of_shape % 16 == 7 && shape.longest > 20'000) {  // many pieces
      inputs = 4, steps = 20, length += 20'000, rows = RandomProgram::Rows::arithmetic;
    } else if (shape.longest > 1) {
      length += 16 * (random() % 20);
    }
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(random_programs_have_the_same_derivatives_by_sweeps_and_every_executor) {
#ifdef HESSE_TEST_WITH_TBB
  const tbb::global_control more_than_processors(tbb::global_control::max_allowed_parallelism, 7);
#endif
  const auto start = std::chrono::steady_clock::now();
  const std::uint64_t first = first_random_seed();
  std::size_t compared = 0, left_out = 0, live = 0, programs = 0;
  for (std::uint64_t seed = first;
       programs < 17 * shapes().size() || std::chrono::steady_clock::now() - start < random_seconds();
       ++seed, ++programs) {
    const Draw draw(seed);
    const RandomProgram program = RandomProgram::make(seed, draw.inputs, draw.steps, draw.rows);
    const Trial trial(program, draw.shape, draw.length);
    compared += trial.compared, left_out += trial.left_out, live = std::max(live, trial.live);
    if (trial.complaint.empty()) continue;
    const auto fails = [&](const RandomProgram& smaller) {
      return !Trial(smaller, draw.shape, draw.length).complaint.empty();
    };
    BOOST_ERROR("seed " << seed << ", " << trial.complaint << "\n" << program.shrunk(fails).text());
  }
  const double share = static_cast<double>(left_out) / static_cast<double>(compared + left_out);
  fmt::print("equality: {} programs on {} executors, {} answers, {:.1f} % left out, up to {} live numbers\n", programs,
             executors().size(), compared, 100 * share, live);
  BOOST_TEST(share < 0.2);
  BOOST_TEST(live >= 500u);
}

// Origin: IEEE 754 rounds + - * / fma and square roots correctly; sums are added in the same lanes everywhere.
BOOST_AUTO_TEST_CASE(arithmetic_has_the_same_bits_on_every_kind_of_processor) {
  for (std::uint64_t seed = 0; seed < 17 * shapes().size(); ++seed) {
    const Draw draw(seed);
    const RandomProgram program = RandomProgram::make(seed, draw.inputs, draw.steps, RandomProgram::Rows::arithmetic);
    const Subject subject = draw.shape.make(program, draw.length);
    const DerivativePrograms programs = simplified(subject);
    std::optional<ProgramAnswers> expected;
    for (const Executor& executor : executors()) {
      if (executor.family == executors().front().family) continue;
      const ProgramAnswers found = by_programs(programs, subject, executor);
      if (!expected) expected = found;
      BOOST_TEST(same_bits(*expected, found), executor.name << ", " << draw.shape.name << ":\n" << program.text());
    }
  }
}

// One more executor is one more line of the list; this one says what the list cannot be without.
BOOST_AUTO_TEST_CASE(every_kind_of_processor_is_listed_on_one_thread_and_on_seven) {
  std::set<std::string> names;
  for (const Executor& executor : executors()) names.insert(executor.name);
  BOOST_TEST(names.contains("reference"));
  for (const std::string_view processor : processors())
    for (const int threads : {1, 7})
      BOOST_TEST(names.contains(fmt::format("vectors on {}, threads: {}", processor, threads)));
}

}  // namespace hesse
