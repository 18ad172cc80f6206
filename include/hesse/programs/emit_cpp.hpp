// SPDX-License-Identifier: BSL-1.0
//
// A program as C++ source, to be compiled into something that knows nothing of this library.
#pragma once

#include <hesse/programs/program.hpp>
#include <hesse/tape/guard.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hesse {

/// A C++17 source file that defines
///
///     extern "C" bool name(const double* given..., double* outputs...);
///
/// The arguments are the given regions of the program in its order, then the regions named as outputs; each points to
/// as many doubles as the region has cells. No output may overlap another argument. The function returns whether the
/// comparisons behind the program's region "guards" still go as they were recorded; if not, the outputs are those of
/// the wrong branch. It is thread-safe: what it needs between loops is on the stack below 8 kB and a std::vector above.
///
///   name       an identifier; what else the file defines is inside namespace <name>_parts
///   guards     of the tape that was lowered, two cells each in region "guards"; none: nothing is compared
///
/// The file needs nothing but the standard library, and Boost.Math where the program has lgamma, digamma, trigamma,
/// polygamma or sph_bessel. Compiled without -ffast-math and with -ffp-contract=off it makes the bits that run<double>
/// makes on the same C library.
///
/// Throws OptionError for a name that is no identifier, std::out_of_range for an output that is no region, and
/// std::invalid_argument for a program in which the places of one line lie in more than one region, or with columns of
/// rows.
/// Cost: linear in lines and data.
[[nodiscard]] std::string emit_cpp(const Program& program, std::string_view name,
                                   const std::vector<std::string_view>& outputs, std::span<const Guard> guards = {});

/// The rows of a table that a program works on, made by row_program() for shared parameters and sums.
struct EmittedRows {
  std::size_t apart;  ///< RowLayout::rows: how far apart columns lie in the accesses of the program
  bool are_averaged;  ///< the outputs are divided by the number of rows
};

/// The same of a program over the rows of a table. Behind the given regions the function takes
///
///     const double* table, std::size_t rows
///
/// the table column by column, `rows` numbers each. It returns whether region "flips" is 0 where the program has one.
[[nodiscard]] std::string emit_cpp(const Program& program, std::string_view name,
                                   const std::vector<std::string_view>& outputs, const EmittedRows& rows);

}  // namespace hesse
