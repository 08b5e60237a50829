// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/hdf5/handle.hpp"

namespace yttria::hdf5 {

/// All strings of an attribute or dataset, of fixed or variable length. False when HDF5 fails.
bool read_texts(Handle::Id stored, bool is_attribute, std::vector<std::string>& out);

}  // namespace yttria::hdf5
