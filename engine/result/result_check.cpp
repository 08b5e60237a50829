// SPDX-License-Identifier: Apache-2.0
#include "engine/result/result_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/result/statistics.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t slab_bytes = 8u << 20;
constexpr double rounding = 1e-6;  // relative; a float keeps 6e-8

bool same(float stored, float expected) {
  if (std::isnan(stored) || std::isnan(expected)) return std::isnan(stored) == std::isnan(expected);
  if (stored == expected) return true;
  const double difference = static_cast<double>(stored) - static_cast<double>(expected);
  return std::abs(difference) <= rounding * std::abs(static_cast<double>(expected));
}

/// Slab by slab, as it was written: only a part of the volume is in memory a second time.
template <class Value>
void check_volume(const hdf5::Dataset& stored, const char* units, const Dose& dose,
                  Value&& value_of) {
  const hdf5::Shape shape = volume_shape(dose.grid);
  stored.require_type({"f4"});
  stored.require_shape(shape, "the grid");
  check_units(stored, units);
  const std::uint64_t plane = shape[1] * shape[2];
  const std::uint64_t step = stored.planes_per_read(slab_bytes, sizeof(float));
  std::vector<float> values;
  for (std::uint64_t z = 0; z < shape[0]; z += step) {
    const std::uint64_t planes = std::min(step, shape[0] - z);
    values.resize(planes * plane);
    stored.read_planes(z, planes, values.data());
    for (std::uint64_t i = 0; i < values.size(); ++i) {
      const std::uint64_t voxel = z * plane + i;
      const auto expected = static_cast<float>(value_of(voxel));
      if (same(values[i], expected)) continue;
      stored.fail(fmt::format(
          "voxel {} is {}, but the sums in /tally give {}; the file is damaged or "
          "was changed; copy or compute it again",
          voxel_place(static_cast<std::int64_t>(voxel), dose.grid.shape), values[i], expected));
    }
  }
}

}  // namespace

void check_result(const hdf5::Group& result, const Dose& dose) {
  const double decays = decays_per_history(dose);
  check_volume(result.dataset("dose"), "Gy", dose, [&](std::size_t i) {
    return absorbed_dose_Gy(dose.tally.energy[i], static_cast<double>(dose.mass_g[i]), decays);
  });
  check_volume(result.dataset("uncertainty"), "1", dose,
               [&](std::size_t i) { return voxel_uncertainty(dose, i); });
}

}  // namespace yttria
