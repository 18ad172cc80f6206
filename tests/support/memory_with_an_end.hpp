// SPDX-License-Identifier: BSL-1.0
//
// Memory that ends where its numbers do: a page that must not be touched lies behind it.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <sys/mman.h>

namespace hesse {

/// A page of doubles, zeros at first.
class MemoryWithAnEnd {
 public:
  MemoryWithAnEnd() {
    void* const both = mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (both == MAP_FAILED || mprotect(static_cast<char*>(both) + page, page, PROT_NONE) != 0)
      throw std::runtime_error("no pages for a test");
    numbers_ = static_cast<double*>(both);
  }
  ~MemoryWithAnEnd() { munmap(numbers_, 2 * page); }
  MemoryWithAnEnd(const MemoryWithAnEnd&) = delete;
  MemoryWithAnEnd& operator=(const MemoryWithAnEnd&) = delete;

  /// The last numbers, at most 8192.
  [[nodiscard]] std::span<double> last(std::size_t count) const {
    return {numbers_ + page / sizeof(double) - count, count};
  }

 private:
  static constexpr std::size_t page = 65536;
  double* numbers_ = nullptr;
};

}  // namespace hesse
