// SPDX-License-Identifier: BSL-1.0
#include "commands.hpp"

#include <hesse/curvature/classify.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/progress.hpp>
#include <hesse/reports/table.hpp>
#include <hesse/teaching/graph.hpp>
#include <hesse/teaching/report.hpp>
#include <hesse/teaching/trace.hpp>
#include <hesse/verification/verdict_files.hpp>

#include <boost/algorithm/string/replace.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "interrupt.hpp"

namespace hesse::command_line {

namespace {

constexpr int wrong_usage = 64;   // EX_USAGE of sysexits.h
constexpr int interrupted = 130;  // as shells say it: 128 and the number of SIGINT
constexpr int every_digit = 17;   // a double is read back as it was
constexpr int on_screen = 6;

std::string shown(const reports::Table& table, bool csv) { return csv ? table.csv() : table.text(); }

/// A row an input: its name and the entry of a vector.
std::string vector_table(const Question& question, const char* head, ConstVector entries) {
  const bool csv = question.arguments.csv;
  reports::Table table({"input", head});
  for (Index i = 0; i < entries.size(); ++i)
    table.add({question.names[static_cast<std::size_t>(i)], {entries[i], csv ? every_digit : on_screen}});
  return shown(table, csv);
}

/// What a person should know before believing derivatives here: what is not finite, and where f is not smooth.
std::string remarks(const Question& question) {
  std::string text;
  if (const NonFiniteReport found = question.function.explain_nonfinite(question.point); !found.all_finite())
    text += "hesse: not all is finite here\n" + found.text();
  for (const Kink& kink : question.function.kinks(question.point))
    text += fmt::format("hesse: f has a kink here, at {}: slopes differ from side to side\n", kink.what);
  for (std::size_t i = 0; i < question.names.size(); ++i)
    boost::replace_all(text, fmt::format("x[{}]", i), question.names[i]);
  return text;
}

Outcome gradient(const Question& question) {
  return {.text = vector_table(question, "derivative", question.function.gradient(question.point)),
          .errors = remarks(question)};
}

/// The CSV holds numbers alone under the names of the columns, as check reads it.
Outcome hessian(const Question& question) {
  const Matrix hessian = question.function.hessian(question.point);
  const bool csv = question.arguments.csv;
  std::vector<std::string> columns = question.names;
  if (!csv) columns.insert(columns.begin(), "");
  reports::Table table(columns);
  for (Index i = 0; i < hessian.rows(); ++i) {
    std::vector<reports::Cell> row;
    if (!csv) row.emplace_back(question.names[static_cast<std::size_t>(i)]);
    for (const double entry : hessian.row(i)) row.emplace_back(entry, csv ? every_digit : on_screen);
    table.add(std::move(row));
  }
  if (csv) return {.text = table.csv(), .errors = remarks(question)};
  const bool finite = hessian.allFinite() && std::isfinite(question.function.value(question.point));
  const std::string verdict = finite ? classify(hessian).text() : "Not all is finite: no point to be classified.";
  return {.text = table.text() + '\n' + verdict + '\n', .errors = remarks(question)};
}

/// The direction in the order of the inputs.
Vector direction_of(const Question& question) {
  const std::string& text = question.arguments.direction;
  if (text.empty()) throw UsageError("a direction is missing: --direction x=1,y=0");
  const Assignments given = read_assignments(text);
  Vector direction = Vector::Zero(question.point.size());
  for (std::size_t i = 0; i < given.names.size(); ++i) {
    const auto input = std::ranges::find(question.names, given.names[i]);
    if (input == question.names.end())
      throw UsageError(fmt::format(
          "--direction: {} is not an input{}", in_quotes(given.names[i]),
          suggestion(given.names[i], std::vector<std::string_view>(question.names.begin(), question.names.end()))));
    direction[input - question.names.begin()] = given.values[static_cast<Index>(i)];
  }
  return direction;
}

Outcome hvp(const Question& question) {
  const Vector product = question.function.hessian_vector(question.point, direction_of(question));
  return {.text = vector_table(question, "Hessian times direction", product), .errors = remarks(question)};
}

Outcome trace(const Question& question) {
  const Arguments& asked = question.arguments;
  const Trace found =
      hesse::trace(question.function, question.point, direction_of(question), {.names = question.names});
  return {.text = asked.csv        ? found.csv()
                  : asked.markdown ? found.markdown()
                  : asked.latex    ? found.latex()
                                   : found.text()};
}

Outcome graph(const Question& question) {
  const Graph found =
      hesse::graph(question.function, question.point, {.names = question.names, .values = true, .partials = true});
  const std::string& file = question.arguments.output;
  if (file.empty()) return {.text = found.text()};
  if (file.ends_with(".svg")) return {.text = found.svg()};
  if (file.ends_with(".dot")) return {.text = found.dot()};
  throw UsageError("--output: a graph is written as .svg or .dot");
}

/// "trust_region_newton" and "TrustRegionNewton" are one name.
std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char letter : name)
    if (letter != '_') plain += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return plain;
}

