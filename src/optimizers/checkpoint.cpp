// SPDX-License-Identifier: BSL-1.0
#include "checkpoint.hpp"

#include <hesse/basics/error.hpp>

#include <boost/crc.hpp>
#include <fmt/format.h>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <system_error>

namespace hesse {

namespace {

/// What a file begins with. The name is a number, so that a machine with another order of bytes does not know it.
struct Header {
  std::uint64_t name = 0x48657373652d6370;  // "Hesse-cp"
  std::uint64_t version = 2;
  std::uint64_t size = 0;
  std::uint64_t checksum = 0;
};

std::uint64_t checksum_of(std::string_view bytes) {
  boost::crc_optimal<64, 0x42F0E1EBA9EA3693, 0, 0, false, false> checksum;  // ECMA-182
  checksum.process_bytes(bytes.data(), bytes.size());
  return checksum.checksum();
}

[[noreturn]] void refuse(const char* code, const std::filesystem::path& file, std::string_view what) {
  throw CheckpointError(code, fmt::format("The checkpoint {} {}.", file.string(), what));
}

}  // namespace

void write_checkpoint(const std::filesystem::path& file, std::string_view bytes) {
  const Header header{.size = bytes.size(), .checksum = checksum_of(bytes)};
  std::filesystem::path fresh = file;
  fresh += ".new";
  std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(&header), sizeof header);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  std::error_code error;
  if (out) std::filesystem::rename(fresh, file, error);
  if (!out || error)
    refuse("checkpoint.write", file,
           "cannot be written. Is its folder there, may it be written to, and is it not full");
}

std::optional<std::string> read_checkpoint(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in && !std::filesystem::exists(file)) return std::nullopt;
  std::ostringstream whole;
  whole << in.rdbuf();
  if (!in) refuse("checkpoint.read", file, "is there but cannot be read");
  const std::string bytes = std::move(whole).str();
  Header header;
  const std::uint64_t name = header.name, version = header.version;
  if (bytes.size() >= sizeof header) std::memcpy(&header, bytes.data(), sizeof header);
  if (bytes.size() < sizeof header || header.name != name)
    refuse("checkpoint.read", file, "is no checkpoint, or of a machine with another order of bytes");
  if (header.version != version)
    refuse("checkpoint.version", file,
           fmt::format("has version {}, this library reads {}. Delete it to begin anew", header.version, version));
  std::string payload = bytes.substr(sizeof header);
  if (payload.size() != header.size || checksum_of(payload) != header.checksum)
    refuse("checkpoint.damaged", file, "is not what was written: truncated or changed. Delete it to begin anew");
  return payload;
}

}  // namespace hesse
