// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/counted.hpp>
#include <hesse/basics/error.hpp>
#include <hesse/verification/wrong_entries.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <utility>

#include "column_search.hpp"
#include "comparison.hpp"
#include "entry_names.hpp"
#include "located_words.hpp"
#include "probes.hpp"
#include "rounding.hpp"
#include "watch.hpp"

namespace hesse {

namespace {

/// Below this relative agreement a row says nothing, unless its rounding is negligible against f.
constexpr double least_agreement = 1e-4;

void validate(const Function& f, ConstVector x, const LocateOptions& options) {
  require_size("locate_wrong_entries()", x.size(), f.inputs(), "number");
  if (options.products < 10)
    throw OptionError("option.products",
                      fmt::format("LocateOptions::products is {}, but it must be 10 or more.", options.products));
  if (options.columns_read < 1)
    throw OptionError("option.columns_read", fmt::format("LocateOptions::columns_read is {}, but it must be 1 or more.",
                                                         options.columns_read));
  if (!options.names.empty())
    require_size("LocateOptions::names", static_cast<Index>(options.names.size()), x.size(), "name");
  if (options.scale.size() != 0) require_size("LocateOptions::scale", options.scale.size(), x.size(), "size");
}

class Locator {
 public:
  Locator(const Function& f, const ProductByHand& by_hand, ConstVector x, const LocateOptions& options)
      : f_(f), by_hand_(by_hand), x_(x), sizes_(sizes_of(x, options.scale)), options_(options), watch_(options) {
    Verdict& verdict = found_.verdict;
    verdict.check = "locate_wrong_entries";
    verdict.seed = options.seed;
    verdict.entries = x.size();
    const Matrix two = directions_of(sizes_, options.seed, 2);
    for (const Vector& v : {Vector(two.col(0)), Vector(two.col(1)), Vector(two.col(0) + two.col(1))})
      looks_.push_back({v, {}, {}});
  }

  WrongEntries run() {
    watch_.expect(1, options_.products);
    watch_.until_stopped(found_.verdict, [&] { search(); });
    if (!rows_.empty()) conclude();
    return std::move(found_);
  }

 private:
  void search() {
    if (!look() || !is_linear()) return;
    found_.verdict.points = 1;
    rows_ = wrong_rows();
    if (rows_.empty()) return conclude_without();
    found_.verdict.status = Verdict::Status::failed;
    found_.verdict.entries = x_.size() * x_.size();
    symmetric_ = is_symmetric();
    locate();
  }

  struct Look {
    Vector direction, by_hand, exact;
    [[nodiscard]] Vector difference() const { return by_hand - exact; }
  };

  Vector ask(ConstVector x, ConstVector v) {
    watch_.piece_done();
    ++found_.products;
    return by_hand_(x, v);
  }
  Vector difference(ConstVector x, const Vector& v) { return ask(x, v) - f_.hessian_vector(x, v); }
  [[nodiscard]] Index products_left() const { return options_.products - found_.products; }

  bool fail(std::string note) {
    found_.verdict.status = Verdict::Status::failed;
    found_.verdict.notes.push_back(std::move(note));
    return false;
  }

  /// The products with two random directions and their sum; false where they are not what products are.
  bool look() {
    for (Look& look : looks_) {
      look.exact = f_.hessian_vector(x_, look.direction);
      if (!look.exact.allFinite()) {
        found_.verdict.status = Verdict::Status::inconclusive;
        found_.verdict.notes.push_back(fmt::format("at the point given the function or its product is not finite:\n{}",
                                                   f_.explain_nonfinite(x_, look.direction).text()));
        return false;
      }
      look.by_hand = ask(x_, look.direction);
      if (look.by_hand.size() != x_.size())
        return fail(
            fmt::format("the hand-made product has {}, but the function has {}. It must have one entry an input.",
                        counted(look.by_hand.size(), "entry"), counted(x_.size(), "input")));
      if (!look.by_hand.allFinite()) return fail(not_finite(look.by_hand));
    }
    const Matrix bounds = rounding::of_products(*f_.tape(x_), x_, two_directions());
    tolerance_.resize(x_.size());
    for (Index i = 0; i < x_.size(); ++i) {
      double bound = 0.0, hand = 0.0, exact = 0.0;
      for (const double known : {bounds(i, 0), bounds(i, 1)})
        if (std::isfinite(known)) bound += known;
      for (const Look& look : looks_) {
        hand = std::max(hand, std::abs(look.by_hand[i]));
        exact = std::max(exact, std::abs(look.exact[i]));
      }
      tolerance_[i] = rounding_explains(bound, hand, exact);
    }
    return true;
  }

