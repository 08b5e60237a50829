// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nifti_writer.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double tolerance_mm = 0.5e-3;  // half of what is promised: readers compute as well
constexpr char no_extension[4] = {};

using Image = std::unique_ptr<nifti_image, decltype(&nifti_image_free)>;

/// Index to RAS mm: LPS with x and y turned round.
nifti_dmat44 ras(const Grid& grid) {
  nifti_dmat44 matrix{};
  for (std::size_t row = 0; row < 3; ++row) {
    const double sign = row < 2 ? -1 : 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      matrix.m[row][axis] = sign * grid.direction[3 * row + axis] * grid.spacing_mm[axis] + 0.0;
    }
    matrix.m[row][3] = sign * grid.origin_mm[row] + 0.0;
  }
  matrix.m[3][3] = 1;
  return matrix;
}

/// Largest distance between what two matrices make of the corners of the grid, mm.
double difference_mm(const nifti_dmat44& a, const nifti_dmat44& b, const Grid& grid) {
  double largest = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    double square = 0;
    for (std::size_t row = 0; row < 3; ++row) {
      double away = a.m[row][3] - b.m[row][3];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((corner >> axis & 1u) == 0) continue;
        away += (a.m[row][axis] - b.m[row][axis]) * static_cast<double>(grid.shape[axis] - 1);
      }
      square += away * away;
    }
    largest = std::max(largest, std::sqrt(square));
  }
  return largest;
}

double single(double value) {
  return static_cast<double>(static_cast<float>(value));
}

/// Whether both forms survive single precision.
bool fits_nifti1(const nifti_image& image, const Grid& grid) {
  if (*std::max_element(grid.shape.begin(), grid.shape.end()) >
      std::numeric_limits<std::int16_t>::max()) {
    return false;
  }
  nifti_dmat44 sform = image.sto_xyz;
  for (auto& row : sform.m) {
    for (double& value : row) value = single(value);
  }
  const nifti_dmat44 qform = nifti_quatern_to_dmat44(
      single(image.quatern_b), single(image.quatern_c), single(image.quatern_d),
      single(image.qoffset_x), single(image.qoffset_y), single(image.qoffset_z), single(image.dx),
      single(image.dy), single(image.dz), image.qfac);
  return difference_mm(sform, image.sto_xyz, grid) < tolerance_mm &&
         difference_mm(qform, image.sto_xyz, grid) < tolerance_mm;
}

Image make_image(const Grid& grid, const std::string& description) {
  const std::int64_t sizes[8] = {3, grid.shape[0], grid.shape[1], grid.shape[2], 1, 1, 1, 1};
  Image image(nifti_make_new_nim(sizes, DT_FLOAT32, 0), nifti_image_free);
  if (!image) throw RunError("no NIfTI image can be made of the grid");
  image->sto_xyz = image->qto_xyz = ras(grid);
  image->sform_code = image->qform_code = NIFTI_XFORM_SCANNER_ANAT;
  nifti_dmat44_to_quatern(image->qto_xyz, &image->quatern_b, &image->quatern_c, &image->quatern_d,
                          &image->qoffset_x, &image->qoffset_y, &image->qoffset_z, &image->dx,
                          &image->dy, &image->dz, &image->qfac);
  const double spacing[] = {image->qfac, grid.spacing_mm[0], grid.spacing_mm[1],
                            grid.spacing_mm[2]};
  std::copy(std::begin(spacing), std::end(spacing), image->pixdim);  // exact, not by a square root
  image->dx = spacing[1], image->dy = spacing[2], image->dz = spacing[3];
  image->xyz_units = NIFTI_UNITS_MM;
  image->scl_slope = 1;
  std::strncpy(image->descrip, description.c_str(), sizeof image->descrip - 1);
  return image;
}

/// A stream, compressed or not, of which every failure is an error.
class Stream {
 public:
  explicit Stream(const NewFile& file)
      : name_(file.path().string()),
        stream_(znzopen(file.temporary().c_str(), "wb", file.path().extension() == ".gz")) {
    if (znz_isnull(stream_)) fail();
  }
  ~Stream() {
    if (!znz_isnull(stream_)) Xznzclose(&stream_);
  }
  void write(const void* data, std::size_t bytes) {
    if (znzwrite(data, 1, bytes, stream_) != bytes) fail();
  }
  void close() {
    if (Xznzclose(&stream_) != 0) fail();
  }

 private:
  [[noreturn]] void fail() const {
    throw RunError(name_ + ": cannot be written (is the disk full?)");
  }

  std::string name_;
  znzFile stream_;
};

template <class Header>
void write_header(Stream& stream, Header header) {
  header.vox_offset = sizeof(Header) + sizeof no_extension;
  stream.write(&header, sizeof header);
  stream.write(no_extension, sizeof no_extension);
}

}  // namespace

int write_nifti(const NewFile& file, const Grid& grid, const std::vector<float>& values,
                const std::string& description) {
  const Image image = make_image(grid, description);
  const bool first = fits_nifti1(*image, grid);
  image->nifti_type = first ? NIFTI_FTYPE_NIFTI1_1 : NIFTI_FTYPE_NIFTI2_1;
  Stream stream(file);
  nifti_1_header header1;
  nifti_2_header header2;
  if (first ? nifti_convert_nim2n1hdr(image.get(), &header1) != 0
            : nifti_convert_nim2n2hdr(image.get(), &header2) != 0) {
    throw RunError(file.path().string() + ": no NIfTI header can be made of the grid");
  }
  if (first) {
    write_header(stream, header1);
  } else {
    write_header(stream, header2);
  }
  const std::size_t slice = static_cast<std::size_t>(grid.shape[0] * grid.shape[1]);
  for (std::size_t at = 0; at < values.size(); at += slice) {
    stream.write(values.data() + at, slice * sizeof(float));
  }
  stream.close();
  return first ? 1 : 2;
}

}  // namespace yttria
