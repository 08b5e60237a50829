// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <nifti2_io.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <memory>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/exchange/affine_grid.hpp"
#include "engine/exchange/nifti_header.hpp"
#include "engine/exchange/plain_image.hpp"
#include "engine/exchange/second_file.hpp"

namespace yttria {

namespace {

constexpr double agreement_voxels = 0.1;

using Image = std::unique_ptr<nifti_image, decltype(&nifti_image_free)>;

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw InputError(where + ": " + what);
}

/// The library opens whatever has a name that may belong to this file, to see whether it exists; a
/// pipe would keep it.
void check_second_files(const std::string& where, const std::filesystem::path& path) {
  std::filesystem::path name = path;
  if (name.extension() == ".gz" || name.extension() == ".GZ") name.replace_extension();
  for (const char* ending : {".nii", ".hdr", ".img", ".nia", ".NII", ".HDR", ".IMG", ".NIA"}) {
    for (const char* packed : {"", ".gz", ".GZ"}) {
      std::error_code error;
      std::filesystem::path second = name;
      second.replace_extension(ending) += packed;
      if (std::filesystem::exists(second, error) &&
          !std::filesystem::is_regular_file(second, error)) {
        fail(where, second.string() +
                        ", which may belong to it, is no regular file; take it away from there");
      }
    }
  }
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
      fail(where, fmt::format("xyzt_units is {}, no unit of length; write it in mm", code));
  }
}

/// Where the values are. Of a single file this is that file: the library itself would look for
/// those of a.nii.gz in a.nii first.
std::filesystem::path data_file(const nifti_image& image, const std::filesystem::path& path) {
  const int kind = image.nifti_type;
  if (kind == NIFTI_FTYPE_NIFTI1_1 || kind == NIFTI_FTYPE_NIFTI2_1) return path;
  return image.iname == nullptr ? "" : image.iname;
}

/// The stored values in this machine's byte order. A file that could not hold them, packed by
/// deflate (at most 1032 to 1) or not, is refused before they have memory.
std::vector<std::uint8_t> stored_values(const std::string& where, const nifti_image& image,
                                        double offset, const std::filesystem::path& file,
                                        bool second) {
  if (second && is_no_file(file)) {
    fail(where, "its data file " + file.string() +
                    " is a link or no regular file; put the file itself beside the header");
  }
  std::error_code error;
  const std::uintmax_t there = std::filesystem::file_size(file, error);
  if (error)
    fail(where, "its data file " + file.string() + " is missing; put it beside the header");
  const double most = static_cast<double>(there) * (file.extension() == ".gz" ? 1100 : 1);
  const double wanted = static_cast<double>(image.nvox) * image.nbyper;
  if (offset > most) {
    fail(where,
         fmt::format("vox_offset is {:.15g}, beyond the end of {} ({} bytes); correct it, or "
                     "write the image again",
                     offset, file.string(), there));
  }
  if (image.nvox < 1 || image.nbyper < 1 || wanted > most - offset) {
    fail(where,
         fmt::format("claims {} values, which the file cannot hold; is it whole?", image.nvox));
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(wanted));
  const std::unique_ptr<gzFile_s, decltype(&gzclose)> stream(gzopen(file.c_str(), "rb"), gzclose);
  constexpr std::size_t piece = 1u << 24;
  const auto begin = static_cast<z_off_t>(offset);
  bool whole = stream && gzseek(stream.get(), begin, SEEK_SET) == begin;
  for (std::size_t done = 0; whole && done < bytes.size(); done += piece) {
    const auto count = static_cast<unsigned>(std::min(piece, bytes.size() - done));
    whole = gzread(stream.get(), bytes.data() + done, count) == static_cast<int>(count);
  }
  if (!whole) {
    fail(where, fmt::format("its values cannot be read from byte {} on (vox_offset); is it whole?",
                            begin));
  }
  // A length that does not fit tells of a wrong header; at its end packed data are checked, too.
  std::uint8_t more = 0;
  const int rest = gzread(stream.get(), &more, 1);
  if (rest < 0) fail(where, "its packed values are damaged; copy or write the file again");
  if (rest > 0) {
    fail(where, fmt::format("{} has more bytes than the {} values that dim claims take, {} each by "
                            "datatype; correct the header, or write the image again",
                            file.string(), image.nvox, image.nbyper));
  }
  if (image.swapsize > 1 && image.byteorder != nifti_short_order()) {
    nifti_swap_Nbytes(static_cast<std::int64_t>(bytes.size()) / image.swapsize, image.swapsize,
                      bytes.data());
  }
  return bytes;
}

