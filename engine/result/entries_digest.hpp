// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

/// SHA-256 (hex) over names and values, whatever their order: HDF5 has no checksums on texts.
std::string entries_digest(Provenance entries);

}  // namespace yttria