  [[nodiscard]] Matrix two_directions() const {
    Matrix two(x_.size(), 2);
    two << looks_[0].direction, looks_[1].direction;
    return two;
  }

  [[nodiscard]] std::string not_finite(ConstVector product) const {
    const Index rows = (!product.array().isFinite()).count();
    Index first = 0;
    while (std::isfinite(product[first])) ++first;
    return fmt::format("the hand-made product is not finite in {}, first in that of {}; the exact one is.",
                       counted(rows, "row"), input(first));
  }

  [[nodiscard]] std::string input(Index i) const { return name_of_input(options_.names, i); }

  /// A product is linear in its direction; what is not has no entries that could be wrong.
  bool is_linear() {
    const auto gap = [](const Vector& sum, const Vector& one, const Vector& other) -> Vector {
      return sum - one - other;
    };
    const Vector here = gap(looks_[2].by_hand, looks_[0].by_hand, looks_[1].by_hand);
    Index worst = 0;
    (here.array().abs() / tolerance_.array()).maxCoeff(&worst);
    if (std::abs(here[worst]) <= 3.0 * tolerance_[worst]) return true;
    // Rounding errors of a clumsy formula look otherwise a little to the side.
    for (const Vector& moved : shifted(far_)) {
      const double there =
          gap(ask(moved, looks_[2].direction), ask(moved, looks_[0].direction), ask(moved, looks_[1].direction))[worst];
      if (!(there / here[worst] > 0.5)) return true;
    }
    return fail(fmt::format(
        "the hand-made product is not linear in the direction, so there is no matrix behind it: with two random "
        "directions u and v, entry {} ({}) of the product with u + v is {:.9g}, but those with u and with v add up to "
        "{:.9g}.",
        worst, input(worst), looks_[2].by_hand[worst], looks_[0].by_hand[worst] + looks_[1].by_hand[worst]));
  }

  /// u'(Hv) = v'(Hu), up to rounding, for the hand-made H.
  bool is_symmetric() {
    const Vector &u = looks_[0].direction, &v = looks_[1].direction;
    const double one = u.dot(looks_[1].by_hand), other = v.dot(looks_[0].by_hand);
    if (std::abs(one - other) <= (u.cwiseAbs() + v.cwiseAbs()).dot(tolerance_)) return true;
    found_.verdict.notes.push_back(fmt::format(
        "the hand-made operator is not symmetric, every Hessian is: u'(Hv) = {:.9g}, v'(Hu) = {:.9g} for two "
        "random directions.",
        one, other));
    return false;
  }

  static constexpr int near_ = -26;  ///< nothing changes over so little: for differences in the first digits
  static constexpr int far_ = -10;   ///< rounding errors differ: for small differences

  std::vector<Vector> shifted(int exponent) const {
    std::vector<Vector> points;
    const Matrix steps =
        directions_of(sizes_, options_.seed + static_cast<std::uint64_t>(-exponent), 2) * std::ldexp(1.0, exponent);
    for (Index k = 0; k < steps.cols(); ++k) points.emplace_back(x_ + steps.col(k));
    return points;
  }

  /// Rows that differ by more than rounding explains, here and a little to the side. Fills in what is told of the
  /// others.
  std::vector<Index> wrong_rows() {
    constexpr double first_digits = 1e-3;
    const Vector here = looks_[0].difference();
    const auto share = [&](Index i) {
      return std::abs(here[i]) / std::max(std::abs(looks_[0].by_hand[i]), std::abs(looks_[0].exact[i]));
    };
    std::vector<Index> rows;
    for (Index i = 0; i < x_.size(); ++i)
      if (std::abs(here[i]) > tolerance_[i]) rows.push_back(i);
    for (const int exponent : {near_, far_}) {
      const auto asked = [&](Index i) { return exponent == near_ || share(i) <= first_digits; };
      if (std::ranges::none_of(rows, asked)) continue;
      for (const Vector& moved : shifted(exponent)) {
        const Vector there = difference(moved, looks_[0].direction);
        std::erase_if(rows, [&](Index i) { return asked(i) && std::isfinite(there[i]) && there[i] / here[i] <= 0.5; });
      }
    }
    return rows;
  }

