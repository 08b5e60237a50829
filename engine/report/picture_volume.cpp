// SPDX-License-Identifier: Apache-2.0
#include "engine/report/picture_volume.hpp"

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/error.hpp"
#include "engine/report/base64.hpp"

namespace yttria::report {

namespace {

std::vector<std::uint8_t> deflated(const std::vector<std::uint8_t>& bytes) {
  uLongf size = compressBound(static_cast<uLong>(bytes.size()));
  std::vector<std::uint8_t> out(size);
  if (compress2(out.data(), &size, bytes.data(), static_cast<uLong>(bytes.size()), 9) != Z_OK) {
    throw RunError("report: a picture cannot be compressed (out of memory?)");
  }
  out.resize(size);
  return out;
}

}  // namespace

std::uint32_t Quantisation::code(double value) const {
  if (std::isnan(value)) return top() + 1;
  double part = (value - low) / (high - low);
  if (logarithmic) part = value > 0 ? std::log(value / low) / std::log(high / low) : 0;
  return static_cast<std::uint32_t>(std::lround(std::clamp(part, 0.0, 1.0) * top()));
}

std::string packed_volume(const PictureFrame& frame, const Grid& grid,
                          const Quantisation& quantisation,
                          const std::function<double(std::size_t voxel)>& value) {
  const auto size = static_cast<std::size_t>(frame.size());
  std::vector<std::uint8_t> bytes(size * static_cast<std::size_t>(quantisation.bytes));
  std::uint32_t before = 0;
  std::size_t at = 0;
  frame.for_each(grid, [&](std::size_t voxel) {
    const std::uint32_t code = quantisation.code(value(voxel));
    const std::uint32_t change = code - before;  // modulo 2^32, so modulo 2^16, too
    bytes[at] = static_cast<std::uint8_t>(change);
    if (quantisation.bytes == 2) bytes[size + at] = static_cast<std::uint8_t>(change >> 8);
    before = code;
    ++at;
  });
  return base64(deflated(bytes));
}

}  // namespace yttria::report
