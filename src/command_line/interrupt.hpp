// SPDX-License-Identifier: BSL-1.0
//
// Ctrl-C while the command is at work.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <stop_token>
#include <thread>

namespace hesse::command_line {

/// While it lives, the first Ctrl-C asks for a stop, so that what was found by then can still be shown. The second one
/// ends the program, as it does otherwise.
class Interrupt {
 public:
  Interrupt() : signals_(context_, SIGINT) {
    signals_.async_wait([this](const boost::system::error_code& cancelled, int) {
      if (cancelled) return;
      source_.request_stop();
      signals_.clear();
    });
    waiting_ = std::jthread([this] { context_.run(); });
  }
  ~Interrupt() { context_.stop(); }
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  boost::asio::io_context context_;
  boost::asio::signal_set signals_;
  std::jthread waiting_;
};

}  // namespace hesse::command_line
