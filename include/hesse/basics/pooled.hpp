// SPDX-License-Identifier: BSL-1.0
//
// A growing array whose memory outlives it: on destruction the block goes to the thread, and the next array of the same
// role on that thread takes it over. Touching fresh pages costs about ten times as much as writing a recording into
// warm ones, and a tape is usually built, swept and dropped many times. Growth goes through realloc, which moves page
// tables instead of bytes once an array is large, so the peak is the size of the array and not three times that.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace hesse {

namespace detail {

/// One idle block. Trivially destructible parts of it stay readable after the thread's end, so that an array that dies
/// later still (a static tape) frees its block instead of handing it to a thread that is gone.
struct Idle {
  void* block = nullptr;
  std::size_t bytes = 0;
  bool closed = false;
};

/// Blocks above this size go back to the system: one huge tape must not stay with a thread for ever.
inline constexpr std::size_t largest_idle_block = std::size_t{256} << 20;

template <class Role>
struct IdleOfThread {
  static Idle& get() {
    static thread_local Idle idle;
    static thread_local struct Closer {
      ~Closer() {
        std::free(std::exchange(idle.block, nullptr));
        idle.closed = true;
      }
    } closer;
    (void)closer;
    return idle;
  }
};

}  // namespace detail

/// Role keeps arrays of different life stories apart (operands of tapes, adjoints of sweeps, ...).
template <class T, class Role>
class Pooled {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  Pooled() = default;
  Pooled(const Pooled&) = delete;
  Pooled& operator=(const Pooled&) = delete;
  Pooled(Pooled&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  Pooled& operator=(Pooled&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~Pooled() {
    if (data_ != nullptr) give_back();
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::size_t capacity() const noexcept { return capacity_; }
  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] T* data() noexcept { return data_; }
  [[nodiscard]] const T* data() const noexcept { return data_; }
  [[nodiscard]] T* begin() noexcept { return data_; }
  [[nodiscard]] T* end() noexcept { return data_ + size_; }
  [[nodiscard]] const T* begin() const noexcept { return data_; }
  [[nodiscard]] const T* end() const noexcept { return data_ + size_; }
  T& operator[](std::size_t i) noexcept { return data_[i]; }
  const T& operator[](std::size_t i) const noexcept { return data_[i]; }
  operator std::span<const T>() const noexcept { return {data_, size_}; }

  void push_back(const T& item) {
    if (size_ == capacity_) [[unlikely]]
      grow(size_ + 1);
    data_[size_++] = item;
  }
  /// New entries are left as they are: the caller writes them.
  void resize(std::size_t size) {
    if (size > capacity_) grow(size);
    size_ = size;
  }
  void assign(std::size_t size, const T& item) {
    resize(size);
    std::fill_n(data_, size, item);
  }
  void clear() noexcept { size_ = 0; }
  void reserve(std::size_t capacity) {
    if (capacity > capacity_) grow(capacity);
  }

 private:
  [[gnu::noinline, gnu::cold]] void grow(std::size_t needed) {
    if (data_ == nullptr && take_over() && needed <= capacity_) return;
    const std::size_t capacity = std::max({needed, capacity_ + capacity_ / 2, std::size_t{64}});
    if (capacity > PTRDIFF_MAX / sizeof(T)) throw std::bad_alloc();
    void* block = std::realloc(static_cast<void*>(data_), capacity * sizeof(T));
    if (block == nullptr) throw std::bad_alloc();
    data_ = static_cast<T*>(block);
    capacity_ = capacity;
  }
  bool take_over() noexcept {
    detail::Idle& idle = detail::IdleOfThread<Role>::get();
    data_ = static_cast<T*>(std::exchange(idle.block, nullptr));
    capacity_ = std::exchange(idle.bytes, 0) / sizeof(T);
    return data_ != nullptr;
  }
  void give_back() noexcept {
    detail::Idle& idle = detail::IdleOfThread<Role>::get();
    const std::size_t bytes = capacity_ * sizeof(T);
    void* block = data_;
    if (!idle.closed && bytes > idle.bytes && bytes <= detail::largest_idle_block) {
      std::swap(idle.block, block);
      idle.bytes = bytes;
    }
    std::free(block);
  }

  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

/// Doubles from the start of a line of the cache on: a vector register that lies across two lines takes twice as long
/// to load. What they hold is for the caller to write.
template <class Role>
class PooledLines {
 public:
  PooledLines() = default;
  explicit PooledLines(std::size_t size) : size_(size) {
    constexpr std::size_t line = 64;
    std::size_t bytes = size * sizeof(double) + line;
    room_.resize(bytes / sizeof(double));
    void* place = room_.data();
    first_ = static_cast<double*>(std::align(line, size * sizeof(double), place, bytes));
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] double* data() noexcept { return first_; }
  [[nodiscard]] const double* data() const noexcept { return first_; }
  [[nodiscard]] double* begin() noexcept { return first_; }
  [[nodiscard]] double* end() noexcept { return first_ + size_; }
  double& operator[](std::size_t i) noexcept { return first_[i]; }
  const double& operator[](std::size_t i) const noexcept { return first_[i]; }

 private:
  Pooled<double, Role> room_;
  double* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace hesse
