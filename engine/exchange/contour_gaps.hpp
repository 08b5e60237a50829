// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// What lies between planes of contours that are more than 1.5 slices apart.
enum class ContourGaps {
  bridge,  // each contour reaches halfway to the next
  leave    // nothing: each contour holds half a slice on each side
};

}  // namespace yttria
