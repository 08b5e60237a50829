// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_emission.hpp"

#include <fmt/format.h>

#include "engine/error.hpp"
#include "engine/exchange/dicom_nm.hpp"
#include "engine/exchange/dicom_series.hpp"
#include "engine/exchange/dicom_times.hpp"
#include "engine/exchange/emission_facts.hpp"

namespace yttria {

namespace {

/// Dynamic and gated series hold each slice several times.
void require_one_time(const DicomSeries& series) {
  const std::string type = series.any().text(dicom::series_type).value_or("");
  const auto slices = series.any().whole(dicom::number_of_slices);
  const bool several = type.starts_with("DYNAMIC") || type.starts_with("GATED");
  if (!several || !slices || *slices == static_cast<std::int64_t>(series.slices.size())) return;
  series.any().fail(dicom::series_type,
                    fmt::format("is {}, of {} slices for each time, and {} has {} images; give "
                                "those of one time alone",
                                type, *slices, series.where, series.slices.size()));
}

/// Each image tells of the radiopharmaceutical; it was given once.
void require_same_administration(const DicomFile& file, const DicomFile& first) {
  const std::vector<DicomObject> given = file.items(dicom::radiopharmaceuticals);
  const std::vector<DicomObject> once = first.items(dicom::radiopharmaceuticals);
  if (given.size() != once.size()) {
    file.fail(dicom::radiopharmaceuticals,
              fmt::format("has {} items, that of {} has {}; export the series again", given.size(),
                          first.place(), once.size()));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    for (const DicomTag& tag : {dicom::half_life, dicom::administration_date_time,
                                dicom::administration_time, dicom::administered_dose}) {
      require_alike(given[i], once[i], tag);
    }
  }
}

EmissionImage read_pet(const DicomSeries& series, const EmissionChoice& choice) {
  for (const DicomFile& file : series.slices) require_same_administration(file, series.any());
  require_one_time(series);
  std::vector<FrameTiming> frames;
  for (const DicomFile& file : series.slices) frames.push_back(frame_timing(file));
  EmissionFacts facts(series.any(), std::move(frames), choice);
  facts.require_units(series.any().text(dicom::units).value_or(""));
  facts.require_all();

  EmissionImage image;
  image.unit = choice.self_calibrated ? EmissionUnit::relative : EmissionUnit::Bq_per_mL;
  image.record = series_record("activity", series, choice.identifiers);
  image.values.grid = series.grid;
  const auto plane = static_cast<std::size_t>(series.grid.shape[0] * series.grid.shape[1]);
  for_each_slice(
      series, [&](const DicomFile& file, std::int64_t z, const std::vector<double>& stored) {
        if (z == 0) image.values.values.resize(plane * series.slices.size());
        const double slope = file.required_number(dicom::rescale_slope);
        require_slope(file, dicom::rescale_slope, slope, stored);
        const double intercept = file.required_number(dicom::rescale_intercept);
        const double factor = facts.factor(static_cast<std::size_t>(z));
        float* out = image.values.values.data() + static_cast<std::size_t>(z) * plane;
        for (std::size_t i = 0; i < plane; ++i) {
          out[i] = kept_value(file, i, factor * (slope * stored[i] + intercept), most_Bq_per_mL);
        }
      });
  facts.record(image.record);
  image.warnings = facts.warnings();
  return image;
}

}  // namespace

EmissionImage read_dicom_emission(const std::filesystem::path& path, const EmissionChoice& choice) {
  std::uint64_t other_files = 0;
  const std::vector<DicomFile> files = chosen_series(
      path.string(), read_dicom_files(path, other_files), {"--activity-series", choice.series});
  const DicomFile& first = files.front();
  const std::string modality = first.required_text(dicom::modality);
  EmissionImage image;
  if (modality == "NM") {
    if (files.size() != 1) {
      throw InputError(fmt::format("{}: holds {} NM files; give the one with the reconstruction",
                                   path.string(), files.size()));
    }
    image = read_nm(first, choice);
  } else if (modality == "PT") {
    DicomSeries series = sorted_series(path.string(), files);
    series.other_files = other_files;
    image = read_pet(series, choice);
    image.frame_of_reference = series.any().text(dicom::frame_of_reference).value_or("");
  } else {
    first.fail(dicom::modality, fmt::format("is {}; --activity needs PT or NM", modality));
  }
  image.patient_id = first.text(dicom::patient_id).value_or("");
  add_geometry(image.record, image.values.grid);
  return image;
}

}  // namespace yttria
