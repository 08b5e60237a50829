// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "engine/error.hpp"
#include "engine/exchange/affine_grid.hpp"
#include "engine/exchange/plain_image.hpp"

namespace yttria {

namespace {

constexpr double agreement_voxels = 0.1;

using Image = std::unique_ptr<nifti_image, decltype(&nifti_image_free)>;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw InputError(where + ": " + what);
}

/// RAS to LPS, in mm.
Affine affine_of(const nifti_dmat44& matrix, double unit_mm) {
  Affine affine{};
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t column = 0; column < 4; ++column) {
      affine[4 * row + column] = (row < 2 ? -unit_mm : unit_mm) * matrix.m[row][column];
    }
  }
  return affine;
}

double unit_mm(const std::string& where, int code, std::vector<std::string>& warnings) {
  switch (code) {
    case NIFTI_UNITS_MM:
      return 1;
    case NIFTI_UNITS_METER:
      return 1000;
    case NIFTI_UNITS_MICRON:
      return 1e-3;
    case NIFTI_UNITS_UNKNOWN:
      warnings.push_back(where + ": xyzt_units does not say of what its lengths are; taken as mm");
      return 1;
    default:
      fail(where, fmt::format("xyzt_units is {}, no unit of length", code));
  }
}

/// The library looks for the values of a.nii.gz in a.nii first when there is one.
void read_values_from_itself(nifti_image& image, const std::filesystem::path& path) {
  const int kind = image.nifti_type;
  if (kind != NIFTI_FTYPE_NIFTI1_1 && kind != NIFTI_FTYPE_NIFTI2_1) return;  // a pair of files
  std::free(image.iname);
  image.iname = strdup(path.c_str());
}

/// What may be in memory: a file cannot hold more, packed by deflate (at most 1032 to 1) or not.
void check_size(const std::string& where, const nifti_image& image) {
  const std::filesystem::path data = image.iname == nullptr ? "" : image.iname;
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(data, error);
  if (error) fail(where, "its data file " + data.string() + " is missing");
  const double most = static_cast<double>(bytes) * (data.extension() == ".gz" ? 1100 : 1);
  const double wanted = static_cast<double>(image.nvox) * image.nbyper;
  if (image.nvox < 1 || image.nbyper < 1 || wanted > most) {
    fail(where,
         fmt::format("claims {} values, which the file cannot hold; it is damaged", image.nvox));
  }
}

Affine chosen_affine(const std::string& where, const nifti_image& image, double unit,
                     OrientationChoice choice, Record& record) {
  const Affine sform = affine_of(image.sto_xyz, unit), qform = affine_of(image.qto_xyz, unit);
  const bool has_sform = image.sform_code > 0, has_qform = image.qform_code > 0;
  const auto use = [&](const char* name, const Affine& affine) {
    record.add("orientation_from", name);
    return affine;
  };
  if (choice == OrientationChoice::sform && has_sform) return use("sform (chosen)", sform);
  if (choice == OrientationChoice::qform && has_qform) return use("qform (chosen)", qform);
  if (!has_sform && !has_qform) {
    fail(where, "has neither sform nor qform (both codes are 0): left and right cannot be known");
  }
  if (has_sform && has_qform) {
    const double apart = largest_distance_mm(sform, qform, {image.nx, image.ny, image.nz});
    const double voxel = unit * std::min({image.dx, image.dy, image.dz});
    if (apart > agreement_voxels * voxel) {
      fail(where,
           fmt::format("sform and qform put a corner {:.4g} mm apart; choose with --orientation "
                       "sform|qform",
                       apart));
    }
  }
  return has_sform ? use("sform", sform) : use("qform", qform);
}

template <class T>
void convert(const nifti_image& image, std::vector<float>& values) {
  const T* data = static_cast<const T*>(image.data);
  const double slope = image.scl_slope == 0 ? 1 : image.scl_slope;
  const double offset = image.scl_slope == 0 ? 0 : image.scl_inter;
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(slope * static_cast<double>(data[i]) + offset);
  }
}

void convert_values(const std::string& where, const nifti_image& image,
                    std::vector<float>& values) {
  switch (image.datatype) {
    case DT_UINT8:
      return convert<std::uint8_t>(image, values);
    case DT_INT8:
      return convert<std::int8_t>(image, values);
    case DT_UINT16:
      return convert<std::uint16_t>(image, values);
    case DT_INT16:
      return convert<std::int16_t>(image, values);
    case DT_UINT32:
      return convert<std::uint32_t>(image, values);
    case DT_INT32:
      return convert<std::int32_t>(image, values);
    case DT_UINT64:
      return convert<std::uint64_t>(image, values);
    case DT_INT64:
      return convert<std::int64_t>(image, values);
    case DT_FLOAT32:
      return convert<float>(image, values);
    case DT_FLOAT64:
      return convert<double>(image, values);
    default:
      fail(where, fmt::format("its values are {}; whole and real numbers are read",
                              nifti_datatype_string(image.datatype)));
  }
}

}  // namespace

PlainImage read_nifti(const std::filesystem::path& path, OrientationChoice choice) {
  const std::string where = path.string();
  if (!std::filesystem::is_regular_file(path)) fail(where, "is missing or no file");
  nifti_set_debug_level(0);
  const Image image(nifti_image_read(path.c_str(), 0), nifti_image_free);
  if (!image || image->nifti_type == NIFTI_FTYPE_ANALYZE) fail(where, "is no NIfTI file");
  read_values_from_itself(*image, path);
  for (int axis = 4; axis <= 7; ++axis) {
    if (image->dim[0] >= axis && image->dim[axis] > 1) {
      fail(where, fmt::format("has {} volumes along axis {}; give one", image->dim[axis], axis));
    }
  }
  PlainImage result;
  result.record.add("format", "NIfTI");
  const double unit = unit_mm(where, image->xyz_units, result.warnings);
  const AffineGrid placed =
      grid_from_affine(where, {image->nx, image->ny, image->nz},
                       chosen_affine(where, *image, unit, choice, result.record));
  check_size(where, *image);
  if (nifti_image_load(image.get()) != 0 || image->data == nullptr) {
    fail(where, "its values cannot be read; is it whole?");
  }
  result.values.grid = placed.grid;
  result.values.values.resize(static_cast<std::size_t>(placed.grid.voxels()));
  convert_values(where, *image, result.values.values);
  if (placed.reverse_x) reverse_rows(result.values.values, placed.grid.shape[0]);
  add_geometry(result.record, placed.grid);
  return result;
}

}  // namespace yttria
