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

EmissionImage read_pet(const DicomSeries& series, const EmissionChoice& choice) {
  std::vector<std::optional<Moment>> acquired;
  for (const DicomFile& file : series.slices) acquired.push_back(acquisition_moment(file));
  EmissionFacts facts(series.any(), acquired, choice);
  for (const DicomFile& file : series.slices) {
    if (file.text(dicom::units) != series.any().text(dicom::units)) {
      file.fail(dicom::units, "is not that of " + series.any().place());
    }
    if (file.text(dicom::decay_correction) != series.any().text(dicom::decay_correction)) {
      file.fail(dicom::decay_correction, "is not that of " + series.any().place());
    }
  }
  facts.require_units(series.any().text(dicom::units).value_or(""));
  const DecayTiming timing = facts.timing();

  EmissionImage image;
  image.unit = choice.self_calibrated ? EmissionUnit::relative : EmissionUnit::Bq_per_mL;
  image.record = series_record("activity", series, choice.identifiers);
  image.values.grid = series.grid;
  image.values.values.resize(static_cast<std::size_t>(series.grid.voxels()));
  const auto plane = static_cast<std::size_t>(series.grid.shape[0] * series.grid.shape[1]);
  for_each_slice(
      series, [&](const DicomFile& file, std::int64_t z, const std::vector<double>& stored) {
        const double slope = file.required_number(dicom::rescale_slope);
        const double intercept = file.required_number(dicom::rescale_intercept);
        double factor = 1;
        if (timing.correction == DecayCorrection::none) {
          const double duration_ms = choice.self_calibrated
                                         ? file.number(dicom::frame_duration).value_or(0)
                                         : file.required_number(dicom::frame_duration);
          if (!(duration_ms >= 0)) file.fail(dicom::frame_duration, "is below 0");
          factor = timing.factor(*acquired[static_cast<std::size_t>(z)], duration_ms / 1000);
        } else {
          factor = timing.factor({}, 0);
        }
        float* out = image.values.values.data() + static_cast<std::size_t>(z) * plane;
        for (std::size_t i = 0; i < plane; ++i) {
          out[i] = static_cast<float>(factor * (slope * stored[i] + intercept));
        }
      });
  facts.record(image.record);
  image.warnings = facts.warnings();
  return image;
}

}  // namespace

EmissionImage read_dicom_emission(const std::filesystem::path& path, const EmissionChoice& choice) {
  std::uint64_t other_files = 0;
  std::vector<DicomFile> files = read_dicom_files(path, other_files);
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
    DicomSeries series = sorted_series(path.string(), std::move(files));
    series.other_files = other_files;
    image = read_pet(series, choice);
    image.frame_of_reference = series.any().text(dicom::frame_of_reference).value_or("");
  } else {
    first.fail(dicom::modality, fmt::format("is {}; --activity needs PT or NM", modality));
  }
  add_geometry(image.record, image.values.grid);
  return image;
}

}  // namespace yttria
