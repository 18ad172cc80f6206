// SPDX-License-Identifier: BSL-1.0
#include "read_table.hpp"

#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "project_folder.hpp"

namespace support {

hesse::Matrix read_table(const std::string& name, hesse::Index rows, hesse::Index columns, int head_lines) {
  std::ifstream file(project_folder() / "examples/data" / name);
  for (int i = 0; i < head_lines; ++i) file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  hesse::Matrix table(rows, columns);
  std::string line;
  for (hesse::Index i = 0; i < rows; ++i) {
    std::getline(file, line);
    std::istringstream numbers(line);
    char comma = 0;
    for (hesse::Index j = 0; j < columns; ++j) {
      if (j > 0) numbers >> comma;
      numbers >> table(i, j);
    }
    if (!numbers) throw std::runtime_error(name + ": cannot read row " + std::to_string(i + 1));
  }
  return table;
}

}  // namespace support
