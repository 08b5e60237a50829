// SPDX-License-Identifier: Apache-2.0
// Masks made from a CT alone, by rules simple enough to be said in a line.
#pragma once

#include "engine/exchange/resampled_case.hpp"

namespace yttria {

/// The largest connected piece (by faces) above -300 HU, and in each slice what it encloses. A
/// couch that touches the patient belongs to it.
ShareMask body_of_ct(const Volume<float>& hu);

/// Inside the body, from -950 to -400 HU, in connected pieces of 50 mL or more.
ShareMask lungs_of_ct(const Volume<float>& hu, const ShareMask& body);

}  // namespace yttria