  /// Rounds of a search: rows full of wrong entries wait until the others are done.
  void locate() {
    std::size_t round = 0;
    for (const Index most_in_a_row : {Index{8}, Index{64}, x_.size()}) {
      const Look& look = looks_[round++];
      const Vector left = look.difference() - explained(look.direction);
      std::vector<Index> rows = rows_;
      std::erase_if(rows, [&](Index i) { return std::abs(left[i]) <= left_over(i); });
      if (rows.empty()) break;
      const Index reserve = std::min<Index>(options_.columns_read, products_left() / 2);
      const ColumnSearch search{[&](const Vector& v) -> Vector { return difference(x_, v) - explained(v); },
                                look.direction,
                                tolerance_,
                                rows_first(),
                                std::ssize(rows_),
                                products_left() - reserve,
                                most_in_a_row};
      const std::size_t known = located_.size();
      for (const auto& [row, column, value] : search.run(rows, left).entries) add(row, column, value);
      read_columns();
      if (located_.size() == known && most_in_a_row == x_.size()) break;
    }
    read_examples();
    const Vector left = looks_[1].difference() - explained(looks_[1].direction);
    for (const Index i : rows_)
      if (std::abs(left[i]) > left_over(i)) found_.unlocated_rows.push_back(i);
  }

  /// Where rows are so full of wrong entries that nothing was located, some of them still can be shown: those in the
  /// columns of the worst rows.
  void read_examples() {
    constexpr Index examples = 10;
    if (!found_.verdict.mistakes.empty()) return;
    const Vector here = looks_[0].difference();
    std::vector<Index> worst = rows_;
    std::ranges::stable_sort(worst, std::greater(), [&](Index i) { return std::abs(here[i]) / tolerance_[i]; });
    for (Index k = 0; k < std::min(examples, std::ssize(worst)) && products_left() > 0; ++k)
      read(worst[static_cast<std::size_t>(k)]);
  }

  void add(Index row, Index column, double value) {
    if (!columns_read_.contains(column)) located_.try_emplace({column, row}, Located{value, false});
    // Rows that hold nothing wrong have no mirror image: the operator may be less symmetric than rounding lets one see.
    const bool mirrored = symmetric_ && std::ranges::binary_search(rows_, column);
    if (mirrored && !columns_read_.contains(row)) located_.try_emplace({row, column}, Located{value, false});
  }

  /// A wrong entry of a symmetric matrix has a mirror image: columns with the numbers of the wrong rows come first.
  [[nodiscard]] std::vector<Index> rows_first() const {
    std::vector<Index> order = rows_;
    std::vector<bool> is_row(static_cast<std::size_t>(x_.size()));
    for (const Index i : rows_) is_row[static_cast<std::size_t>(i)] = true;
    for (Index i = 0; i < x_.size(); ++i)
      if (!is_row[static_cast<std::size_t>(i)]) order.push_back(i);
    return order;
  }

  /// What the located entries make of the direction.
  [[nodiscard]] Vector explained(const Vector& v) const {
    Vector product = Vector::Zero(x_.size());
    for (const auto& [place, entry] : located_) product[place.second] += entry.difference * v[place.first];
    return product;
  }

  /// Entries that were not read off are known to the tolerance of their row, along a direction twice as long at most.
  [[nodiscard]] double left_over(Index row) const {
    const auto count = not_read_.find(row);
    return tolerance_[row] * (1.0 + 2.0 * static_cast<double>(count == not_read_.end() ? 0 : count->second));
  }

