// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/hdf5/group.hpp"

namespace yttria {

/// Frame of reference of the CT that a case was imported from (/imports/ct): its UID, or "sha256:"
/// and its salted hash (exchange/hashed_identifier.hpp) where identifiers are not kept. Empty: the
/// case does not say.
std::string imported_frame_of_reference(const hdf5::Group& root);

}  // namespace yttria
