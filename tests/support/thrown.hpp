// SPDX-License-Identifier: BSL-1.0
//
// Errors are compared verbatim: the child class, its stable code, its text.
#pragma once

#include <hesse/basics/error.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace support {

/// Checks that act() throws exactly a Child with this code and this text.
template <class Child, class Act>
void check_error(const Act& act, std::string_view code, std::string_view text) {
  BOOST_TEST_CONTEXT("the error " << code) {
    try {
      act();
      BOOST_ERROR("nothing was thrown");
    } catch (const Child& error) {
      BOOST_TEST(std::string_view(error.code()) == code);
      BOOST_TEST(std::string_view(error.what()) == text);
    } catch (const std::exception& other) {
      BOOST_ERROR("something else was thrown: " << other.what());
    }
  }
}

}  // namespace support
