// SPDX-License-Identifier: Apache-2.0
// CSV of a curve from CT numbers to density and material.
#include <cmath>

#include "engine/exchange/hounsfield.hpp"
#include "tests/fuzz/reading.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace yttria;
  const auto path = fuzz::write_file("curve.csv", {data, size});
  fuzz::read(path.string(), [&] {
    const HounsfieldCurve curve = HounsfieldCurve::from_csv(path);
    for (const double hu : {-1e30, -1024.0, -999.5, -98.0, 0.0, 15.5, 100.0, 3071.0, 1e30}) {
      const HounsfieldCurve::Voxel voxel = curve(hu);
      if (voxel.material >= curve.materials().size()) std::abort();
      if (!(voxel.density_g_cm3 > 0 && voxel.density_g_cm3 < 31)) std::abort();
    }
  });
  return 0;
}
