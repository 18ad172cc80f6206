// SPDX-License-Identifier: BSL-1.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <support/random_programs.hpp>
#include <utility>

namespace hesse {

namespace {

/// What a program needs to know of a row.
struct RowOfProgram {
  About about;
  std::size_t arity;
  bool has_parameter;
  bool has_integer_parameter;
  Var (*apply)(std::span<const Var> arguments);
};

template <class Row>
Var apply_row(std::span<const Var> arguments) {
  if constexpr (std::is_same_v<Row, rows::Custom>)
    return 0;
  else if constexpr (Variadic<Row>)
    return Evaluator<Var>::evaluate_all<Row>(arguments);
  else
    return [&]<std::size_t... i>(std::index_sequence<i...>) { return Evaluator<Var>::evaluate<Row>(arguments[i]...); }
  (std::make_index_sequence<arity_of<Row>>());
}

const std::vector<RowOfProgram>& rows_of_programs() {
  static const std::vector<RowOfProgram> all = [] {
    std::vector<RowOfProgram> list;
    for_each_row([&]<class Row>() {
      list.push_back({Row::about, static_cast<std::size_t>(arity_of<Row>), parameters_of<Row> > 0,
                      parameters_of<Row> > 0 && !std::is_same_v<Row, rows::PowReal>, &apply_row<Row>});
    });
    return list;
  }();
  return all;
}

}  // namespace

/// Writes a program step by step, knowing the value of each at the point.
class ProgramWriter {
 public:
  ProgramWriter(std::uint64_t seed, std::size_t inputs, RandomProgram::Rows rows, RandomProgram& program)
      : random_(seed), rows_(rows), program_(program) {
    program.point_.resize(static_cast<Index>(inputs));
    for (double& x : program.point_) values_.push_back(x = uniform(-3.0, 3.0));
  }

  void write_step() {
    switch (rows_) {
      case RandomProgram::Rows::all:
        return write(below(row_count - 1));  // the last row is Custom
      case RandomProgram::Rows::affine:
        return write_affine();
      case RandomProgram::Rows::arithmetic:
        return write(arithmetic[below(std::size(arithmetic))]);
    }
  }

  /// The sum of everything that nothing has used yet.
  void finish() {
    std::vector<bool> used(values_.size());
    for (const auto& step : program_.steps_)
      for (const auto& argument : step.arguments)
        if (!argument.is_constant) used[argument.index] = true;
    Argument sum = value(values_.size() - 1);
    for (std::size_t i = 0; i + 1 < used.size(); ++i)
      if (!used[i]) {
        add(row_index<rows::Add>, {sum, value(i)});
        sum = value(values_.size() - 1);
      }
    program_.output_ = sum;
  }

 private:
  using Argument = RandomProgram::Argument;

  static constexpr std::size_t arithmetic[] = {
      row_index<rows::Add>, row_index<rows::Subtract>, row_index<rows::Multiply>, row_index<rows::Divide>,
      row_index<rows::Fma>, row_index<rows::Square>,   row_index<rows::Sqrt>,     row_index<rows::Negate>};

  static Argument value(std::size_t index) { return {false, index, 0.0}; }
  static Argument constant(double number) { return {true, 0, number}; }
  std::size_t below(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_); }
  double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
  /// Later values more often than early ones, so that programs grow deep as well as wide.
  Argument any_value() { return value(std::max(below(values_.size()), below(values_.size()))); }

  void write_affine() {
    const double factor = uniform(-2.0, 2.0);
    switch (below(6)) {
      case 0:
        return add(row_index<rows::Add>, {any_value(), any_value()});
      case 1:
        return add(row_index<rows::Subtract>, {any_value(), any_value()});
      case 2:
        return add(row_index<rows::Multiply>, {constant(factor), any_value()});
      case 3:
        return add(row_index<rows::Divide>, {any_value(), constant(factor)});
      case 4:
        return add(row_index<rows::Fma>, {any_value(), constant(factor), any_value()});
      default:
        return add(row_index<rows::Negate>, {any_value()});
    }
  }

