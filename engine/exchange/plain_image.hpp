// SPDX-License-Identifier: Apache-2.0
// NIfTI and MetaImage files: numbers on a grid, and nothing about what they mean.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/image.hpp"

namespace yttria {

struct PlainImage {
  Volume<float> values;
  Record record;
  std::vector<std::string> warnings;
};

/// Which of two orientations in one file holds where they disagree. A file with one has no choice.
enum class OrientationChoice { must_agree, sform, qform, matrix, anatomical };

/// NIfTI-1 or NIfTI-2, also .gz, by libnifti2. World coordinates there are RAS and become LPS. One
/// volume of real numbers; scl_slope and scl_inter are applied. InputError when sform and qform put
/// a corner more than a tenth of a voxel apart and none is chosen, and when there is neither.
PlainImage read_nifti(const std::filesystem::path& path, OrientationChoice choice);

/// MetaImage (.mhd with its raw file, or .mha), perhaps compressed, LPS as ITK writes it: row i of
/// TransformMatrix is the direction of axis i, Offset the centre of the first voxel.
/// AnatomicalOrientation ("RAI": x runs from Right to Left, and so on) must agree with the matrix
/// unless one is chosen; without a matrix it alone holds only where it is chosen.
PlainImage read_metaimage(const std::filesystem::path& path, OrientationChoice choice);

/// By the kind of the file.
PlainImage read_plain_image(const std::filesystem::path& path, OrientationChoice choice);

}  // namespace yttria