template <std::size_t... I>
Method method_named(const std::string& name, std::index_sequence<I...>) {
  std::optional<Method> found;
  std::string known;
  const auto compare = [&]<class M>(std::type_identity<M>) {
    if (plain_name(M::method_name) == plain_name(name)) found = M{};
    known += (known.empty() ? "" : ", ") + std::string(M::method_name);
  };
  (compare(std::type_identity<std::variant_alternative_t<I, Method>>()), ...);
  if (!found) throw UsageError(fmt::format("--method: {} is none of {}", in_quotes(name), known));
  return *found;
}

Outcome minimize(const Question& question) {
  Method method = method_named(question.arguments.method, std::make_index_sequence<std::variant_size_v<Method>>());
  std::visit(
      [&](auto& chosen) {
        chosen.stop_token = question.stop_token;
        chosen.callback = reports::terminal_bar();
      },
      method);
  const Solution solution = hesse::minimize(question.function, question.point, method);
  return {.exit_code = solution.converged() ? 0 : 1,
          .text = vector_table(question, "at the end", solution.point) +
                  (question.arguments.csv ? "" : '\n' + solution.full_report())};
}

Outcome report(const Question& question) {
  const Arguments& asked = question.arguments;
  if (!asked.output.empty() && !asked.output.ends_with(".html"))
    throw UsageError("--output: a report is written as .html");
  const auto [gradient, hessian, options] = by_hand(question);
  const Report found = hesse::report(question.function, question.point,
                                     {.title = "Second derivatives of a formula",
                                      .formula = asked.expression,
                                      .names = question.names,
                                      .direction = asked.direction.empty() ? Vector() : direction_of(question),
                                      .gradient = gradient,
                                      .hessian = hessian,
                                      .check = options,
                                      .route = second_route(question.expression),
                                      .stop_token = question.stop_token,
                                      .callback = reports::ProgressBar()});
  return {.exit_code = hesse::exit_code(found.verdicts), .text = asked.output.empty() ? found.text() : found.html()};
}

struct Command {
  std::string_view name;
  Outcome (*run)(const Question& question);
  std::vector<std::string_view> options = {};  ///< besides those of every command
  bool can_be_stopped = false;                 ///< by Ctrl-C, with something to show
};

const Command commands[] = {{"gradient", gradient, {"csv"}},
                            {"hessian", hessian, {"csv"}},
                            {"hvp", hvp, {"direction", "csv"}},
                            {"trace", trace, {"direction", "csv", "markdown", "latex"}},
                            {"graph", graph},
                            {"minimize", minimize, {"method", "csv"}, true},
                            {"check", check, {"hessian", "gradient", "json", "junit"}, true},
                            {"report", report, {"direction", "hessian", "gradient"}, true}};

void require_known_options(const Command& command, const Arguments& arguments) {
  for (const std::string& option : arguments.options)
    if (std::ranges::find(command.options, option) == command.options.end())
      throw UsageError(fmt::format("{} takes no --{}", command.name, option));
}

const Command& command_named(const std::string& name) {
  const auto found = std::ranges::find(commands, name, &Command::name);
  if (found != std::end(commands)) return *found;
  std::vector<std::string_view> names;
  for (const Command& command : commands) names.push_back(command.name);
  throw UsageError(fmt::format("{} is not a command{}", in_quotes(name), suggestion(name, names)));
}

void write(const std::string& file, const std::string& text) {
  std::ofstream stream(file, std::ios::binary);
  if (!(stream << text).flush()) throw UsageError(fmt::format("cannot write {}: {}", file, std::strerror(errno)));
}

Outcome answer(const Arguments& arguments) {
  if (arguments.help) return {.text = help()};
  if (arguments.version) return {.text = "hesse " HESSE_VERSION "\n"};
  const Command& command = command_named(arguments.command);
  require_known_options(command, arguments);
  const auto interrupt = command.can_be_stopped ? std::make_unique<Interrupt>() : nullptr;
  const std::stop_token stop_token = interrupt ? interrupt->token() : std::stop_token();
  const Assignments at = read_assignments(arguments.at);
  const Expression expression = read_expression(arguments.expression, at.names);
  Outcome outcome =
      command.run({arguments, at.names, at.values, expression, Function(expression, at.values), stop_token});
  if (stop_token.stop_requested()) outcome.exit_code = interrupted;
  if (arguments.output.empty()) return outcome;
  write(arguments.output, outcome.text);
  outcome.text.clear();
  return outcome;
}

}  // namespace

Outcome run(const std::vector<std::string>& words) {
  try {
    return answer(read_arguments(words));
  } catch (const UsageError& error) {
    return {.exit_code = wrong_usage,
            .errors = fmt::format("hesse: {}\nhesse --help says what there is.\n", error.what())};
  } catch (const Error& error) {
    return {.exit_code = wrong_usage, .errors = fmt::format("hesse: {}\n", error.what())};
  } catch (const std::exception& error) {
    return {.exit_code = anything_else, .errors = fmt::format("hesse: {}\n", error.what())};
  }
}

}  // namespace hesse::command_line