  void write(std::size_t row) {
    const RowOfProgram& of = rows_of_programs()[row];
    const std::size_t count = of.arity == 0 ? 1 + below(5) : of.arity;
    const std::size_t surely_variable = below(count - (of.has_parameter ? 1 : 0));
    std::vector<Argument> arguments;
    for (std::size_t i = 0; i < count; ++i) {
      const Interval domain = of.about.tested_on[of.arity == 0 ? 0 : i];
      if (of.has_parameter && i + 1 == count)
        arguments.push_back(constant(of.has_integer_parameter ? std::round(uniform(domain.low, domain.high))
                                                              : uniform(domain.low, domain.high)));
      else if (i != surely_variable && below(5) == 0)
        arguments.push_back(constant(uniform(domain.low, domain.high)));
      else
        arguments.push_back(steered(any_value(), domain));
    }
    add(row, std::move(arguments));
  }

  /// The value itself where it lies in the domain, else mid + half * bounded(value * 2^-k), which does.
  Argument steered(Argument argument, Interval domain) {
    const double number = values_[argument.index];
    if (domain.low <= number && number <= domain.high) return argument;
    if (std::abs(number) > 8.0) {
      add(row_index<rows::Multiply>, {argument, constant(std::ldexp(1.0, 2 - std::ilogb(number)))});
      argument = value(values_.size() - 1);
    }
    add(row_index<rows::Fma>,
        {bounded(argument), constant(0.49 * (domain.high - domain.low)), constant(0.5 * (domain.high + domain.low))});
    return value(values_.size() - 1);
  }

  /// Between -1 and 1: the sine, or in arithmetic v / sqrt(1 + v^2).
  Argument bounded(Argument argument) {
    if (rows_ == RandomProgram::Rows::arithmetic) {
      add(row_index<rows::Fma>, {argument, argument, constant(1.0)});
      add(row_index<rows::Sqrt>, {value(values_.size() - 1)});
      add(row_index<rows::Divide>, {argument, value(values_.size() - 1)});
    } else {
      add(row_index<rows::Sin>, {argument});
    }
    return value(values_.size() - 1);
  }

  void add(std::size_t row, std::vector<Argument> arguments) {
    std::vector<Var> numbers;
    for (const Argument& argument : arguments) numbers.emplace_back(program_.value_of(argument, values_));
    values_.push_back(rows_of_programs()[row].apply(numbers).value());
    program_.steps_.push_back({row, std::move(arguments)});
  }

  std::mt19937_64 random_;
  RandomProgram::Rows rows_;
  RandomProgram& program_;
  std::vector<double> values_;
};

namespace {

double setting(const char* name, double otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtod(text, nullptr);
}

}  // namespace

std::chrono::duration<double> random_seconds() {
  return std::chrono::duration<double>(setting("HESSE_RANDOM_SECONDS", 5.0));
}
std::uint64_t first_random_seed() { return static_cast<std::uint64_t>(setting("HESSE_RANDOM_SEED", 1.0)) * 1'000'000; }
bool goes_on(std::size_t programs, std::chrono::steady_clock::time_point start) {
  static const auto most = static_cast<std::size_t>(setting("HESSE_RANDOM_PROGRAMS", 0.0));
  return most > 0 ? programs < most : std::chrono::steady_clock::now() - start < random_seconds();
}

RandomProgram RandomProgram::make(std::uint64_t seed, std::size_t inputs, std::size_t size, Rows rows) {
  RandomProgram program;
  ProgramWriter writer(seed, inputs, rows, program);
  while (program.steps() < size) writer.write_step();
  writer.finish();
  return program;
}

double RandomProgram::value_of(const Argument& argument, const std::vector<double>& values) const {
  return argument.is_constant ? argument.number : values[argument.index];
}

std::vector<Var> RandomProgram::run(const VectorOf<Var>& x) const {
  std::vector<Var> values(x.begin(), x.begin() + point_.size());
  for (const Step& step : steps_) {
    std::vector<Var> arguments;
    for (const Argument& argument : step.arguments)
      arguments.push_back(argument.is_constant ? Var(argument.number) : values[argument.index]);
    values.push_back(rows_of_programs()[step.row].apply(arguments));
  }
  return values;
}

