// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nifti_writer.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr char no_extension[4] = {};

using Image = std::unique_ptr<nifti_image, decltype(&nifti_image_free)>;

/// What the headers of both versions are made of.
Image make_image(const Grid& grid, const NiftiOrientation& where, const std::string& description) {
  const std::int64_t sizes[8] = {3, grid.shape[0], grid.shape[1], grid.shape[2], 1, 1, 1, 1};
  Image image(nifti_make_new_nim(sizes, DT_FLOAT32, 0), nifti_image_free);
  if (!image) throw RunError("no NIfTI image can be made of the grid");
  for (std::size_t i = 0; i < 12; ++i) image->sto_xyz.m[i / 4][i % 4] = where.sform[i];
  image->sform_code = NIFTI_XFORM_SCANNER_ANAT;
  image->qform_code = where.has_qform ? NIFTI_XFORM_SCANNER_ANAT : NIFTI_XFORM_UNKNOWN;
  image->quatern_b = where.quaternion[0];
  image->quatern_c = where.quaternion[1];
  image->quatern_d = where.quaternion[2];
  image->qoffset_x = where.sform[3];
  image->qoffset_y = where.sform[7];
  image->qoffset_z = where.sform[11];
  image->pixdim[0] = image->qfac = where.qfac;
  std::copy(grid.spacing_mm.begin(), grid.spacing_mm.end(), image->pixdim + 1);
  image->dx = grid.spacing_mm[0];
  image->dy = grid.spacing_mm[1];
  image->dz = grid.spacing_mm[2];
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

NiftiOrientation write_nifti(const NewFile& file, const Grid& grid,
                             const std::vector<float>& values, const std::string& description) {
  const NiftiOrientation where = nifti_orientation(grid);
  const Image image = make_image(grid, where, description);
  image->nifti_type = where.version == 1 ? NIFTI_FTYPE_NIFTI1_1 : NIFTI_FTYPE_NIFTI2_1;
  Stream stream(file);
  nifti_1_header single;
  nifti_2_header twofold;
  if (where.version == 1 && nifti_convert_nim2n1hdr(image.get(), &single) == 0) {
    write_header(stream, single);
  } else if (where.version == 2 && nifti_convert_nim2n2hdr(image.get(), &twofold) == 0) {
    write_header(stream, twofold);
  } else {
    throw RunError(file.path().string() + ": no NIfTI header can be made of the grid");
  }
  const std::size_t slice = static_cast<std::size_t>(grid.shape[0] * grid.shape[1]);
  for (std::size_t at = 0; at < values.size(); at += slice) {
    stream.write(values.data() + at, slice * sizeof(float));
  }
  stream.close();
  return where;
}

}  // namespace yttria