Affine chosen_affine(const std::string& where, const NiftiHeader& header, const nifti_image& image,
                     double unit, OrientationChoice choice, Record& record) {
  const Affine sform = affine_of(image.sto_xyz, unit), qform = affine_of(image.qto_xyz, unit);
  const bool by_choice = (choice == OrientationChoice::sform && header.has_sform) ||
                         (choice == OrientationChoice::qform && header.has_qform);
  const bool has_sform = header.has_sform && !(by_choice && choice == OrientationChoice::qform);
  const bool has_qform = header.has_qform && !(by_choice && choice == OrientationChoice::sform);
  if (!has_sform && !has_qform) {
    fail(where,
         "has neither sform nor qform (both codes are 0): left and right cannot be known; write "
         "the image with one of them");
  }
  if (has_sform) check_sform(where, header);
  if (has_qform) check_qform(where, header);
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
  record.add("orientation_from",
             std::string(has_sform ? "sform" : "qform") + (by_choice ? " (chosen)" : ""));
  return has_sform ? sform : qform;
}

/// Other programs take the edges of voxels from pixdim, also beside an sform.
void warn_of_edges(const std::string& where, const NiftiHeader& header, double unit,
                   const Grid& grid, std::vector<std::string>& warnings) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double edge = grid.spacing_mm[axis], stated = unit * header.pixdim[axis + 1];
    const double apart = std::abs(stated - edge) * static_cast<double>(grid.shape[axis]);
    if (apart <= agreement_voxels * edge) continue;
    warnings.push_back(fmt::format(
        "{}: by its sform voxels have edges of {:.6g} mm along axis {}, by pixdim[{}] of "
        "{:.6g} mm; the sform is taken",
        where, edge, axis + 1, axis + 1, stated));
  }
}

template <class T>
void convert(const nifti_image& image, const std::uint8_t* stored, std::vector<float>& values) {
  const double slope = image.scl_slope == 0 ? 1 : image.scl_slope;
  const double offset = image.scl_slope == 0 ? 0 : image.scl_inter;
  for (std::size_t i = 0; i < values.size(); ++i) {
    T value;
    std::memcpy(&value, stored + i * sizeof value, sizeof value);
    values[i] = static_cast<float>(slope * static_cast<double>(value) + offset);
  }
}

void convert_values(const std::string& where, const nifti_image& image, const std::uint8_t* stored,
                    std::vector<float>& values) {
  switch (image.datatype) {
    case DT_UINT8:
      return convert<std::uint8_t>(image, stored, values);
    case DT_INT8:
      return convert<std::int8_t>(image, stored, values);
    case DT_UINT16:
      return convert<std::uint16_t>(image, stored, values);
    case DT_INT16:
      return convert<std::int16_t>(image, stored, values);
    case DT_UINT32:
      return convert<std::uint32_t>(image, stored, values);
    case DT_INT32:
      return convert<std::int32_t>(image, stored, values);
    case DT_UINT64:
      return convert<std::uint64_t>(image, stored, values);
    case DT_INT64:
      return convert<std::int64_t>(image, stored, values);
    case DT_FLOAT32:
      return convert<float>(image, stored, values);
    case DT_FLOAT64:
      return convert<double>(image, stored, values);
    default:
      fail(where, fmt::format("its values are {}, which are not read; write whole or real numbers",
                              nifti_datatype_string(image.datatype)));
  }
}

}  // namespace

PlainImage read_nifti(const std::filesystem::path& path, OrientationChoice choice) {
  const Reading reading(path);
  const std::string where = path.string();
  if (!std::filesystem::is_regular_file(path))
    fail(where, "is missing or no file; give a NIfTI or MetaImage file");
  check_second_files(where, path);
  nifti_set_debug_level(0);
  PlainImage result;
  const NiftiHeader header = read_nifti_header(path, result.warnings);
  const Image image(nifti_image_read(path.c_str(), 0), nifti_image_free);
  if (!image || image->nifti_type == NIFTI_FTYPE_ANALYZE) fail(where, no_nifti_file);
  result.record.add("format", "NIfTI");
  const double unit = unit_mm(where, image->xyz_units, result.warnings);
  const AffineGrid placed =
      grid_from_affine(where, {image->nx, image->ny, image->nz},
                       chosen_affine(where, header, *image, unit, choice, result.record));
  warn_of_edges(where, header, unit, placed.grid, result.warnings);
  const std::filesystem::path file = data_file(*image, path);
  if (file == path && !header.single_file) {
    fail(where,
         "its magic says that its values are in a second file, .img, which is missing; put "
         "it beside the header");
  }
  const std::vector<std::uint8_t> stored =
      stored_values(where, *image, header.data_offset, file, file != path);
  result.values.grid = placed.grid;
  result.values.values.resize(static_cast<std::size_t>(placed.grid.voxels()));
  convert_values(where, *image, stored.data(), result.values.values);
  if (placed.reverse_x) reverse_rows(result.values.values, placed.grid.shape[0]);
  add_geometry(result.record, placed.grid);
  return result;
}

}  // namespace yttria