Var RandomProgram::operator()(const VectorOf<Var>& x) const {
  return output_.is_constant ? Var(output_.number) : run(x)[output_.index];
}

std::string RandomProgram::text() const {
  const auto inputs = static_cast<std::size_t>(point_.size());
  const auto word = [&](const Argument& argument) {
    if (argument.is_constant) return fmt::format("{:.17g}", argument.number);
    return argument.index < inputs ? fmt::format("x[{}]", argument.index) : fmt::format("v{}", argument.index);
  };
  std::string text;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    text += fmt::format("v{} = {}(", inputs + i, rows_of_programs()[steps_[i].row].about.name);
    for (std::size_t k = 0; k < steps_[i].arguments.size(); ++k)
      text += (k == 0 ? "" : ", ") + word(steps_[i].arguments[k]);
    text += ")\n";
  }
  text += "return " + word(output_) + "\nat";
  for (const double x : point_) text += fmt::format(" {:.17g}", x);
  return text + "\n";
}

RandomProgram RandomProgram::with_noise(std::uint64_t seed, double amplitude) const {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-amplitude, amplitude);
  const auto inputs = static_cast<std::size_t>(point_.size());
  const auto moved = [&](Argument argument) {
    if (argument.index >= inputs) argument.index = inputs + 2 * (argument.index - inputs) + 1;
    return argument;
  };
  RandomProgram noisy;
  noisy.point_ = point_;
  for (const Step& step : steps_) {
    noisy.steps_.push_back(step);
    for (Argument& argument : noisy.steps_.back().arguments) argument = moved(argument);
    const std::size_t result = inputs + noisy.steps_.size() - 1;
    noisy.steps_.push_back({row_index<rows::Multiply>, {{false, result, 0.0}, {true, 0, 1.0 + u(random)}}});
  }
  noisy.output_ = moved(output_);
  return noisy;
}

void RandomProgram::drop_unused() {
  const auto inputs = static_cast<std::size_t>(point_.size());
  std::vector<bool> used(inputs + steps_.size());
  if (!output_.is_constant) used[output_.index] = true;
  for (std::size_t i = steps_.size(); i-- > 0;)
    if (used[inputs + i])
      for (const Argument& argument : steps_[i].arguments)
        if (!argument.is_constant) used[argument.index] = true;
  std::vector<std::size_t> place(inputs + steps_.size());
  std::vector<Step> kept;
  for (std::size_t i = 0; i < place.size(); ++i) {
    place[i] = i < inputs ? i : inputs + kept.size();
    if (i >= inputs && used[i]) {
      kept.push_back(steps_[i - inputs]);
      for (Argument& argument : kept.back().arguments) argument.index = place[argument.index];
    }
  }
  output_.index = place[output_.index];
  steps_ = std::move(kept);
}

RandomProgram RandomProgram::replacing(std::size_t value, const Argument& by) const {
  RandomProgram smaller = *this;
  const auto replace = [&](Argument& argument) {
    if (!argument.is_constant && argument.index == value) argument = by;
  };
  for (Step& step : smaller.steps_) {
    const std::size_t parameter = rows_of_programs()[step.row].has_parameter ? 1 : 0;
    for (std::size_t k = 0; k + parameter < step.arguments.size(); ++k) replace(step.arguments[k]);
  }
  replace(smaller.output_);
  smaller.drop_unused();
  return smaller;
}

RandomProgram RandomProgram::shrunk(const std::function<bool(const RandomProgram&)>& fails) const {
  RandomProgram best = *this;
  const auto inputs = static_cast<std::size_t>(point_.size());
  for (bool improved = true; improved;) {
    improved = false;
    const std::vector<Var> values = best.run(point_.cast<Var>());
    for (std::size_t i = best.steps_.size(); i-- > 0 && !improved;) {
      std::vector<Argument> candidates = best.steps_[i].arguments;
      candidates.push_back({true, 0, values[inputs + i].value()});
      for (const Argument& candidate : candidates) {
        RandomProgram smaller = best.replacing(inputs + i, candidate);
        if (smaller.steps() < best.steps() && fails(smaller)) {
          best = std::move(smaller);
          improved = true;
          break;
        }
      }
    }
  }
  return best;
}

}  // namespace hesse
