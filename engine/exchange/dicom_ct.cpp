// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_ct.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/dicom_series.hpp"

namespace yttria {

namespace {

constexpr float air_hu = -1000;
constexpr double dense_from_hu = -900;

void check_ct(const DicomFile& file) {
  const std::string modality = file.required_text(dicom::modality);
  if (modality != "CT") {
    file.fail(dicom::modality, fmt::format("is {}; --ct needs a CT series", modality));
  }
  if (!file.items(dicom::modality_lut).empty()) {
    file.fail(dicom::modality_lut,
              "is there: CT numbers by a table are not read; export the series with "
              "RescaleSlope and RescaleIntercept");
  }
  const std::string type = file.text(dicom::rescale_type).value_or("HU");
  if (type != "HU" && type != "US") {  // "US": unspecified, what many write
    file.fail(dicom::rescale_type, fmt::format("is {}; HU are needed", type));
  }
}

struct PaddingCount {
  std::uint64_t voxels = 0, dense = 0;  // of them denser than air, had they been read
  double densest_hu = air_hu;
};

/// A slice as CT numbers, its padding as air.
void rescale(const DicomFile& file, const std::vector<double>& stored, PaddingCount& counted,
             float* out) {
  const double slope = file.required_number(dicom::rescale_slope);
  if (slope == 0) {
    file.fail(dicom::rescale_slope,
              "is 0, by which all pixels have the same CT number; correct it, or export the series "
              "again");
  }
  const double intercept = file.required_number(dicom::rescale_intercept);
  const std::optional<PixelPadding> padding = pixel_padding(file);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const double hu = slope * stored[i] + intercept;
    if (!padding || !padding->holds(stored[i])) {
      out[i] = kept_value(file, i, hu, most_hu);
      continue;
    }
    out[i] = air_hu;
    ++counted.voxels;
    if (hu > dense_from_hu) ++counted.dense;
    counted.densest_hu = std::max(counted.densest_hu, hu);
  }
}

void warn_of_loss(const DicomSeries& series, const std::filesystem::path& path,
                  std::vector<std::string>& warnings) {
  const auto lost = std::count_if(
      series.slices.begin(), series.slices.end(),
      [](const DicomFile& file) { return file.text(dicom::lossy).value_or("00") == "01"; });
  if (lost == 0) return;
  warnings.push_back(
      fmt::format("{}: {} of {} slices were compressed with loss, by {}: their CT numbers and so "
                  "densities are not as measured; use the original images where there are any",
                  path.string(), lost, series.slices.size(), to_string(dicom::lossy)));
}

void tell_padding(const PaddingCount& counted, const std::filesystem::path& path, CtImage& image) {
  image.record.add("voxels_of_padding_made_air", counted.voxels);
  if (counted.dense == 0) return;
  image.warnings.push_back(fmt::format(
      "{}: {} pixels with {} are air: they lie outside the image, by the file; as CT "
      "numbers they would be up to {:.6g} HU",
      path.string(), counted.dense, to_string(dicom::pixel_padding), counted.densest_hu));
}

}  // namespace

CtImage read_dicom_ct(const std::filesystem::path& path, const std::string& chosen,
                      bool identifiers) {
  const DicomSeries series = read_series(path, {"--ct-series", chosen});
  CtImage image;
  image.record = series_record("ct", series, identifiers);
  image.hu.grid = series.grid;
  image.frame_of_reference = series.any().text(dicom::frame_of_reference).value_or("");
  image.patient_id = series.any().text(dicom::patient_id).value_or("");
  for (const DicomFile& file : series.slices) check_ct(file);
  warn_of_loss(series, path, image.warnings);
  PaddingCount counted;
  const auto plane = static_cast<std::size_t>(series.grid.shape[0] * series.grid.shape[1]);
  for_each_slice(series,
                 [&](const DicomFile& file, std::int64_t z, const std::vector<double>& stored) {
                   // Not before a slice was decoded: a mere claim is not to take memory.
                   if (z == 0) image.hu.values.resize(plane * series.slices.size());
                   float* out = image.hu.values.data() + static_cast<std::size_t>(z) * plane;
                   rescale(file, stored, counted, out);
                 });
  tell_padding(counted, path, image);
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
