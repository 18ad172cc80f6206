// SPDX-License-Identifier: BSL-1.0
//
// What emit_cpp() writes, compiled by the compiler that compiled the library, and called.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace hesse {

/// One shared library made of everything that is written down; functions are called through a list of pointers.
class Library {
 public:
  /// Two libraries of one name would be one to the loader, even when the first is closed.
  explicit Library(std::string name) : name_(std::move(name)) {}
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    if (handle_ != nullptr) dlclose(handle_);
  }

  void add(const std::string& name, const std::string& source, std::size_t arguments) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < arguments; ++i) all.push_back(fmt::format("all[{}]", i));
    add_call(name, source, all);
  }

  /// A function over the rows of a table, whose number stands behind `given` regions and the table. It is passed on as
  /// the address of a std::size_t.
  void add_over_rows(const std::string& name, const std::string& source, std::size_t given, std::size_t outputs) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < given + 2 + outputs; ++i)
      all.push_back(fmt::format("{}all[{}]{}", i == given + 1 ? "*reinterpret_cast<std::size_t*>(" : "", i,
                                i == given + 1 ? ")" : ""));
    add_call(name, source, all);
  }

  void compile(const char* optimization = "-O2") {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / fmt::format("hesse_{}_{}", name_, getpid());
    std::filesystem::create_directory(folder);
    std::ofstream(folder / "all.cpp") << source_;
    const std::string command = fmt::format(
        "'{0}' -std=c++17 -Wall -Wextra -Werror {2} -ffp-contract=off -fPIC -shared -o '{1}/all.so' "
        "'{1}/all.cpp'",
        HESSE_CXX_COMPILER, folder.string(), optimization);
    const int status = std::system(command.c_str());
    if (status == 0) handle_ = dlopen((folder / "all.so").c_str(), RTLD_NOW | RTLD_LOCAL);
    std::filesystem::remove_all(folder);
    if (handle_ == nullptr) throw std::runtime_error("the compiler did not take what emit_cpp wrote");
  }

  bool call(const std::string& name, std::vector<double*> arguments) const {
    const auto function = reinterpret_cast<bool (*)(double**)>(dlsym(handle_, ("call_" + name).c_str()));
    return function(arguments.data());
  }

 private:
  void add_call(const std::string& name, const std::string& source, const std::vector<std::string>& arguments) {
    source_ += source + fmt::format("extern \"C\" bool call_{0}(double** all) {{ return {0}({1}); }}\n", name,
                                    fmt::join(arguments, ", "));
  }

  std::string name_, source_;
  void* handle_ = nullptr;
};

/// In units in the last place; NaN for NaN, infinity for infinity.
inline double distance(double found, double expected) {
  if (found == expected || (std::isnan(found) && std::isnan(expected))) return 0.0;
  return std::abs(found - expected) / (std::nextafter(std::abs(expected), HUGE_VAL) - std::abs(expected));
}

}  // namespace hesse
