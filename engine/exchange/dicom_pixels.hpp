// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/exchange/dicom_object.hpp"

namespace yttria {

/// The stored values of an image's pixels, before any rescale (PS3.3, section C.7.6.3). One sample
/// per pixel; 1, 8, 16 or 32 bits; signed or not; any position of the bits stored.
class DicomPixels {
 public:
  /// Takes PixelData out of the file. InputError for what cannot be read, before it is allocated.
  explicit DicomPixels(const DicomFile& file);

  std::int64_t rows() const { return rows_; }
  std::int64_t columns() const { return columns_; }
  std::int64_t frames() const { return frames_; }
  /// Row by row; `values` holds rows x columns afterwards.
  void frame(std::int64_t index, std::vector<double>& values) const;

 private:
  double value(std::uint64_t pixel) const;

  std::int64_t rows_, columns_, frames_;
  unsigned bits_allocated_, bits_stored_, high_bit_;
  bool signed_;
  std::vector<std::uint8_t> bytes_;
};

/// InputError when an image claims more pixels than its file holds, or more than 8192 x 8192 in a
/// frame: before memory is taken for a whole series of such.
void require_pixels(const DicomFile& file);

/// Stored values that are no part of the image (PS3.3, section C.7.5.1.1.2): outside the circle of
/// reconstruction.
struct PixelPadding {
  double from, to;  // both included
  bool holds(double stored) const { return stored >= from && stored <= to; }
};
std::optional<PixelPadding> pixel_padding(const DicomFile& file);

/// Rows and Columns, checked.
std::int64_t dicom_rows(const DicomObject& image);
std::int64_t dicom_columns(const DicomObject& image);

}  // namespace yttria
