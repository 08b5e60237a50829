// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/case/grid.hpp"

namespace yttria {

/// An array on a grid in DICOM LPS coordinates: [z][y][x], x fastest.
template <class T>
struct Volume {
  Grid grid;
  std::vector<T> values;
};

}  // namespace yttria
