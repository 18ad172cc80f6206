// SPDX-License-Identifier: BSL-1.0
#include <hesse/numbers/functions.hpp>
#include <hesse/ops/dispatch.hpp>

#include <cctype>
#include <cstdlib>
#include <span>
#include <stdexcept>
#include <string_view>
#include <teaching/formula_reader.hpp>
#include <type_traits>
#include <utility>
#include <vector>

namespace hesse {

namespace {

double called(const std::string& name, const std::vector<double>& x) {
  double result = 0.0;
  bool found = false;
  for_each_row([&]<class Row>() {
    if constexpr (!std::is_same_v<Row, rows::Custom>) {
      if (name != Row::about.name) return;
      found = Variadic<Row> || x.size() == static_cast<std::size_t>(arity_of<Row>);
      if (!found) return;
      if constexpr (Variadic<Row>)
        result = evaluate_all<Row>(std::span(x));
      else
        [&]<std::size_t... k>(std::index_sequence<k...>) { result = evaluate<Row>(x[k]...); }
      (std::make_index_sequence<static_cast<std::size_t>(arity_of<Row>)>());
    }
  });
  if (!found) throw std::invalid_argument("no function " + name);
  return result;
}

/// A sum of products of signed things, from left to right.
class Reader {
 public:
  Reader(const std::string& text, const std::map<std::string, double>& names)
      : at_(text.data()), end_(at_ + text.size()), names_(names) {}

  double all() {
    const double result = sum();
    if (at_ != end_) throw std::invalid_argument(std::string("more behind the end: ") + at_);
    return result;
  }

 private:
  bool takes(char c) {
    while (at_ != end_ && *at_ == ' ') ++at_;
    if (at_ == end_ || *at_ != c) return false;
    ++at_;
    while (at_ != end_ && *at_ == ' ') ++at_;
    return true;
  }
  double sum() {
    double result = product();
    for (;;)
      if (takes('+'))
        result += product();
      else if (takes('-'))
        result -= product();
      else
        return result;
  }
  double product() {
    double result = signed_thing();
    for (;;)
      if (takes('*'))
        result *= signed_thing();
      else if (takes('/'))
        result /= signed_thing();
      else
        return result;
  }
  double signed_thing() { return takes('-') ? -signed_thing() : power(); }
  double power() {
    const double base = thing();
    return takes('^') ? called("pow", {base, thing()}) : base;
  }
  double thing() {
    if (takes('(')) return closed(sum());
    if (at_ != end_ && std::isdigit(static_cast<unsigned char>(*at_)) != 0) {
      char* behind = nullptr;
      const double number = std::strtod(at_, &behind);
      at_ = behind;
      return number;
    }
    std::string name;
    while (at_ != end_ && std::string_view(" (),+-*/^").find(*at_) == std::string_view::npos) name += *at_++;
    if (!takes('(')) return names_.at(name);
    std::vector<double> arguments = {sum()};
    while (takes(',')) arguments.push_back(sum());
    return closed(called(name, arguments));
  }
  double closed(double number) {
    if (!takes(')')) throw std::invalid_argument("a parenthesis stays open");
    return number;
  }

  const char* at_;
  const char* end_;
  const std::map<std::string, double>& names_;
};

}  // namespace

double number_of_formula(const std::string& formula, const std::map<std::string, double>& names) {
  return Reader(formula, names).all();
}

}  // namespace hesse
