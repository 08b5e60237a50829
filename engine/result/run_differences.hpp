// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

/// What keeps two doses from being parts of one run, each field named with both values: "seed
/// differs (1 and 2), preset differs (reference and clinical)". Empty when nothing does.
std::string differences_of_runs(const Dose& one, const Dose& other);

}  // namespace yttria
