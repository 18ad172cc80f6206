// SPDX-License-Identifier: BSL-1.0
#include <hesse/reports/progress.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace hesse::reports {

namespace {

constexpr double between_rows = 0.1;  ///< seconds, at least

bool wants_colours() {
  const char* no_color = std::getenv("NO_COLOR");
  return no_color == nullptr || *no_color == '\0';
}

}  // namespace

/// Whoever writes to it shares it; with the last of them it is wiped out.
class TerminalLine {
 public:
  /// None where there is no terminal.
  static std::shared_ptr<TerminalLine> on(std::FILE* terminal) {
    return isatty(fileno(terminal)) != 0 ? std::make_shared<TerminalLine>(terminal) : nullptr;
  }

  explicit TerminalLine(std::FILE* terminal) : terminal_(terminal), colours_(wants_colours()) {}
  ~TerminalLine() { write(wipe_line); }
  TerminalLine(const TerminalLine&) = delete;
  TerminalLine& operator=(const TerminalLine&) = delete;

  void show(double share, std::string_view words) const {
    constexpr std::size_t width = 24;
    const auto full = static_cast<std::size_t>(std::lround(width * (share > 0.0 ? std::min(share, 1.0) : 0.0)));
    const std::string bar = std::string(full, '#') + std::string(width - full, '.');
    write(fmt::format("{}{} {}", wipe_line, colours_ ? fmt::format("\033[32m{}\033[0m", bar) : bar, words));
  }

 private:
  static constexpr const char* wipe_line = "\r\033[K";

  void write(const std::string& text) const {
    std::fputs(text.c_str(), terminal_);
    std::fflush(terminal_);
  }

  std::FILE* terminal_;
  bool colours_;
};

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
  auto line = TerminalLine::on(terminal);
  if (line == nullptr) return {};
  double first = 0.0;
  return every(between_rows, [reduction, line = std::move(line), first](const Iteration& row) mutable {
    if (row.iteration == 0) first = row.gradient_norm;
    const double share = row.gradient_norm > 0.0 ? std::log(row.gradient_norm / first) / std::log(reduction) : 1.0;
    line->show(share, fmt::format("iteration {}  f {:.6g}  |g| {:.2e}", row.iteration, row.value, row.gradient_norm));
  });
}

ProgressBar::ProgressBar(std::FILE* terminal) : line_(TerminalLine::on(terminal)) {}

void ProgressBar::show(double share, double seconds, const std::string& words) {
  // A new word is shown at once: what follows may be the part that takes long.
  if (line_ == nullptr || (words == words_ && seconds - seconds_ < between_rows)) return;
  words_ = words;
  seconds_ = seconds;
  line_->show(share, words);
}

}  // namespace hesse::reports
