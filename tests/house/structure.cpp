// SPDX-License-Identifier: BSL-1.0
//
// The house stands as it was drawn: includes go to their own floor or down, no file outgrows one sitting, each names
// its licence. The floors are listed here and nowhere else.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <support/project_folder.hpp>
#include <vector>

namespace fs = std::filesystem;

namespace {

const fs::path root = support::project_folder();
constexpr std::size_t longest_file = 400;

const std::map<std::string, int> floors = {
    {"basics", 0},   {"ops", 1},           {"numbers", 2},     {"tape", 3},      {"recording", 4},
    {"sweeps", 5},   {"programs", 6},      {"derivatives", 7}, {"curvature", 8}, {"optimizers", 9},
    {"reports", 10}, {"verification", 11}, {"teaching", 12},   {"adapters", 13}, {"command_line", 13}};

/// What gathers the floors for the user stands on the roof.
constexpr int roof = 14;

std::vector<std::string> lines_of(const fs::path& file) {
  std::vector<std::string> lines;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<fs::path> files_under(const std::vector<std::string>& folders) {
  std::vector<fs::path> files;
  for (const std::string& folder : folders)
    if (fs::exists(root / folder))
      for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension();
        if (extension == ".hpp" || extension == ".cpp" || entry.path().filename() == "CMakeLists.txt")
          files.push_back(entry.path());
      }
  std::ranges::sort(files);
  return files;
}

/// "tape" for include/hesse/tape/tape.hpp and for src/tape/tape.cpp; nothing for files above the rooms.
std::optional<std::string> room_of(const fs::path& file) {
  const fs::path from_root = fs::relative(file, root);
  auto part = from_root.begin();
  if (*part == "include") ++part;  // include/hesse/tape/..., src/tape/...
  const std::string room = (++part)->string();
  return fs::path(room).has_extension() ? std::nullopt : std::optional(room);
}

int floor_of(const std::optional<std::string>& room) {
  if (!room) return roof;
  const auto found = floors.find(*room);
  return found == floors.end() ? -1 : found->second;
}

struct Include {
  std::string header;  ///< "tape/tape.hpp", of those that belong to the library
  int floor;
};

std::vector<Include> library_includes(const fs::path& file) {
  static const std::string start = "#include <hesse/";
  std::vector<Include> includes;
  for (const std::string& line : lines_of(file)) {
    if (!line.starts_with(start)) continue;
    const std::string header = line.substr(start.size(), line.find('>') - start.size());
    const auto slash = header.find('/');
    includes.push_back(
        {header, floor_of(slash == std::string::npos ? std::nullopt : std::optional(header.substr(0, slash)))});
  }
  return includes;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_folder_of_the_library_is_a_floor_with_a_number) {
  for (const char* parent : {"include/hesse", "src"})
    for (const auto& entry : fs::directory_iterator(root / parent))
      if (entry.is_directory()) BOOST_TEST(floors.contains(entry.path().filename()), entry.path() << " has no floor");
}

BOOST_AUTO_TEST_CASE(includes_go_to_their_own_floor_or_down) {
  std::size_t seen = 0;
  for (const fs::path& file : files_under({"include", "src"}))
    for (const Include& include : library_includes(file)) {
      ++seen;
      BOOST_TEST(include.floor >= 0, file << " includes <hesse/" << include.header << ">, which is on no floor");
      BOOST_TEST(include.floor <= floor_of(room_of(file)),
                 file << " includes upwards: <hesse/" << include.header << ">");
    }
  BOOST_TEST(seen > 50u);
}

// A quoted include would slip past the test of the floors; a private header of the same folder in src cannot.
BOOST_AUTO_TEST_CASE(quoted_includes_name_private_headers_beside_them_only) {
  static const std::string start = "#include \"";
  for (const fs::path& file : files_under({"include", "src"}))
    for (const std::string& line : lines_of(file)) {
      if (!line.starts_with(start)) continue;
      const fs::path header = line.substr(start.size(), line.rfind('"') - start.size());
      const bool is_private = room_of(file) && file.string().starts_with((root / "src").string());
      BOOST_TEST((is_private && !header.has_parent_path() && fs::exists(file.parent_path() / header)),
                 file << ": " << line);
    }
}

// fmt and the special functions of Boost.Math cost seconds a translation unit; the two headers named here are opt-in.
BOOST_AUTO_TEST_CASE(public_headers_include_no_slow_ones) {
  for (const fs::path& file : files_under({"include"})) {
    if (file.filename() == "special_functions_boost.hpp" || file.filename() == "multiprecision.hpp") continue;
    for (const std::string& line : lines_of(file))
      for (const char* slow :
           {"<fmt/", "<boost/math", "<boost/multiprecision", "<Eigen/Dense>", "<iostream>", "<regex>"})
        BOOST_TEST(!line.starts_with("#include " + std::string(slow)), file << ": " << line);
  }
}

BOOST_AUTO_TEST_CASE(no_file_is_longer_than_one_sitting) {
  for (const fs::path& file : files_under({"include", "src", "tests", "bench", "examples"})) {
    const std::size_t length = lines_of(file).size();
    BOOST_TEST(length <= longest_file, file << " has " << length << " lines");
  }
}

BOOST_AUTO_TEST_CASE(every_file_names_its_licence_on_its_first_line) {
  for (const fs::path& file : files_under({"include", "src", "tests", "bench", "examples"})) {
    const auto lines = lines_of(file);
    if (lines.empty()) continue;
    BOOST_TEST((lines[0] == "// SPDX-License-Identifier: BSL-1.0" || lines[0] == "# SPDX-License-Identifier: BSL-1.0"),
               file << " begins with " << lines[0]);
  }
}

BOOST_AUTO_TEST_CASE(every_header_guards_itself_with_pragma_once) {
  for (const fs::path& file : files_under({"include", "tests", "bench", "examples"})) {
    if (file.extension() != ".hpp") continue;
    BOOST_TEST(std::ranges::count(lines_of(file), "#pragma once") == 1, file);
  }
}

BOOST_AUTO_TEST_CASE(names_that_say_nothing_do_not_occur) {
  for (const fs::path& file : files_under({"include", "src"}))
    for (const std::string& line : lines_of(file))
      for (const char* word : {"Impl", "Manager", "utils", "TODO", "FIXME"})
        BOOST_TEST(line.find(word) == std::string::npos, file << ": " << line);
}
