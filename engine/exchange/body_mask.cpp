// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/body_mask.hpp"

#include <algorithm>

namespace yttria {

namespace {

constexpr float body_above_hu = -300;
constexpr float lung_from_hu = -950, lung_to_hu = -400;
constexpr double least_lung_mL = 50;

using Bytes = std::vector<std::uint8_t>;
constexpr std::uint8_t outside = 0, candidate = 1, inside = 255;

/// Collects the connected piece of candidates that holds a voxel, and marks it.
void flood(const Grid& grid, Bytes& bytes, std::int64_t seed, std::uint8_t mark,
           std::vector<std::int64_t>& piece) {
  const std::array<std::int64_t, 3> stride{1, grid.shape[0], grid.shape[0] * grid.shape[1]};
  piece.assign(1, seed);
  bytes[static_cast<std::size_t>(seed)] = mark;
  for (std::size_t done = 0; done < piece.size(); ++done) {
    const std::int64_t at = piece[done];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t index = at / stride[axis] % grid.shape[axis];
      for (const std::int64_t step : {-1, 1}) {
        if (index + step < 0 || index + step >= grid.shape[axis]) continue;
        const std::int64_t next = at + step * stride[axis];
        std::uint8_t& byte = bytes[static_cast<std::size_t>(next)];
        if (byte != candidate) continue;
        byte = mark;
        piece.push_back(next);
      }
    }
  }
}

void mark(Bytes& bytes, const std::vector<std::int64_t>& piece, std::uint8_t value) {
  for (const std::int64_t voxel : piece) bytes[static_cast<std::size_t>(voxel)] = value;
}

/// Everything that cannot be reached from the edge of a slice becomes inside.
void fill_slice(const Grid& slice, std::uint8_t* bytes) {
  const auto pixels = static_cast<std::size_t>(slice.shape[0] * slice.shape[1]);
  Bytes open(pixels);
  for (std::size_t i = 0; i < pixels; ++i) open[i] = bytes[i] == inside ? outside : candidate;
  std::vector<std::int64_t> piece;
  for (std::int64_t y = 0; y < slice.shape[1]; ++y) {
    const bool edge_row = y == 0 || y == slice.shape[1] - 1;
    const std::int64_t step = edge_row ? 1 : std::max<std::int64_t>(1, slice.shape[0] - 1);
    for (std::int64_t x = 0; x < slice.shape[0]; x += step) {
      const std::int64_t at = y * slice.shape[0] + x;
      if (open[static_cast<std::size_t>(at)] == candidate) flood(slice, open, at, outside, piece);
    }
  }
  for (std::size_t i = 0; i < pixels; ++i) {
    if (open[i] == candidate) bytes[i] = inside;
  }
}

}  // namespace

ShareMask body_of_ct(const Volume<float>& hu) {
  ShareMask body{hu.grid, Bytes(hu.values.size())};
  for (std::size_t i = 0; i < hu.values.size(); ++i) {
    body.values[i] = hu.values[i] > body_above_hu ? candidate : outside;
  }
  std::vector<std::int64_t> piece, largest;
  for (std::size_t i = 0; i < body.values.size(); ++i) {
    if (body.values[i] != candidate) continue;
    flood(hu.grid, body.values, static_cast<std::int64_t>(i), outside, piece);
    if (piece.size() > largest.size()) std::swap(piece, largest);
  }
  mark(body.values, largest, inside);
  Grid slice = hu.grid;
  slice.shape[2] = 1;
  for (std::int64_t z = 0; z < hu.grid.shape[2]; ++z) {
    fill_slice(slice, body.values.data() + z * slice.voxels());
  }
  return body;
}

ShareMask lungs_of_ct(const Volume<float>& hu, const ShareMask& body) {
  ShareMask lungs{hu.grid, Bytes(hu.values.size())};
  for (std::size_t i = 0; i < hu.values.size(); ++i) {
    const bool airy = hu.values[i] >= lung_from_hu && hu.values[i] <= lung_to_hu;
    lungs.values[i] = airy && in_region(body.values[i], body.grid, i) ? candidate : outside;
  }
  const double least = least_lung_mL / hu.grid.voxel_volume_cm3();
  std::vector<std::int64_t> piece;
  for (std::size_t i = 0; i < lungs.values.size(); ++i) {
    if (lungs.values[i] != candidate) continue;
    flood(hu.grid, lungs.values, static_cast<std::int64_t>(i), outside, piece);
    if (static_cast<double>(piece.size()) >= least) mark(lungs.values, piece, inside);
  }
  return lungs;
}

}  // namespace yttria