  /// The columns of located entries, the worst first, by a product with a unit vector each.
  void read_columns() {
    std::map<Index, double> worst;
    for (const auto& [place, entry] : located_)
      if (!entry.read) {
        double& severity = worst[place.first];
        severity = std::max(severity, std::abs(entry.difference) * sizes_[place.first] * sizes_[place.second]);
      }
    std::vector<std::pair<double, Index>> columns;
    for (const auto& [column, severity] : worst) columns.emplace_back(severity, column);
    std::ranges::stable_sort(columns, std::greater(), [](const auto& item) { return item.first; });
    for (const auto& [severity, column] : columns)
      if (std::ssize(columns_read_) < options_.columns_read && products_left() > 0) read(column);
    not_read_.clear();
    for (const auto& [place, entry] : located_) not_read_[place.second] += entry.read ? 0 : 1;
  }

  /// All wrong entries of a column, be they located or not; what was located wrongly goes.
  void read(Index column) {
    columns_read_.insert(column);
    Vector along = Vector::Zero(x_.size());
    const double step = sizes_[column];
    along[column] = step;
    const Vector by_hand = ask(x_, along), exact = f_.hessian_vector(x_, along);
    for (const Index row : rows_) {
      located_.erase({column, row});
      const double hand = by_hand[row] / step, right = exact[row] / step;
      if (std::abs(by_hand[row] - exact[row]) <= tolerance_[row]) continue;
      located_[{column, row}] = {hand - right, true};
      found_.verdict.mistakes.push_back(
          {row, column, name_in_hessian(options_.names, row, column), hand, right, tolerance_[row] / step, 0, 1});
    }
  }

  void conclude() {
    Verdict& verdict = found_.verdict;
    std::ranges::stable_sort(verdict.mistakes, std::greater(), &Mistake::relative_difference);
    for (const auto& [place, entry] : located_)
      if (!entry.read) found_.not_read.push_back({place.second, place.first});
    for (std::string& sentence : words_of(found_, std::ssize(rows_), options_))
      verdict.notes.push_back(std::move(sentence));
  }

  /// Nothing is wrong; what cannot be told?
  void conclude_without() {
    Verdict& verdict = found_.verdict;
    verdict.digits = -std::log10(std::numeric_limits<double>::epsilon() / 2.0);
    const double negligible = 1e-6 * std::abs(f_.value(x_));
    Index untold = 0, first = 0;
    for (Index i = x_.size(); i-- > 0;) {
      const double hand = looks_[0].by_hand[i], exact = looks_[0].exact[i];
      if (hand == exact) continue;
      const double share = std::abs(hand - exact) / std::max(std::abs(hand), std::abs(exact));
      if (share <= least_agreement)
        verdict.digits = std::min(verdict.digits, -std::log10(share));
      else if (tolerance_[i] * sizes_[i] > negligible || std::abs(hand - exact) > tolerance_[i])
        ++untold, first = i;
    }
    if (untold > 0) {
      verdict.status = Verdict::Status::inconclusive;
      verdict.notes.push_back(fmt::format(
          "{} cannot be judged, that of {} first: the products differ there, and rounding may do it. Choose a "
          "point where the function is better conditioned.",
          counted(untold, "row"), input(first)));
    }
    verdict.notes.push_back(fmt::format(
        "Compared along random directions at the point given: a wrong entry would show in its row, if it stands above "
        "the rounding of the row's sum. Spent: {} by hand, and as many exact ones.",
        counted(found_.products, "product")));
  }

  struct Located {
    double difference;
    bool read;  ///< off the product with a unit vector
  };

  const Function& f_;
  const ProductByHand& by_hand_;
  const Vector x_, sizes_;
  const LocateOptions& options_;
  Watch watch_;
  WrongEntries found_;
  std::vector<Look> looks_;  ///< along u, v and u + v
  Vector tolerance_;         ///< of a row, along either
  std::vector<Index> rows_;  ///< that hold wrong entries
  bool symmetric_ = false;
  std::map<std::pair<Index, Index>, Located> located_;  ///< by column and row
  std::map<Index, Index> not_read_;                     ///< entries of a row
  std::set<Index> columns_read_;
};

}  // namespace

WrongEntries locate_wrong_entries(const Function& f, const ProductByHand& by_hand, ConstVector x,
                                  const LocateOptions& options) {
  validate(f, x, options);
  return Locator(f, by_hand, x, options).run();
}

}  // namespace hesse
