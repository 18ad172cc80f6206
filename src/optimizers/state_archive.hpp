// SPDX-License-Identifier: BSL-1.0
//
// The state of a run as bytes, in the order of the machine that it runs on: written and read back by one list of
// members, so that the two cannot differ.
#pragma once

#include <hesse/basics/error.hpp>
#include <hesse/basics/shapes.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace hesse {

class StateArchive {
 public:
  /// To be written to.
  StateArchive() = default;
  /// To be read from.
  explicit StateArchive(std::string bytes) : bytes_(std::move(bytes)), is_reading_(true) {}

  /// Appends these to the bytes, or takes them from there. A class of its own has `void serialize(StateArchive&)`.
  template <class... T>
  void operator()(T&... state) {
    (exchange(state), ...);
  }

  [[nodiscard]] bool is_reading() const { return is_reading_; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  /// Throws CheckpointError where something was not read.
  void require_end() const {
    if (read_ != bytes_.size()) throw_damaged();
  }

 private:
  [[noreturn]] static void throw_damaged() {
    throw CheckpointError("checkpoint.damaged",
                          "The checkpoint holds other numbers than this method has: it was written by another version "
                          "of the library. Delete it to begin anew.");
  }

  void exchange_bytes(void* data, std::size_t size) {
    if (!is_reading_) {
      bytes_.append(static_cast<const char*>(data), size);
      return;
    }
    if (bytes_.size() - read_ < size) throw_damaged();
    std::memcpy(data, bytes_.data() + read_, size);
    read_ += size;
  }

  /// How many things follow, each of at least a byte.
  std::size_t exchange_size(std::size_t size) {
    auto count = static_cast<std::uint64_t>(size);
    exchange(count);
    if (is_reading_ && count > bytes_.size() - read_) throw_damaged();
    return static_cast<std::size_t>(count);
  }

  template <class T>
  void exchange(T& state) {
    if constexpr (requires { state.serialize(*this); }) {
      state.serialize(*this);
    } else if constexpr (std::is_base_of_v<Eigen::PlainObjectBase<T>, T>) {
      const std::size_t rows = exchange_size(static_cast<std::size_t>(state.rows()));
      const std::size_t columns = exchange_size(static_cast<std::size_t>(state.cols()));
      if (is_reading_ && rows > 0 && columns > bytes_.size() / rows) throw_damaged();
      state.resize(static_cast<Index>(rows), static_cast<Index>(columns));
      if (state.size() > 0) exchange_bytes(state.data(), static_cast<std::size_t>(state.size()) * sizeof(double));
    } else if constexpr (requires { state.resize(state.size()); }) {
      state.resize(exchange_size(state.size()));
      for (auto& item : state) exchange(item);
    } else {
      static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>, "give it a serialize()");
      exchange_bytes(&state, sizeof state);
    }
  }

  template <class T>
  requires(!std::is_trivially_copyable_v<T>) void exchange(std::optional<T>& state) {
    bool is_there = state.has_value();
    exchange(is_there);
    if (!is_there)
      state.reset();
    else if (is_reading_)
      state.emplace();
    if (state) exchange(*state);
  }

  std::string bytes_;
  std::size_t read_ = 0;
  bool is_reading_ = false;
};

}  // namespace hesse
