// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/metaimage_writer.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/engine/support/temporary_folder.hpp"
#include "tests/exchange/grids.hpp"

namespace yttria {
namespace {

using namespace test;

/// The header by keys; what follows it as bytes.
struct Read {
  std::map<std::string, std::string> keys;
  std::string rest;

  std::vector<double> numbers(const std::string& key) const {
    std::istringstream words(keys.at(key));
    return {std::istream_iterator<double>(words), {}};
  }
};

std::string bytes(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Read read(const std::filesystem::path& path) {
  Read read;
  std::istringstream stream(bytes(path));
  for (std::string line; !read.keys.contains("ElementDataFile") && std::getline(stream, line);) {
    const std::size_t at = line.find(" = ");
    read.keys[line.substr(0, at)] = line.substr(at + 3);
  }
  read.rest.assign(std::istreambuf_iterator<char>(stream), {});
  return read;
}

void write(const std::filesystem::path& path, const Grid& grid) {
  NewFile header(path, true);
  if (const auto data_path = metaimage_data_path(path)) {
    NewFile data(*data_path, true);
    write_metaimage(header, &data, grid, values(grid), "Absorbed dose, Gy");
    data.commit();
  } else {
    write_metaimage(header, nullptr, grid, values(grid), "Absorbed dose, Gy");
  }
  header.commit();
}

/// As ITK takes it: three numbers of TransformMatrix for each index axis.
Vector point_as_read(const Read& read, const Vector& index) {
  const std::vector<double> matrix = read.numbers("TransformMatrix"),
                            spacing = read.numbers("ElementSpacing"),
                            offset = read.numbers("Offset");
  Vector point{offset[0], offset[1], offset[2]};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row) {
      point[row] += matrix[3 * axis + row] * spacing[axis] * index[axis];
    }
  }
  return point;
}

TEST(MetaImageWriter, EveryVoxelIsWhereItWas) {
  const TemporaryFolder folder;
  for (const auto& [name, grid] : grids()) {
    write(folder / "dose.mhd", grid);
    const Read found = read(folder / "dose.mhd");
    for (const Vector& index : corners(grid)) {
      EXPECT_LT(distance_mm(point_as_read(found, index), point_mm(grid, index)), 1e-9) << name;
    }
    EXPECT_EQ(found.keys.at("DimSize"), "40 30 20");
    EXPECT_EQ(found.keys.at("ElementType"), "MET_FLOAT");
    EXPECT_EQ(found.keys.at("BinaryDataByteOrderMSB"), "False");
    EXPECT_EQ(found.keys.at("ElementDataFile"), "dose.raw");
    EXPECT_EQ(found.rest, "");
  }
}

TEST(MetaImageWriter, VoxelsAreBesideTheHeaderOrBehindIt) {
  const TemporaryFolder folder;
  const Grid grid = grids().front().grid;
  const std::vector<float> all = values(grid);
  const std::string wanted(reinterpret_cast<const char*>(all.data()), all.size() * sizeof(float));
  write(folder / "dose.mhd", grid);
  EXPECT_EQ(bytes(folder / "dose.raw"), wanted);
  write(folder / "dose.mha", grid);
  const Read found = read(folder / "dose.mha");
  EXPECT_EQ(found.keys.at("ElementDataFile"), "LOCAL");
  EXPECT_EQ(found.rest, wanted);
}

}  // namespace
}  // namespace yttria
