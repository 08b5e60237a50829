// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_ct.hpp"

#include <fmt/format.h>

#include "engine/exchange/dicom_series.hpp"

namespace yttria {

namespace {

void check_ct(const DicomFile& file) {
  const std::string modality = file.required_text(dicom::modality);
  if (modality != "CT") {
    file.fail(dicom::modality, fmt::format("is {}; --ct needs a CT series", modality));
  }
  if (!file.items(dicom::modality_lut).empty()) {
    file.fail(dicom::modality_lut, "is there: CT numbers by a table are not read");
  }
  const std::string type = file.text(dicom::rescale_type).value_or("HU");
  if (type != "HU" && type != "US") {  // "US": unspecified, what many write
    file.fail(dicom::rescale_type, fmt::format("is {}; HU are needed", type));
  }
}

}  // namespace

CtImage read_dicom_ct(const std::filesystem::path& path, bool identifiers) {
  const DicomSeries series = read_series(path);
  CtImage image;
  image.record = series_record("ct", series, identifiers);
  image.hu.grid = series.grid;
  image.hu.values.resize(static_cast<std::size_t>(series.grid.voxels()));
  image.frame_of_reference = series.any().text(dicom::frame_of_reference).value_or("");
  for (const DicomFile& file : series.slices) check_ct(file);
  const auto plane = static_cast<std::size_t>(series.grid.shape[0] * series.grid.shape[1]);
  for_each_slice(series,
                 [&](const DicomFile& file, std::int64_t z, const std::vector<double>& stored) {
                   const double slope = file.required_number(dicom::rescale_slope);
                   const double intercept = file.required_number(dicom::rescale_intercept);
                   float* out = image.hu.values.data() + static_cast<std::size_t>(z) * plane;
                   for (std::size_t i = 0; i < plane; ++i) {
                     out[i] = static_cast<float>(slope * stored[i] + intercept);
                   }
                 });
  add_geometry(image.record, series.grid);
  return image;
}

ImageRegion read_dicom_mask(const std::string& name, const std::filesystem::path& path) {
  const DicomSeries series = read_series(path);
  ImageRegion region;
  region.name = name;
  region.kind = "mask";
  region.frame_of_reference = series.any().text(dicom::frame_of_reference).value_or("");
  region.mask.grid = series.grid;
  region.mask.values.resize(static_cast<std::size_t>(series.grid.voxels()));
  const auto plane = static_cast<std::size_t>(series.grid.shape[0] * series.grid.shape[1]);
  for_each_slice(series, [&](const DicomFile&, std::int64_t z, const std::vector<double>& stored) {
    std::uint8_t* out = region.mask.values.data() + static_cast<std::size_t>(z) * plane;
    for (std::size_t i = 0; i < plane; ++i) out[i] = stored[i] != 0 ? 255 : 0;
  });
  region.stated_mL = volume_mL(region.mask);
  return region;
}

}  // namespace yttria
