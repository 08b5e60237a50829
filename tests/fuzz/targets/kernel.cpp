// SPDX-License-Identifier: Apache-2.0
// Kernel files: changes to one of voxels and one of shells.
#include <numeric>

#include "engine/kernel_methods/kernel_file.hpp"
#include "engine/kernel_methods/offset_classes.hpp"
#include "engine/physics/material_library.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/reading.hpp"

namespace {

using namespace yttria;

const KernelSubject subject{library_material("water"), 1, "Y-90", "spectrum", 0.93, "00ff"};

template <class Kernel>
fuzz::GoodFile good_file(Kernel kernel) {
  kernel.subject = subject;
  kernel.total.in_kernel =
      std::accumulate(kernel.energy.begin(), kernel.energy.end(), std::uint64_t{0});
  kernel.total.emitted = kernel.total.in_kernel + 7;
  kernel.uncertainty.assign(kernel.energy.size(), 0.1);
  kernel.histories = 64;
  kernel.provenance = {{"seed", std::uint64_t{1}}, {"version", std::string("0.1.0")}};
  if constexpr (std::is_same_v<Kernel, VoxelKernel>) {
    kernel.energy_fraction = OffsetClasses(kernel.spacing_mm, kernel.reach)
                                 .fractions(kernel.energy, kernel.total.emitted);
  }
  const std::filesystem::path path = fuzz::folder() / "good.h5";
  write_kernel(path, kernel, true);
  return {path, {"/kernel/radius", "/kernel/s_value", "/kernel@spacing_mm"}};
}

std::vector<fuzz::GoodFile> good_files() {
  VoxelKernel voxels;
  voxels.spacing_mm = {2, 2, 3};
  voxels.reach = {1, 1, 2};
  for (std::uint64_t i = 0; i < 12; ++i) voxels.energy.push_back(1000 - 60 * i);
  PointKernel shells;
  shells.radius_mm = {0, 1, 2.5, 4};
  shells.energy = {1000, 800, 30};
  std::vector<fuzz::GoodFile> files;
  files.push_back(good_file(voxels));
  files.push_back(good_file(shells));
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<fuzz::GoodFile> files = good_files();
  fuzz::Decisions decisions({data, size});
  const std::filesystem::path path = fuzz::folder() / "kernel.h5";
  decisions.of(files).write_changed(path, decisions);
  fuzz::read(path.string(), [&] {
    std::visit([](const auto& kernel) { kernel_csv(kernel); }, read_kernel(path));
  });
  return 0;
}
