// SPDX-License-Identifier: BSL-1.0
#include <hesse/basics/error.hpp>
#include <hesse/optimizers/minimize.hpp>
#include <hesse/reports/progress.hpp>
#include <hesse/verification/check.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <string>
#include <unistd.h>
#include <vector>

using namespace hesse;
using namespace hesse::reports;

namespace {

const auto bowl = [](const auto& x) { return x[0] * x[0] + 1.0; };

/// What a program sees when it talks to a terminal, and what the terminal gets.
class Terminal {
 public:
  Terminal() : screen_(posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK)) {
    BOOST_TEST_REQUIRE(screen_ >= 0);
    BOOST_TEST_REQUIRE(grantpt(screen_) == 0);
    BOOST_TEST_REQUIRE(unlockpt(screen_) == 0);
    file_ = std::fopen(ptsname(screen_), "w");
    BOOST_TEST_REQUIRE(file_ != nullptr);
  }
  ~Terminal() {
    std::fclose(file_);
    close(screen_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  [[nodiscard]] std::FILE* file() const { return file_; }
  [[nodiscard]] std::string received() const {
    std::string text(4096, '\0');
    const auto count = read(screen_, text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
  }

 private:
  int screen_;
  std::FILE* file_ = nullptr;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_sink_gets_the_start_and_then_a_row_every_so_often) {
  std::vector<Index> seen;
  const Callback callback = every(1.0, [&seen](const Iteration& row) { seen.push_back(row.iteration); });
  const double seconds[] = {0.25, 0.5, 1.0, 1.25, 1.5, 2.0, 2.25, 9.0, 9.5};
  for (Index i = 0; i < 9; ++i) {
    const Iteration row{.iteration = i, .seconds = seconds[i]};
    BOOST_TEST((callback(row) == Progress::go_on));
  }
  BOOST_TEST(seen == (std::vector<Index>{0, 3, 6, 7}), boost::test_tools::per_element());
  // The callback may serve another run, whose clock starts anew.
  (void)callback({.iteration = 0, .seconds = 0.0});
  (void)callback({.iteration = 1, .seconds = 1.5});
  BOOST_TEST(seen == (std::vector<Index>{0, 3, 6, 7, 0, 1}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_bar_shows_how_far_the_gradient_has_come_and_leaves_nothing_behind) {
  const Terminal terminal;
  setenv("NO_COLOR", "1", 1);
  {
    const Callback callback = terminal_bar(1e-4, terminal.file());
    (void)callback({.iteration = 0, .value = 24.2, .gradient_norm = 100.0, .seconds = 0.0});
    BOOST_TEST(terminal.received() == "\r\033[K........................ iteration 0  f 24.2  |g| 1.00e+02");
    (void)callback({.iteration = 1, .value = 1.5, .gradient_norm = 0.1, .seconds = 0.05});
    BOOST_TEST(terminal.received() == "");
    // 3 powers of ten of 4: 18 of 24.
    (void)callback({.iteration = 2, .value = 1.5, .gradient_norm = 0.1, .seconds = 0.15});
    BOOST_TEST(terminal.received() == "\r\033[K##################...... iteration 2  f 1.5  |g| 1.00e-01");
    (void)callback({.iteration = 3, .value = 1.5, .gradient_norm = 0.0, .seconds = 0.3});
    BOOST_TEST(terminal.received() == "\r\033[K######################## iteration 3  f 1.5  |g| 0.00e+00");
    (void)callback({.iteration = 4, .value = 1.5, .gradient_norm = 1e3, .seconds = 0.5});
    BOOST_TEST(terminal.received() == "\r\033[K........................ iteration 4  f 1.5  |g| 1.00e+03");
  }
  BOOST_TEST(terminal.received() == "\r\033[K");
  unsetenv("NO_COLOR");
  (void)minimize(bowl, Vector{{3.0}}, Newton{.callback = terminal_bar(1e-8, terminal.file())});
  const std::string coloured = terminal.received();
  BOOST_TEST(coloured.find("\033[32m........................\033[0m iteration 0  f 10  |g| 6.00e+00") !=
             std::string::npos);
}

// Seconds and words are chosen: a row follows the last one shown after a tenth of a second, or with other words.
BOOST_AUTO_TEST_CASE(a_bar_of_shares_shows_other_words_at_once_and_other_shares_ten_times_a_second) {
  struct Row {
    double share, seconds;
    std::string words;
    [[nodiscard]] std::string text() const { return words; }
  };
  const Terminal terminal;
  setenv("NO_COLOR", "1", 1);
  {
    std::function<Progress(const Row&)> callback = ProgressBar(terminal.file());
    BOOST_TEST((callback({0.0, 0.0, "point 1 of 2"}) == Progress::go_on));
    BOOST_TEST(terminal.received() == "\r\033[K........................ point 1 of 2");
    (void)callback({0.25, 0.05, "point 1 of 2"});
    BOOST_TEST(terminal.received() == "");
    (void)callback({0.25, 0.15, "point 1 of 2"});
    BOOST_TEST(terminal.received() == "\r\033[K######.................. point 1 of 2");
    (void)callback({0.5, 0.16, "point 2 of 2"});
    BOOST_TEST(terminal.received() == "\r\033[K############............ point 2 of 2");
    (void)callback({std::nan(""), 0.17, "lost"});
    BOOST_TEST(terminal.received() == "\r\033[K........................ lost");
  }
  BOOST_TEST(terminal.received() == "\r\033[K");
  unsetenv("NO_COLOR");
}

BOOST_AUTO_TEST_CASE(a_bar_is_silent_where_there_is_no_terminal) {
  std::FILE* file = std::tmpfile();
  BOOST_TEST_REQUIRE(file != nullptr);
  BOOST_TEST(minimize(bowl, Vector{{3.0}}, Newton{.callback = terminal_bar(1e-8, file)}).converged());
  BOOST_TEST((ProgressBar(file)(CheckProgress{.points = 7}) == Progress::go_on));
  BOOST_TEST(std::ftell(file) == 0);
  BOOST_CHECK_THROW((void)terminal_bar(1.0, file), OptionError);
  std::fclose(file);
}
