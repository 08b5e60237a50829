// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/hdf5/group.hpp"
#include "engine/result/dose.hpp"

namespace yttria {

/// Refuses a file whose /result is not what its sums give: other programs read dose and uncertainty
/// there, so whatever is computed here from the sums must be the same numbers. Both are written by
/// the same formulas and agree bit for bit; the last bits of a float may differ, as another machine
/// may round.
void check_result(const hdf5::Group& result, const Dose& dose);

}  // namespace yttria
