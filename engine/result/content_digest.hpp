// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

/// SHA-256 (hex) over all of a dose that is read from its file, except what only informs: the
/// tally's digest, grid, masses, regions, identity, plan, status. Stored beside the tally's digest:
/// HDF5 itself has no checksums on attributes.
std::string content_digest(const Dose& dose, const std::string& digest_of_tally);

}  // namespace yttria
