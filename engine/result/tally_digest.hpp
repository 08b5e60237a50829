// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

/// SHA-256 (hex) over everything a run adds up and what it belongs to: case and physics digest,
/// seed, histories per batch, batches, all sums. Equal for equal results, whoever computed them.
std::string tally_digest(const Dose& dose);

/// The run digest (hex): the sum modulo 2^64 over all particles of their mixed final state.
std::string run_digest(const TallySums& tally);

}  // namespace yttria
