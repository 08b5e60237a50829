// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nifti_header.hpp"

#include <fmt/format.h>
#include <nifti2_io.h>
#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <memory>

#include "engine/error.hpp"

namespace yttria {

namespace {

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw InputError(where + ": " + what);
}

/// Where a version of the format has what, in bytes from the begin of the header.
struct Layout {
  std::int64_t header_bytes;
  std::size_t magic, datatype, bitpix, dim, pixdim, scale, codes, orientation;
  std::size_t dim_bytes, real_bytes, code_bytes;
};
constexpr Layout layouts[] = {{348, 344, 70, 72, 40, 76, 112, 252, 256, 2, 4, 2},  // NIfTI-1
                              {540, 4, 12, 14, 16, 104, 176, 344, 352, 8, 8, 4}};  // NIfTI-2

/// The bytes of a header, in either order.
class HeaderBytes {
 public:
  explicit HeaderBytes(const std::filesystem::path& path) {
    const std::unique_ptr<gzFile_s, decltype(&gzclose)> stream(gzopen(path.c_str(), "rb"), gzclose);
    if (stream) {
      count_ = gzread(stream.get(), bytes_.data(), static_cast<unsigned>(bytes_.size()));
    }
  }

  /// None: this is no NIfTI file. Sets the order of bytes.
  const Layout* layout() {
    for (const bool big_endian : {false, true}) {
      big_endian_ = big_endian;
      for (const Layout& layout : layouts) {
        if (count_ >= layout.header_bytes && whole(0, 4) == layout.header_bytes) return &layout;
      }
    }
    return nullptr;
  }
  char letter(std::size_t at) const { return static_cast<char>(bytes_[at]); }
  std::int64_t whole(std::size_t at, std::size_t width) const {
    const std::uint64_t value = bits(at, width);
    const auto unused = static_cast<unsigned>(64 - 8 * width);
    return static_cast<std::int64_t>(value << unused) >> unused;
  }
  double real(std::size_t at, std::size_t width) const {
    const std::uint64_t value = bits(at, width);
    if (width == 8) return std::bit_cast<double>(value);
    return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(value)));
  }
  template <std::size_t N>
  void reals(std::size_t at, std::size_t width, std::array<double, N>& values) const {
    for (std::size_t i = 0; i < N; ++i) values[i] = real(at + i * width, width);
  }

 private:
  std::uint64_t bits(std::size_t at, std::size_t width) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < width; ++i) {
      value = value << 8 | bytes_[at + (big_endian_ ? i : width - 1 - i)];
    }
    return value;
  }

  std::array<unsigned char, 540> bytes_{};
  int count_ = 0;
  bool big_endian_ = false;
};

NiftiHeader header_of(const HeaderBytes& bytes, const Layout& at) {
  NiftiHeader header;
  header.single_file = bytes.letter(at.magic + 1) == '+';
  header.datatype = bytes.whole(at.datatype, 2);
  header.bits_per_voxel = bytes.whole(at.bitpix, 2);
  for (std::size_t i = 0; i < 8; ++i) {
    header.dim[i] = bytes.whole(at.dim + i * at.dim_bytes, at.dim_bytes);
  }
  const std::size_t width = at.real_bytes;
  bytes.reals(at.pixdim, width, header.pixdim);
  const std::size_t offset = at.scale - width;  // a whole number in NIfTI-2 alone
  header.data_offset =
      width == 8 ? static_cast<double>(bytes.whole(offset, 8)) : bytes.real(offset, width);
  header.slope = bytes.real(at.scale, width);
  header.intercept = bytes.real(at.scale + width, width);
  header.has_qform = bytes.whole(at.codes, at.code_bytes) > 0;
  header.has_sform = bytes.whole(at.codes + at.code_bytes, at.code_bytes) > 0;
  bytes.reals(at.orientation, width, header.quaternion);
  bytes.reals(at.orientation + 3 * width, width, header.qoffset);
  bytes.reals(at.orientation + 6 * width, width, header.sform);
  return header;
}

/// The library copies as many axes as a header claims to arrays of eight, and takes an extent that
/// cannot be for 1.
void check_shape(const std::string& where, const NiftiHeader& header) {
  const std::int64_t axes = header.dim[0];
  if (axes < 1 || axes > 7) fail(where, fmt::format("claims {} axes; it is damaged", axes));
  for (std::int64_t axis = 1; axis <= 7; ++axis) {
    const std::int64_t extent = header.dim[static_cast<std::size_t>(axis)];
    if (axis > axes && extent > 1) {
      fail(where,
           fmt::format("dim[{}] is {}, beyond the {} axes that dim[0] claims; correct one of "
                       "them",
                       axis, extent, axes));
    }
    if (axis <= axes && extent < (axis <= 3 ? 1 : 0)) {
      fail(where, fmt::format("dim[{}] is {}, no number of voxels; correct it", axis, extent));
    }
    if (axis > 3 && extent > 1) {
      fail(where,
           fmt::format("has {} volumes along axis {}; give an image with one", extent, axis));
    }
  }
}

