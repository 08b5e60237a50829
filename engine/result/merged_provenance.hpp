// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/result/dose.hpp"

namespace yttria {

/// Times add, histories per second follow from them, lists are united, texts that differ are
/// joined with "; ", other numbers stay as in the first.
Provenance merged_provenance(const Provenance& first, const Provenance& second,
                             std::uint64_t histories);

}  // namespace yttria
