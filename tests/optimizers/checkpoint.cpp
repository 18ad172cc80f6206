// SPDX-License-Identifier: BSL-1.0
//
// A run that was killed goes on from its checkpoint as if nothing had happened, to the last bit; a checkpoint that is
// not whole, or not of this run, is refused.
#include <hesse/basics/error.hpp>

#include <fmt/format.h>

#include <bit>
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "methods.hpp"

using namespace hesse;
using hesse::test::for_each_method;
namespace fs = std::filesystem;

namespace {

/// A file that is gone at both ends of a test.
class TemporaryFile {
 public:
  TemporaryFile() : path_(fs::temp_directory_path() / fmt::format("hesse_checkpoint_{}_{}", getpid(), ++made)) {
    fs::remove(path_);
  }
  ~TemporaryFile() { fs::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  [[nodiscard]] const fs::path& path() const { return path_; }
  [[nodiscard]] std::string bytes() const {
    std::ostringstream all;
    all << std::ifstream(path_, std::ios::binary).rdbuf();
    return all.str();
  }
  void replace(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary | std::ios::trunc).write(bytes.data(), std::ssize(bytes));
  }

 private:
  static inline int made = 0;
  fs::path path_;
};

constexpr Index unknowns = 40;
const Vector chain_start = Vector::LinSpaced(unknowns, -1.2, 0.9);

/// A chain of terms: its machine code adds in another order than sweeps do.
Function chain() {
  return Function(
      [](const auto& x) {
        auto sum = square(1.0 - x[0]);
        for (Index i = 1; i < unknowns; ++i) sum += 10.0 * square(x[i] - sin(x[i - 1])) + 0.1 * square(1.0 - x[i]);
        return sum;
      },
      chain_start);
}

/// Rows that take two ways, and go from one to the other as the parameters change.
Loss branching_rows() {
  const Vector numbers = Vector::LinSpaced(90, -2, 2);
  return Loss(
      [](const auto& x, const auto& row) {
        const auto miss = row[0] * x[0] + x[1] - 0.5 * row[0] * row[0];
        return miss > 0.3 ? 0.6 * miss - 0.09 + 0.01 * x[1] * x[1] : miss * miss + 0.01 * x[1] * x[1];
      },
      Vector::Zero(2), numbers, {.reduction = Reduction::mean});
}

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

/// All but the seconds.
void check_same(const Solution& a, const Solution& b) {
  BOOST_TEST(a.explanation() == b.explanation());
  BOOST_TEST(a.counts.total() == b.counts.total());
  BOOST_TEST(a.counts.rejected == b.counts.rejected);
  BOOST_TEST_REQUIRE(a.history.size() == b.history.size());
  for (std::size_t k = 0; k < a.history.size(); ++k)
    for (const auto number : {&Iteration::value, &Iteration::gradient_norm, &Iteration::step_norm, &Iteration::radius})
      BOOST_TEST(same_bits(a.history[k].*number, b.history[k].*number), "iteration " << k);
  for (Index i = 0; i < a.point.size(); ++i) BOOST_TEST(same_bits(a.point[i], b.point[i]), "entry " << i);
}

/// run(method) with a method that has a checkpoint: at one go, and in pieces of so many iterations.
template <class Run>
void check_pieces(auto method, Index iterations, Index piece, const Run& run) {
  const TemporaryFile whole, pieces;
  method.checkpoint_seconds = 0.0;
  method.checkpoint_file = whole.path();
  method.iteration_limit = iterations;
  const Solution at_one_go = run(method);
  method.checkpoint_file = pieces.path();
  Solution last;
  for (Index done = piece; done < iterations + piece; done += piece) {
    method.iteration_limit = std::min(done, iterations);
    last = run(method);
  }
  check_same(at_one_go, last);
}

/// Runs in a process of its own that is killed during evaluation number `evaluations`.
void run_and_kill(auto method, Index evaluations) {
  class Killer final : public Objective {
   public:
    explicit Killer(Index left) : left_(left) {}
    Index inputs() const override { return unknowns; }
    void compile() const override { f_.compile(); }
    double value(ConstVector x) const override { return count(), f_.value(x); }
    ValueAndGradient value_and_gradient(ConstVector x) const override { return count(), f_.value_and_gradient(x); }
    Matrix hessian(ConstVector x) const override { return count(), f_.hessian(x); }
    Vector hessian_vector(ConstVector x, ConstVector v) const override { return count(), f_.hessian_vector(x, v); }
    std::string kind() const override { return "recorded function"; }

   private:
    void count() const {
      if (--left_ == 0) (void)std::raise(SIGKILL);
    }
    Function f_ = chain();
    mutable Index left_;
  };
  const pid_t child = fork();
  if (child == 0) {
    (void)minimize(Killer(evaluations), chain_start, method);
    _exit(0);
  }
  int status = 0;
  BOOST_TEST_REQUIRE(waitpid(child, &status, 0) == child);
  BOOST_TEST_REQUIRE(WIFSIGNALED(status));
  BOOST_TEST(WTERMSIG(status) == SIGKILL);
}

std::string refusal(const auto& run) {
  try {
    (void)run();
  } catch (const CheckpointError& error) {
    return error.code() + std::string(": ") + error.what();
  }
  return "not refused";
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_method_goes_on_from_its_checkpoint_to_the_last_bit) {
  for_each_method([](auto method) {
    check_pieces(method, 23, 5, [](const auto& m) { return minimize(chain(), chain_start, m); });
  });
}

BOOST_AUTO_TEST_CASE(so_does_every_way_of_searching) {
  for (const auto& [name, way] : hesse::test::searching_methods()) BOOST_TEST_CONTEXT(name)
  std::visit(
      [](auto method) { check_pieces(method, 12, 5, [](const auto& m) { return minimize(chain(), chain_start, m); }); },
      way);
}

BOOST_AUTO_TEST_CASE(so_does_a_loss_whose_rows_take_several_ways) {
  for_each_method([](auto method) {
    if constexpr (StochasticMethod<decltype(method)>) {
      method.batch = 7;
      method.average_from = 3;
    }
    if constexpr (requires { method.momentum; }) method.momentum = 0.5;
    check_pieces(method, 12, 5, [](const auto& m) { return minimize(branching_rows(), Vector{{2.0, -1.0}}, m); });
  });
}

BOOST_AUTO_TEST_CASE(and_a_sum_of_squares) {
  for_each_method([](auto method) {
    const auto residuals = [](const auto& x) {
      return VectorOf<std::remove_cvref_t<decltype(x[0])>>{{10.0 * (x[1] - x[0] * x[0]), 1.0 - x[0]}};
    };
    check_pieces(method, 12, 5, [&](const auto& m) { return least_squares(residuals, Vector{{-1.2, 1.0}}, m); });
  });
}

BOOST_AUTO_TEST_CASE(a_process_that_was_killed_is_resumed_to_the_last_bit) {
  for_each_method([](auto method) {
    const TemporaryFile whole, killed;
    method.checkpoint_seconds = 0.0;
    method.iteration_limit = 15;
    method.checkpoint_file = whole.path();
    const Solution at_one_go = minimize(chain(), chain_start, method);
    method.checkpoint_file = killed.path();
    for (const Index evaluations : {7, 11}) run_and_kill(method, evaluations);
    BOOST_TEST(fs::exists(killed.path()));
    check_same(at_one_go, minimize(chain(), chain_start, method));
  });
}

BOOST_AUTO_TEST_CASE(a_run_that_has_ended_is_at_its_end_again) {
  const TemporaryFile file;
  const NewtonCG method{.checkpoint_file = file.path(), .checkpoint_seconds = 1e9};
  const Solution first = minimize(chain(), chain_start, method);
  BOOST_TEST(first.converged());
  check_same(first, minimize(chain(), chain_start, method));
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_is_cut_or_changed_anywhere_is_refused) {
  const TemporaryFile file;
  const LBFGS method{.memory = 2, .iteration_limit = 3, .checkpoint_file = file.path()};
  const auto run = [&] {
    return minimize([](const auto& x) { return x.squaredNorm() + x[0]; }, Vector{{3.0}}, method);
  };
  (void)run();
  const std::string whole = file.bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    file.replace(whole.substr(0, size));
    BOOST_TEST(refusal(run).starts_with("checkpoint."), "cut after " << size);
  }
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 0x10);
    file.replace(flipped);
    BOOST_TEST(refusal(run).starts_with("checkpoint."), "flipped " << i);
  }
  std::string newer = whole;
  newer[8] = 9;
  file.replace(newer);
  BOOST_TEST(refusal(run) == "checkpoint.version: The checkpoint " + file.path().string() +
                                 " has version 9, this library reads 2. Delete it to begin anew.");
  file.replace("f(x) = x^2\n");
  BOOST_TEST(refusal(run).starts_with("checkpoint.read: "));
  file.replace(whole);
  BOOST_TEST(refusal(run) == "not refused");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_of_another_run_is_refused_with_the_difference) {
  const TemporaryFile file;
  const auto run = [&](const Function& f, const Vector& start, auto method) {
    method.checkpoint_file = file.path();
    method.iteration_limit += 3;
    return refusal([&] { return minimize(f, start, method); });
  };
  const auto bowl = [](double centre) {
    return Function([centre](const auto& x) { return square(x[0] - centre) + exp(x[1]) - x[1]; }, Vector::Zero(2));
  };
  const Vector start{{5.0, 2.0}};
  BOOST_TEST(run(bowl(1), start, LBFGS{.iteration_limit = 0}) == "not refused");
  const std::string other = "checkpoint.other_run: The checkpoint " + file.path().string() + " ";
  const std::string advice = ". Name another file, or delete it to begin anew.";
  BOOST_TEST(run(bowl(1), start, LBFGS{.memory = 3}) ==
             other +
                 "is of a run of LBFGS on a recorded function of 2 inputs; this one is LBFGS (memory 3) "
                 "on a recorded function of 2 inputs" +
                 advice);
  BOOST_TEST(run(bowl(1), start, CubicNewton{}).starts_with(other + "is of a run of LBFGS "));
  BOOST_TEST(run(bowl(1), Vector{{5.0, 2.5}}, LBFGS{}) == other + "is of a run from another start" + advice);
  BOOST_TEST(run(bowl(1.5), start, LBFGS{}).find("it was made with another function or other data") !=
             std::string::npos);
  BOOST_TEST(run(bowl(1), start, LBFGS{.gradient_tolerance = 1e-3}) == "not refused");
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_cannot_be_written_is_said_at_once) {
  const NewtonCG method{.checkpoint_file = "/no/such/folder/run"};
  BOOST_TEST(refusal([&] { return minimize(chain(), chain_start, method); }) ==
             "checkpoint.write: The checkpoint /no/such/folder/run cannot be written. Is its folder there, may it be "
             "written to, and is it not full.");
}