/// The library takes an offset that cannot be for the end of the header, within which the values of
/// no single file begin: four bytes follow it.
void check_offset(const std::string& where, const NiftiHeader& header, std::int64_t header_bytes) {
  const double offset = header.data_offset;
  const std::int64_t least = header.single_file ? header_bytes + 4 : 0;
  const bool whole = std::isfinite(offset) && offset == std::floor(offset);
  if (whole && offset >= static_cast<double>(least)) return;
  fail(where,
       fmt::format("vox_offset is {}, but its values begin at a whole number of bytes, {} or "
                   "more; correct it, or write the image again",
                   offset, least));
}

void check_datatype(const std::string& where, const NiftiHeader& header) {
  int bytes = 0, swapped = 0;
  const auto datatype = static_cast<int>(header.datatype);
  nifti_datatype_sizes(datatype, &bytes, &swapped);
  if (bytes == 0 || header.bits_per_voxel == 8 * bytes) return;
  fail(where,
       fmt::format("bitpix is {}, but a voxel of datatype {} ({}) has {} bits; write the "
                   "image again",
                   header.bits_per_voxel, datatype, nifti_datatype_string(datatype), 8 * bytes));
}

/// By the standard 0 means no scale; so does NaN, as some programs write it.
void check_scale(const std::string& where, const NiftiHeader& header,
                 std::vector<std::string>& warnings) {
  const bool scaled = header.slope != 0 && !std::isnan(header.slope);
  if (scaled && !(std::isfinite(header.slope) && std::isfinite(header.intercept))) {
    fail(where, fmt::format("scl_slope and scl_inter are {} and {}, not finite; correct them, or "
                            "write the image again",
                            header.slope, header.intercept));
  }
  if (scaled || header.intercept == 0 || !std::isfinite(header.intercept)) return;
  warnings.push_back(
      fmt::format("{}: scl_inter is {}, but scl_slope is {}, which says that the values are not "
                  "scaled; they are taken as they are stored",
                  where, header.intercept, header.slope));
}

template <std::size_t N>
bool finite(const std::array<double, N>& values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

NiftiHeader read_nifti_header(const std::filesystem::path& path,
                              std::vector<std::string>& warnings) {
  const std::string where = path.string();
  HeaderBytes bytes(path);
  const Layout* const layout = bytes.layout();
  if (layout == nullptr) fail(where, no_nifti_file);
  const NiftiHeader header = header_of(bytes, *layout);
  check_shape(where, header);
  check_offset(where, header, layout->header_bytes);
  check_datatype(where, header);
  check_scale(where, header, warnings);
  return header;
}

void check_sform(const std::string& where, const NiftiHeader& header) {
  if (finite(header.sform)) return;
  fail(where, std::string("its sform (srow_x, srow_y, srow_z) is not finite; correct it") +
                  (header.has_qform ? ", or take the qform with --orientation qform" : ""));
}

void check_qform(const std::string& where, const NiftiHeader& header) {
  const std::string remedy =
      std::string("; correct it") +
      (header.has_sform ? ", or take the sform with --orientation sform" : "");
  const auto& [b, c, d] = header.quaternion;
  const double square = b * b + c * c + d * d;
  if (!(square <= 1 + 1e-4)) {  // single precision is closer to 1
    fail(where,
         fmt::format("its qform (quatern_b, _c, _d: {}, {}, {}) is no rotation", b, c, d) + remedy);
  }
  if (!finite(header.qoffset)) fail(where, "its qoffset is not finite" + remedy);
  const double handedness = header.pixdim[0];
  if (!(handedness >= 0 || handedness == -1)) {
    fail(where, fmt::format("pixdim[0] is {}, neither 1 nor -1: which way its slices run is not "
                            "known",
                            handedness) +
                    remedy);
  }
  for (std::size_t axis = 1; axis <= 3; ++axis) {
    const double edge = header.pixdim[axis];
    if (std::isfinite(edge) && edge > 0) continue;
    fail(where,
         fmt::format("pixdim[{}] is {}, no edge of a voxel, which its qform needs", axis, edge) +
             remedy);
  }
}

}  // namespace yttria
