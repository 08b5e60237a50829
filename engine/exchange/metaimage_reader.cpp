// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/exchange/affine_grid.hpp"
#include "engine/exchange/metaimage_bytes.hpp"
#include "engine/exchange/metaimage_header.hpp"
#include "engine/exchange/orientation.hpp"
#include "engine/exchange/plain_image.hpp"

namespace yttria {

namespace {

/// Stored numbers: "i2" is a signed 16-bit integer, "f4" single precision.
struct ElementType {
  const char* name;
  char kind;  // i, u, f
  std::size_t bytes;
};
constexpr std::array<ElementType, 10> element_types{{{"MET_CHAR", 'i', 1},
                                                     {"MET_UCHAR", 'u', 1},
                                                     {"MET_SHORT", 'i', 2},
                                                     {"MET_USHORT", 'u', 2},
                                                     {"MET_INT", 'i', 4},
                                                     {"MET_UINT", 'u', 4},
                                                     {"MET_LONG_LONG", 'i', 8},
                                                     {"MET_ULONG_LONG", 'u', 8},
                                                     {"MET_FLOAT", 'f', 4},
                                                     {"MET_DOUBLE", 'f', 8}}};

const ElementType& element_type(const MetaImageHeader& header) {
  const std::string name = header.text("ElementType").value_or("missing");
  for (const ElementType& type : element_types) {
    if (name == type.name) return type;
  }
  header.fail("ElementType is " + name +
              ", which is not read; write whole or real numbers, such as MET_SHORT or MET_FLOAT");
}

/// Where the axes point, from "RAI": from Right, Anterior, Inferior; so to left, posterior,
/// superior.
std::string pointing(const MetaImageHeader& header, const std::string& from) {
  const std::string letters = "RLAPIS", opposite = "LRPASI";
  std::string to;
  for (const char c : from) {
    const std::size_t at = letters.find(c);
    if (at == std::string::npos) break;
    to += opposite[at];
  }
  if (from.size() != 3 || to.size() != 3)
    header.fail("AnatomicalOrientation is '" + from + "', not like RAI; correct it");
  return to;
}

std::array<double, 9> direction_of_letters(const MetaImageHeader& header,
                                           const std::string& letters) {
  std::array<double, 9> direction{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::size_t plus = std::string("LPS").find(letters[axis]);
    const std::size_t row =
        plus != std::string::npos ? plus : std::string("RAI").find(letters[axis]);
    direction[3 * row + axis] = plus != std::string::npos ? 1 : -1;
  }
  for (std::size_t row = 0; row < 3; ++row) {
    if (direction[3 * row] == 0 && direction[3 * row + 1] == 0 && direction[3 * row + 2] == 0) {
      header.fail("AnatomicalOrientation names an axis twice; correct it");
    }
  }
  return direction;
}

/// Columns are the axes.
std::array<double, 9> direction_of(const MetaImageHeader& header, OrientationChoice choice,
                                   Record& record) {
  std::optional<std::array<double, 9>> matrix;
  if (const auto rows = header.numbers_of_any({"TransformMatrix", "Rotation", "Orientation"}, 9)) {
    matrix.emplace();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      for (std::size_t k = 0; k < 3; ++k) (*matrix)[3 * k + axis] = (*rows)[3 * axis + k];
    }
  }
  std::string letters = header.text("AnatomicalOrientation").value_or("???");
  letters = letters.find('?') != std::string::npos ? "" : pointing(header, letters);
  if (choice == OrientationChoice::anatomical && !letters.empty()) {
    record.add("orientation_from", "AnatomicalOrientation (chosen)");
    return direction_of_letters(header, letters);
  }
  if (!matrix) {
    header.fail("has no TransformMatrix: its axes cannot be known" +
                std::string(letters.empty() ? "; write the image with one"
                                            : "; --orientation anatomical takes them from "
                                              "AnatomicalOrientation"));
  }
  const std::string by_matrix = orientation_letters(*matrix);
  if (choice != OrientationChoice::matrix && !letters.empty() && letters != by_matrix) {
    header.fail(
        fmt::format("its axes point to {} by TransformMatrix and to {} by "
                    "AnatomicalOrientation; choose with --orientation matrix|anatomical",
                    by_matrix, letters));
  }
  record.add("orientation_from", "TransformMatrix");
  return *matrix;
}

/// Hardly a program writes the key, and many ignore it.
void refuse_other_units(const MetaImageHeader& header) {
  const std::string units = header.text("DistanceUnits").value_or("?");
  if (units == "?" || units == "mm") return;
  header.fail("DistanceUnits is '" + units + "'; write its lengths in mm");
}

AffineGrid grid_of(const MetaImageHeader& header, OrientationChoice choice, Record& record) {
  auto spacing = header.numbers("ElementSpacing", 3);
  if (!spacing) spacing = header.numbers("ElementSize", 3);
  if (!spacing) header.fail("ElementSpacing is missing; write there the edges of a voxel in mm");
  const auto offset = header.numbers_of_any({"Offset", "Position", "Origin"}, 3);
  if (!offset) header.fail("Offset is missing; write there the centre of the first voxel in mm");
  refuse_other_units(header);
  const std::array<double, 9> direction = direction_of(header, choice, record);
  Affine affine{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (!((*spacing)[axis] > 0)) header.fail("ElementSpacing is not above 0; correct it");
      affine[4 * row + axis] = direction[3 * row + axis] * (*spacing)[axis];
    }
    affine[4 * row + 3] = (*offset)[row];
  }
  return grid_from_affine(header.where(), header.shape(), affine);
}

