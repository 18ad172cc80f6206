// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/progress.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <unistd.h>
#include <utility>

namespace hesse::reports {

namespace {

constexpr const char* wipe_line = "\r\033[K";

bool wants_colours() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

/// The one line; whoever holds the callback shares it.
class Bar {
 public:
  Bar(double reduction, std::FILE* terminal) : reduction_(reduction), terminal_(terminal), colours_(wants_colours()) {}
  ~Bar() { write(wipe_line); }
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void show(const Iteration& row) {
    if (row.iteration == 0) first_gradient_norm_ = row.gradient_norm;
    constexpr std::size_t width = 24;
    const auto full = static_cast<std::size_t>(std::lround(width * part_done(row.gradient_norm)));
    const std::string bar = std::string(full, '#') + std::string(width - full, '.');
    write(fmt::format("{}{} iteration {}  f {:.6g}  |g| {:.2e}", wipe_line,
                      colours_ ? fmt::format("\033[32m{}\033[0m", bar) : bar, row.iteration, row.value,
                      row.gradient_norm));
  }

 private:
  [[nodiscard]] double part_done(double gradient_norm) const {
    if (!(gradient_norm > 0.0)) return 1.0;
    return std::clamp(std::log(gradient_norm / first_gradient_norm_) / std::log(reduction_), 0.0, 1.0);
  }

  void write(const std::string& text) const {
    std::fputs(text.c_str(), terminal_);
    std::fflush(terminal_);
  }

  double reduction_;
  std::FILE* terminal_;
  bool colours_;
  double first_gradient_norm_ = 0.0;
};

}  // namespace

Callback every(double seconds, std::function<void(const Iteration&)> sink) {
  std::optional<double> last;
  return [seconds, sink = std::move(sink), last](const Iteration& row) mutable {
    if (row.iteration > 0 && last && row.seconds - *last < seconds) return Progress::go_on;
    last = row.seconds;
    sink(row);
    return Progress::go_on;
  };
}

Callback terminal_bar(double reduction, std::FILE* terminal) {
  require_option(reduction > 0.0 && reduction < 1.0, "terminal_bar(): reduction", reduction,
                 "must be above 0 and below 1");
  if (isatty(fileno(terminal)) == 0) return {};
  auto bar = std::make_shared<Bar>(reduction, terminal);
  return every(0.1, [bar = std::move(bar)](const Iteration& row) { bar->show(row); });
}

}  // namespace hesse::reports
