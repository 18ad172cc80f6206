// SPDX-License-Identifier: BSL-1.0
//
// A place in somebody's source: std::source_location, or what stands in for it where the compiler cannot make one
// (clang before 16).
#pragma once

#include <cstdint>
#include <version>
#ifdef __cpp_lib_source_location
#include <source_location>
#endif

namespace hesse {

#ifdef __cpp_lib_source_location
using SourceLocation = std::source_location;
#else
class SourceLocation {
 public:
  /// As a default argument: where the call stands.
  static constexpr SourceLocation current(const char* file = __builtin_FILE(),
                                          std::uint_least32_t line = __builtin_LINE()) {
    SourceLocation here;
    here.file_name_ = file;
    here.line_ = line;
    return here;
  }

  [[nodiscard]] constexpr const char* file_name() const { return file_name_; }
  [[nodiscard]] constexpr std::uint_least32_t line() const { return line_; }

 private:
  const char* file_name_ = "";
  std::uint_least32_t line_ = 0;
};
#endif

}  // namespace hesse
