// SPDX-License-Identifier: Apache-2.0
#include "engine/case/case_file.hpp"

#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/case/imports_reader.hpp"
#include "engine/case/medium_reader.hpp"
#include "engine/case/problems.hpp"
#include "engine/case/roi_reader.hpp"
#include "engine/case/source_reader.hpp"

namespace yttria {

namespace {

void read(const std::filesystem::path& path, Case& problem, Problems& problems) {
  const hdf5::InputFile file(path);
  check_format(file, "yttria-case");
  // Nothing else can be judged without the shape, so a failure here ends the pass.
  problem.grid = read_grid(file, file.group("medium").dataset("density"), problems);
  read_medium(file, problem, problems);
  problems.attempt([&] { problem.source = read_source(file, problem.grid, problems); });
  problems.attempt([&] { problem.rois = read_rois(file, problem.grid, problems); });
  problems.attempt([&] { problem.frame_of_reference = imported_frame_of_reference(file); });
  if (!problem.density_g_cm3.empty()) check_source_medium(file, problem, problems);
}

}  // namespace

Case read_case(const std::filesystem::path& path) {
  Case problem;
  Problems problems(Problems::Policy::throw_first);
  read(path, problem, problems);
  problem.digest = case_digest(problem);
  return problem;
}

std::vector<std::string> check_case(const std::filesystem::path& path) {
  Case problem;
  Problems problems(Problems::Policy::keep_all);
  problems.attempt([&] { read(path, problem, problems); });
  return problems.found();
}

}  // namespace yttria
