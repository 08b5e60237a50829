// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/metaimage_bytes.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <cmath>
#include <fstream>

#include "engine/exchange/second_file.hpp"

namespace yttria {

namespace {

/// Where the values begin. HeaderSize counts from the begin of the file; 0 is as if it were not
/// there, also in a file that holds this header.
std::uint64_t data_begin(const MetaImageHeader& header, std::uint64_t file, std::uint64_t data) {
  const double given = header.numbers("HeaderSize", 1).value_or(std::vector<double>{0})[0];
  if (given == 0) return header.data_offset();
  const double begin = given == -1 ? static_cast<double>(file) - static_cast<double>(data) : given;
  const bool within = begin >= static_cast<double>(header.data_offset()) &&
                      begin <= static_cast<double>(file) && begin == std::floor(begin);
  if (within) return static_cast<std::uint64_t>(begin);
  header.fail(
      fmt::format("HeaderSize is {}, so its values would begin at byte {} of a file of {}; correct "
                  "it, or is the file not whole?",
                  given, begin, file));
}

/// How many bytes are to follow: of the packed values the header may say it.
void check_length(const MetaImageHeader& header, bool packed, std::uint64_t wanted,
                  std::uint64_t there) {
  const auto has = static_cast<double>(there);
  if (!packed && wanted != there) {
    header.fail(
        fmt::format("its values take {} bytes, of which {} has {}; is the file whole, and are "
                    "DimSize, ElementType and HeaderSize right?",
                    wanted, header.data_file().string(), there));
  }
  const double stated =
      header.numbers("CompressedDataSize", 1).value_or(std::vector<double>{has})[0];
  if (packed && stated != has) {
    header.fail(fmt::format("CompressedDataSize is {}, but {} has {} bytes; is the file whole?",
                            stated, header.data_file().string(), there));
  }
  // Deflate packs at most 1032 to 1.
  if (packed && wanted / 1100 > there) {
    header.fail(
        fmt::format("its values take {} bytes, which the {} of {} cannot hold; is the file whole?",
                    wanted, there, header.data_file().string()));
  }
}

std::vector<std::uint8_t> unpacked(const MetaImageHeader& header,
                                   const std::vector<std::uint8_t>& packed, std::uint64_t wanted) {
  std::vector<std::uint8_t> bytes(wanted);
  uLongf length = wanted;
  uLong used = packed.size();
  if (uncompress2(bytes.data(), &length, packed.data(), &used) != Z_OK || length != wanted ||
      used != packed.size()) {
    header.fail(
        "its compressed values are damaged, or not as many as DimSize claims; write the file "
        "again");
  }
  return bytes;
}

}  // namespace

std::vector<std::uint8_t> read_metaimage_bytes(const MetaImageHeader& header,
                                               std::uint64_t wanted) {
  const std::filesystem::path path = header.data_file();
  if (path != header.where() && is_no_file(path)) {
    header.fail("its data file " + path.string() +
                " is a link or no regular file; put the file itself beside the header");
  }
  std::error_code error;
  const std::uint64_t size = std::filesystem::file_size(path, error);
  std::ifstream file(path, std::ios::binary);
  if (error || !file)
    header.fail("its data file " + path.string() + " is missing; put it beside the header");
  const bool packed = header.yes("CompressedData");
  const std::uint64_t begin = data_begin(header, size, wanted);
  const std::uint64_t there = size > begin ? size - begin : 0;
  check_length(header, packed, wanted, there);
  std::vector<std::uint8_t> bytes(there);
  file.seekg(static_cast<std::streamoff>(begin));
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!file) header.fail("its values cannot be read; is the file whole?");
  return packed ? unpacked(header, bytes, wanted) : bytes;
}

}  // namespace yttria
