// SPDX-License-Identifier: Apache-2.0
#include "engine/result/content_digest.hpp"

#include "engine/digest.hpp"

namespace yttria {

namespace {

void add(Sha256& digest, const Grid& grid) {
  for (const std::int64_t voxels : grid.shape) digest.value(voxels);
  for (const double mm : grid.spacing_mm) digest.value(mm);
  for (const double mm : grid.origin_mm) digest.value(mm);
  for (const double cosine : grid.direction) digest.value(cosine);
}

void add(Sha256& digest, const Roi& roi) {
  digest.text(roi.name);
  digest.text(to_string(roi.role));
  digest.value<std::uint64_t>(roi.runs.size());
  for (const VoxelRun& run : roi.runs) {
    digest.value(run.first);
    digest.value(run.last);
  }
}

}  // namespace

std::string content_digest(const Dose& dose, const std::string& digest_of_tally) {
  Sha256 digest;
  digest.text("yttria-dose-content-1");
  digest.text(digest_of_tally);
  add(digest, dose.grid);
  digest.array(dose.mass_g);
  digest.value<std::uint64_t>(dose.rois.size());
  for (const Roi& roi : dose.rois) add(digest, roi);
  digest.value(dose.total_decays);
  digest.text(dose.identity.preset);
  digest.text(dose.identity.version);
  digest.text(dose.identity.dose_to);
  digest.value(dose.planned_batches);
  digest.value(dose.complete);
  return digest.hex();
}

}  // namespace yttria
