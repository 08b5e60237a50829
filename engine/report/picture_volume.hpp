// SPDX-License-Identifier: Apache-2.0
// The numbers behind the pictures, as the page carries them: quantised, predicted, deflated,
// base64. The page's script undoes this and draws any slice of any plane from them.
#pragma once

#include <functional>
#include <string>

#include "engine/report/picture_frame.hpp"

namespace yttria::report {

/// How a value becomes a whole number from 0 to `top`, which the next one up, `top + 1`, means "no
/// value": linear from low to high, or, with `logarithmic`, linear in the logarithm. Values beyond
/// become the ends.
struct Quantisation {
  double low = 0, high = 1;
  bool logarithmic = false;
  int bytes = 1;  // 1 or 2

  std::uint32_t top() const { return (bytes == 1 ? 0xFFu : 0xFFFFu) - 1; }
  std::uint32_t code(double value) const;  // of NaN: top() + 1
};

/// Of each element of the frame, x fastest: the difference of its code and that of the element
/// before, modulo 256 or 65536; all low bytes, then all high bytes; deflated (zlib); base64.
std::string packed_volume(const PictureFrame& frame, const Grid& grid,
                          const Quantisation& quantisation,
                          const std::function<double(std::size_t voxel)>& value);

}  // namespace yttria::report
