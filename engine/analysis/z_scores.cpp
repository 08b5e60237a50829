// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/z_scores.hpp"

#include <cmath>

#include "engine/result/tally_digest.hpp"

namespace yttria {

namespace {

bool histories_overlap(const Dose& a, const Dose& b) {
  const std::uint64_t size_a = a.identity.histories_per_batch;
  const std::uint64_t size_b = b.identity.histories_per_batch;
  for (const BatchRange& one : a.batches) {
    for (const BatchRange& other : b.batches) {
      if (one.first * size_a < other.last * size_b && other.first * size_b < one.last * size_a) {
        return true;
      }
    }
  }
  return false;
}

std::string run_digest_of(const DoseMap& map) {
  if (map.run) return run_digest(map.run->tally);
  for (const auto& [name, value] : map.provenance) {
    const auto* text = std::get_if<std::string>(&value);
    if (name == "run_digest" && text != nullptr) return *text;
  }
  return {};
}

}  // namespace

std::vector<float> z_map(const DoseMap& reference, const DoseMap& test) {
  std::vector<float> z(reference.dose_Gy.size());
  for (std::size_t i = 0; i < z.size(); ++i) {
    const double R = static_cast<double>(reference.dose_Gy[i]);
    const double T = static_cast<double>(test.dose_Gy[i]);
    const double sigma = std::hypot(R * static_cast<double>(reference.uncertainty[i]),
                                    T * static_cast<double>(test.uncertainty[i]));
    z[i] =
        sigma > 0 ? static_cast<float>((T - R) / sigma) : std::numeric_limits<float>::quiet_NaN();
  }
  return z;
}

ZScores z_scores(const std::vector<float>& z, const VoxelMask& judged) {
  const Distribution d = distribution(z, judged);
  ZScores scores{d.count, d.mean, d.sd, {}};
  for (std::size_t i = 0; i < z.size(); ++i) {
    if (judged[i] == 0) continue;
    const double size = std::abs(static_cast<double>(z[i]));
    for (std::size_t k = 0; k < scores.beyond.size(); ++k) {
      if (size > static_cast<double>(k + 1)) scores.beyond[k] += 1;
    }
  }
  for (double& share : scores.beyond) share /= static_cast<double>(d.count);
  return scores;
}

std::string shared_noise(const DoseMap& reference, const DoseMap& test) {
  const std::string digest = run_digest_of(reference);
  if (!digest.empty() && digest == run_digest_of(test)) {
    return "both files are the same run (run digest " + digest + ")";
  }
  if (!reference.run || !test.run) return {};
  const RunIdentity& a = reference.run->identity;
  const RunIdentity& b = test.run->identity;
  const bool shared = a.case_digest == b.case_digest && a.seed == b.seed &&
                      histories_overlap(*reference.run, *test.run);
  if (!shared) return {};
  return a.physics_digest == b.physics_digest && a.dose_to == b.dose_to
             ? "both files hold histories of the same run (case, seed, batches)"
             : "both files were made from the same random numbers (case, seed, batches) with "
               "other settings";
}

}  // namespace yttria
