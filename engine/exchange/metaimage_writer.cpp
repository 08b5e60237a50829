// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/metaimage_writer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <fstream>

#include "engine/error.hpp"

namespace yttria {

namespace {

static_assert(std::endian::native == std::endian::little, "voxels are written as they are stored");

std::string header_text(const Grid& grid, const std::string& comment, const std::string& data) {
  const auto& d = grid.direction;
  const std::array<double, 9> columns{d[0], d[3], d[6], d[1], d[4], d[7], d[2], d[5], d[8]};
  return fmt::format(
      "ObjectType = Image\n"
      "NDims = 3\n"
      "Comment = {}\n"
      "BinaryData = True\n"
      "BinaryDataByteOrderMSB = False\n"
      "CompressedData = False\n"
      "TransformMatrix = {}\n"
      "Offset = {}\n"
      "CenterOfRotation = 0 0 0\n"
      "ElementSpacing = {}\n"
      "DimSize = {}\n"
      "ElementType = MET_FLOAT\n"
      "ElementDataFile = {}\n",
      comment, fmt::join(columns, " "), fmt::join(grid.origin_mm, " "),
      fmt::join(grid.spacing_mm, " "), fmt::join(grid.shape, " "), data);
}

void write(const NewFile& file, const std::string& text, const std::vector<float>* values) {
  std::ofstream stream(file.temporary(), std::ios::binary);
  stream << text;
  if (values != nullptr) {
    stream.write(reinterpret_cast<const char*>(values->data()),
                 static_cast<std::streamsize>(values->size() * sizeof(float)));
  }
  stream.close();
  if (!stream) throw RunError(file.path().string() + ": cannot be written (is the disk full?)");
}

}  // namespace

std::optional<std::filesystem::path> metaimage_data_path(const std::filesystem::path& path) {
  if (path.extension() == ".mha") return std::nullopt;
  return std::filesystem::path(path).replace_extension(".raw");
}

void write_metaimage(const NewFile& header, const NewFile* data, const Grid& grid,
                     const std::vector<float>& values, const std::string& comment) {
  const std::string place = data == nullptr ? "LOCAL" : data->path().filename().string();
  write(header, header_text(grid, comment, place), data == nullptr ? &values : nullptr);
  if (data != nullptr) write(*data, {}, &values);
}

}  // namespace yttria
