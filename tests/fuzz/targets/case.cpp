// SPDX-License-Identifier: Apache-2.0
// Case files: changes to a map of two materials, one of them of its own, and to points.
#include "engine/case/case_file.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/fuzz/hdf5_edits.hpp"
#include "tests/fuzz/reading.hpp"

namespace {

using namespace yttria;

Case case_with_everything() {
  Case problem = test::small_case();
  problem.materials[1] = {"own", {{1, 0.1}, {8, 0.9}}, 75, 0};
  problem.source.beta_spectrum = {{0.1, 1}, {1, 2}, {2, 0}};
  return problem;
}

fuzz::GoodFile good_file(const Case& problem) {
  const std::filesystem::path path = fuzz::folder() / "good.h5";
  write_case(path, problem, true);
  return {
      path,
      {"/source/points", "/source/map", "/source/beta_spectrum", "/roi/other", "/imports",
       "/imports/ct", "/source/map@total_decays", "/source/map@energy_MeV",
       "/source/points@direction", "/source/points@energy_MeV", "/imports/ct@frame_of_reference",
       "/imports/ct@frame_of_reference_sha256", "/materials/mean_excitation_energy@units"}};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::vector<fuzz::GoodFile> files = [] {
    std::vector<fuzz::GoodFile> made;
    made.push_back(good_file(case_with_everything()));
    made.push_back(good_file(test::small_case_of_points()));
    return made;
  }();
  fuzz::Decisions decisions({data, size});
  const std::filesystem::path path = fuzz::folder() / "case.h5";
  decisions.of(files).write_changed(path, decisions);
  fuzz::read(path.string(), [&] { read_case(path); });
  fuzz::read(path.string(), [&] { check_case(path); });
  return 0;
}
