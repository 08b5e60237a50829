// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/kernel_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "engine/error.hpp"
#include "engine/kernel_methods/kernel_run.hpp"
#include "engine/physics/material_library.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const std::atomic<bool> go_on{false};

RunOptions quick() {
  RunOptions options;
  options.histories = 512;
  options.batch_size = 128;
  options.transport.preset = "clinical";
  options.backend = "cpu";
  return options;
}

VoxelKernel small_voxel_kernel() {
  const KernelSource source{library_material("lung"), 0.3, "P-32", 0, {}};
  return compute_kernel(VoxelKernelOrder{source, {4, 4, 6}, 12.0}, quick(), {}, go_on);
}

PointKernel small_point_kernel() {
  const KernelSource source{library_material("water"), {}, "electron", 0.5, {}};
  return compute_kernel(PointKernelOrder{source, 0.2, 3.0}, quick(), {}, go_on);
}

void expect_same(const KernelSubject& a, const KernelSubject& b) {
  EXPECT_EQ(a.medium.name, b.medium.name);
  EXPECT_EQ(a.medium.mass_fractions, b.medium.mass_fractions);
  EXPECT_EQ(a.medium.mean_excitation_energy_eV, b.medium.mean_excitation_energy_eV);
  EXPECT_EQ(a.density_g_cm3, b.density_g_cm3);
  EXPECT_EQ(a.nuclide, b.nuclide);
  EXPECT_EQ(a.emission, b.emission);
  EXPECT_EQ(a.energy_per_decay_MeV, b.energy_per_decay_MeV);
}

TEST(KernelFile, VoxelKernelComesBack) {
  const test::TemporaryFolder folder;
  const VoxelKernel written = small_voxel_kernel();
  write_kernel(folder / "k.h5", written, false);
  const auto read = std::get<VoxelKernel>(read_kernel(folder / "k.h5"));
  expect_same(read.subject, written.subject);
  EXPECT_EQ(read.spacing_mm, written.spacing_mm);
  EXPECT_EQ(read.reach, written.reach);
  EXPECT_EQ(read.energy, written.energy);
  EXPECT_EQ(read.energy_fraction, written.energy_fraction);
  EXPECT_EQ(read.total.emitted, written.total.emitted);
  EXPECT_EQ(read.histories, written.histories);
  EXPECT_EQ(read.provenance.size(), written.provenance.size());
}

TEST(KernelFile, PointKernelComesBack) {
  const test::TemporaryFolder folder;
  const PointKernel written = small_point_kernel();
  write_kernel(folder / "k.h5", written, false);
  const auto read = std::get<PointKernel>(read_kernel(folder / "k.h5"));
  expect_same(read.subject, written.subject);
  EXPECT_EQ(read.radius_mm, written.radius_mm);
  EXPECT_EQ(read.energy, written.energy);
  EXPECT_EQ(read.total.in_kernel, written.total.in_kernel);
}

TEST(KernelFile, DamageIsNamed) {
  const VoxelKernel kernel = small_voxel_kernel();
  const auto refused = [&](auto&& damage, const std::string& word) {
    const test::TemporaryFolder folder;
    write_kernel(folder / "k.h5", kernel, false);
    {
      test::EditedFile file(folder / "k.h5");
      damage(file);
    }
    EXPECT_THAT([&] { read_kernel(folder / "k.h5"); },
                ThrowsMessage<InputError>(testing::AllOf(HasSubstr("k.h5"), HasSubstr(word))));
  };
  using test::EditedFile;
  refused([](EditedFile& f) { f.set_text("/", "format", "yttria-dose"); }, "yttria-dose");
  refused([](EditedFile& f) { f.set_text("/", "kind", "round"); }, "voxel or point");
  refused([](EditedFile& f) { f.poke_u64("/tally/energy", 0, 1); }, "/tally/energy");
  refused([](EditedFile& f) { f.poke("/kernel/energy_fraction", 0, 0.9); }, "energy_fraction");
  refused([](EditedFile& f) { f.poke("/kernel/energy_fraction", 0, -1); }, "not negative");
  refused([](EditedFile& f) { f.poke("/kernel/s_value", 0, 0.9); }, "/kernel/s_value: value 0");
  refused([](EditedFile& f) { f.poke("/medium/mass_fraction", 1, NAN); }, "from 0 to 1");
  refused([](EditedFile& f) { f.remove_attribute("/emission", "digest"); }, "digest");
  refused([](EditedFile& f) { f.set_text("/kernel/energy_fraction", "units", "Gy"); }, "Gy");
  refused([](EditedFile& f) { f.set_numbers("/kernel", "spacing_mm", {3, 0, 3}); }, "spacing_mm");
  refused([](EditedFile& f) { f.set_numbers("/medium", "density_g_cm3", {-1}); }, "density_g_cm3");
  // Texts, on which HDF5 has no checksums.
  refused([](EditedFile& f) { f.set_text("/medium", "name", "lunf"); }, "content_digest");
  refused([](EditedFile& f) { f.set_text("/emission", "nuclide", "P-33"); }, "content_digest");
  refused([](EditedFile& f) { f.set_text("/emission", "data", "of another"); }, "content_digest");
  refused([](EditedFile& f) { f.set_text("/tally/energy", "beyond", "1"); }, "content_digest");
  refused([](EditedFile& f) { f.set_text("/provenance", "preset", "reference"); }, "entries_digest");
  refused([](EditedFile& f) { f.remove("/medium"); }, "medium");
  refused([](EditedFile& f) { f.remove("/kernel/uncertainty"); }, "uncertainty");
}

TEST(KernelFile, ShellsMustAgreeWithTheTally) {
  const test::TemporaryFolder folder;
  for (const char* name : {"/kernel/energy_fraction", "/kernel/dose"}) {
    write_kernel(folder / "k.h5", small_point_kernel(), true);
    test::EditedFile(folder / "k.h5").poke(name, 2, 0.7);
    EXPECT_THAT([&] { read_kernel(folder / "k.h5"); },
                ThrowsMessage<InputError>(
                    testing::AllOf(HasSubstr(name), HasSubstr("value 2 is 0.7, but /tally"))));
  }
}

TEST(KernelFile, AShellWithoutEndIsNamed) {
  const test::TemporaryFolder folder;
  const PointKernel kernel = small_point_kernel();
  write_kernel(folder / "k.h5", kernel, false);
  {
    test::EditedFile file(folder / "k.h5");
    file.poke("/kernel/radius", kernel.shells(), std::numeric_limits<double>::infinity());
  }
  EXPECT_THAT([&] { read_kernel(folder / "k.h5"); },
              ThrowsMessage<InputError>(HasSubstr("/kernel/radius: must be finite")));
}

TEST(KernelCsv, SaysWhatItHolds) {
  const std::string voxels = kernel_csv(small_voxel_kernel());
  EXPECT_THAT(voxels, HasSubstr("# voxel S values of P-32 in lung, 0.3 g/cm3"));
  EXPECT_THAT(voxels, HasSubstr("4 x 4 x 6 mm"));
  EXPECT_THAT(voxels, HasSubstr("\n0,0,0,"));
  EXPECT_THAT(voxels, HasSubstr("\n3,3,2,"));
  const std::string shells = kernel_csv(small_point_kernel());
  EXPECT_THAT(shells, HasSubstr("# dose point kernel of electron in water"));
  EXPECT_THAT(shells, HasSubstr("\n0,0.2,"));
}

}  // namespace
}  // namespace yttria