/// A scale that hardly a program writes, and that some apply and some ignore.
void refuse_intensity_function(const MetaImageHeader& header) {
  const auto refuse_other = [&](const std::string& key, double idle) {
    const auto value = header.numbers(key, 1);
    if (!value || (*value)[0] == idle) return;
    header.fail(
        fmt::format("{} is {:g}, not {:g}: whether it is in the stored values already cannot be "
                    "known; write the image with values that need none",
                    key, (*value)[0], idle));
  };
  refuse_other("ElementToIntensityFunctionSlope", 1);
  refuse_other("ElementToIntensityFunctionOffset", 0);
}

template <class T>
T from_bits(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof value);  // the low bytes: x86-64 is little-endian
  return value;
}

double element_value(const ElementType& type, const std::uint8_t* bytes, bool big_endian) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < type.bytes; ++i) {
    bits |= std::uint64_t{bytes[i]} << 8 * (big_endian ? type.bytes - 1 - i : i);
  }
  if (type.kind == 'f') {
    return type.bytes == 4 ? static_cast<double>(from_bits<float>(bits)) : from_bits<double>(bits);
  }
  if (type.kind == 'u') return static_cast<double>(bits);
  const unsigned unused = static_cast<unsigned>(64 - 8 * type.bytes);
  return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

bool is_big_endian(const MetaImageHeader& header) {
  const char* const key = "BinaryDataByteOrderMSB";
  const char* const other = "ElementByteOrderMSB";
  const bool both = header.text(key) && header.text(other);
  if (both && header.yes(key) != header.yes(other))
    header.fail(fmt::format("{} and {} do not agree; leave one of them", key, other));
  return header.yes(key) || header.yes(other);
}

}  // namespace

PlainImage read_metaimage(const std::filesystem::path& path, OrientationChoice choice) {
  const Reading reading(path);
  const MetaImageHeader header(path);
  if (header.text("ElementNumberOfChannels").value_or("1") != "1") {
    header.fail("has several channels; give an image with one");
  }
  if (!header.yes("BinaryData") && header.text("BinaryData"))
    header.fail("its values are text; write them as binary ones (BinaryData = True)");
  refuse_intensity_function(header);
  PlainImage result;
  result.record.add("format", "MetaImage");
  const AffineGrid placed = grid_of(header, choice, result.record);
  const ElementType& type = element_type(header);
  const bool big_endian = is_big_endian(header);
  result.values.grid = placed.grid;
  const auto voxels = static_cast<std::size_t>(placed.grid.voxels());
  const std::vector<std::uint8_t> bytes = read_metaimage_bytes(header, voxels * type.bytes);
  result.values.values.resize(voxels);
  for (std::size_t i = 0; i < voxels; ++i) {
    result.values.values[i] =
        static_cast<float>(element_value(type, bytes.data() + i * type.bytes, big_endian));
  }
  if (placed.reverse_x) reverse_rows(result.values.values, placed.grid.shape[0]);
  add_geometry(result.record, placed.grid);
  return result;
}

PlainImage read_plain_image(const std::filesystem::path& path, OrientationChoice choice) {
  const std::string extension = path.extension().string();
  return extension == ".mhd" || extension == ".mha" ? read_metaimage(path, choice)
                                                    : read_nifti(path, choice);
}

}  // namespace yttria
