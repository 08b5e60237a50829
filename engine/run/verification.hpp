// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/run/crew.hpp"
#include "engine/run/run.hpp"

namespace yttria {

/// Which batches are computed twice: one of every `stride` neighbours, drawn by the seed.
struct VerifiedBatches {
  std::uint64_t seed = 1;
  std::uint64_t stride = 1;
  bool contain(std::uint64_t batch) const;
};

/// At least this fraction (above 0, up to 1) of the batches of a run, and at least one.
VerifiedBatches verified_batches(double fraction, std::uint64_t seed, const RunPlan& plan);

/// Workers that compute these batches once more on a second backend of their own and compare all
/// that the histories hand back. Bits must be equal, so that any difference is a fault of device or
/// memory: the backend throws WrongBits, its worker is retired, and what it has handed in goes
/// back.
Crew verifying(Crew crew, const VerifiedBatches& batches);

}  // namespace yttria
