// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace yttria {

inline constexpr const char* no_nifti_file =
    "is no NIfTI file (.nii, .nii.gz, .hdr with .img; .mhd and .mha are MetaImage); write it as "
    "one";

/// What the header of a NIfTI file says itself: libnifti2 replaces what cannot be, a NaN by 0 or 1
/// for example, and does not tell.
struct NiftiHeader {
  bool single_file = false;  // the values are in the same file
  std::int64_t datatype = 0, bits_per_voxel = 0;
  std::array<std::int64_t, 8> dim{};  // how many axes, and voxels along each
  std::array<double, 8> pixdim{};     // qfac, and edges of a voxel
  double data_offset = 0;             // vox_offset, bytes
  double slope = 0, intercept = 0;    // scl_slope, scl_inter
  bool has_qform = false, has_sform = false;
  std::array<double, 3> quaternion{}, qoffset{};
  std::array<double, 12> sform{};
};

/// InputError when the file is no NIfTI file, and when it says of its shape, of where its values
/// are or of how they are stored and scaled what cannot be.
NiftiHeader read_nifti_header(const std::filesystem::path& path,
                              std::vector<std::string>& warnings);

/// InputError when libnifti2 would replace a part of the orientation that is used.
void check_sform(const std::string& where, const NiftiHeader& header);
void check_qform(const std::string& where, const NiftiHeader& header);

}  // namespace yttria
