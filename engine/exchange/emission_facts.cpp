// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/emission_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "engine/exchange/dicom_times.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

constexpr double half_life_tolerance = 0.01;  // Y-90 is written as 64.0 to 64.6 h

std::optional<DecayCorrection> stated_correction(const DicomObject& image) {
  const auto word = image.text(dicom::decay_correction);
  if (!word) return std::nullopt;
  if (*word == "NONE") return DecayCorrection::none;
  if (*word == "START") return DecayCorrection::start;
  if (*word == "ADMIN") return DecayCorrection::administration;
  image.fail(dicom::decay_correction, fmt::format("is '{}', not NONE, START or ADMIN", *word));
}

}  // namespace

EmissionFacts::EmissionFacts(const DicomObject& image,
                             const std::vector<std::optional<Moment>>& acquired,
                             const EmissionChoice& choice)
    : image_(image), choice_(choice), stated_(stated_correction(image)) {
  timing_.half_life_s = nuclide(choice.nuclide).half_life_h * 3600;
  decide_correction();
  check_nuclide();
  decide_times(acquired);
}

void EmissionFacts::decide_correction() {
  if (stated_ && choice_.correction && *stated_ != *choice_.correction) {
    image_.fail(dicom::decay_correction,
                fmt::format("says {}, --decay-correction says {}; leave the flag out",
                            to_string(*stated_), to_string(*choice_.correction)));
  }
  if (stated_ || choice_.correction) {
    timing_.correction = stated_ ? *stated_ : *choice_.correction;
  } else if (!choice_.self_calibrated) {
    need(to_string(dicom::decay_correction) + " (or --decay-correction none|start|administration)");
  }
}

void EmissionFacts::check_nuclide() {
  const std::vector<DicomObject> given = image_.items(dicom::radiopharmaceuticals);
  if (!given.empty()) {
    stated_half_life_s_ = given[0].number(dicom::half_life);
    for (const DicomObject& code : given[0].items(dicom::radionuclide)) {
      stated_nuclide_ = code.text(dicom::code_meaning).value_or("");
    }
  }
  if (choice_.self_calibrated || choice_.any_nuclide) return;
  if (!stated_half_life_s_) {
    need(to_string(dicom::half_life) + " (or --any-nuclide)");
    return;
  }
  if (std::abs(*stated_half_life_s_ / timing_.half_life_s - 1) <= half_life_tolerance) return;
  given[0].fail(
      dicom::half_life,
      fmt::format("is {:.6g} h{}, that of {} is {:.6g} h: the scanner counted with another "
                  "nuclide's decay and yield; give --total-activity GBQ, or --any-nuclide "
                  "when its values are right all the same",
                  *stated_half_life_s_ / 3600,
                  stated_nuclide_.empty() ? "" : " (" + stated_nuclide_ + ")", choice_.nuclide,
                  timing_.half_life_s / 3600));
}

Moment EmissionFacts::start_of_series(const std::optional<Moment>& earliest) {
  if (choice_.imaged) return *choice_.imaged;
  const auto series = series_moment(image_);
  if (series && earliest && series->seconds > earliest->seconds + 1) {
    image_.fail(
        dicom::series_date,
        fmt::format("and time are {}, later than the first acquisition at {}: the series was "
                    "made from others, and START does not say when; give --imaged \"YYYY-MM-DD "
                    "HH:MM:SS\"",
                    to_string(*series), to_string(*earliest)));
  }
  if (series) return *series;
  if (earliest) return *earliest;
  need("SeriesDate (0008,0021) and SeriesTime (0008,0031) (or --imaged)");
  return {};
}

void EmissionFacts::decide_times(const std::vector<std::optional<Moment>>& acquired) {
  const bool all = std::all_of(acquired.begin(), acquired.end(), [](auto& at) { return at; });
  std::optional<Moment> earliest;
  for (const auto& at : acquired) {
    if (at && (!earliest || *at < *earliest)) earliest = at;
  }
  if (choice_.self_calibrated) {
    // Slices of different times are still brought to one; nothing else is needed.
    if (stated_ != DecayCorrection::none || !all) {
      timing_.correction = DecayCorrection::administration;
    } else {
      timing_.administered = timing_.imaged = *earliest;
    }
    return;
  }
  if (timing_.correction == DecayCorrection::administration) return;
  const auto found =
      choice_.administered ? choice_.administered : administration_moment(image_, warnings_);
  if (!found) need(to_string(dicom::administration_date_time) + " (or --administered)");
  if (timing_.correction == DecayCorrection::start) {
    timing_.imaged = start_of_series(earliest);
  } else if (!all) {
    need("AcquisitionDate (0008,0022) and AcquisitionTime (0008,0032) of every slice");
  } else {
    timing_.imaged = *earliest;
  }
  if (!found || !missing_.empty()) return;
  timing_.administered = *found;
  check_order(image_.place(), timing_.administered, timing_.imaged);
}

void EmissionFacts::require_units(const std::string& found) {
  if (choice_.self_calibrated) return;
  if (found.empty()) {
    missing_.insert(missing_.begin(), to_string(dicom::units));
  } else if (found != "BQML" && found != "Bq/ml" && found != "Bq/mL") {
    image_.fail(dicom::units, fmt::format("is {}; Bq/mL (BQML) are needed, or --total-activity GBQ "
                                          "(self-calibration)",
                                          found));
  }
}

DecayTiming EmissionFacts::timing() const {
  if (!missing_.empty()) {
    image_.fail(
        fmt::format("the activity cannot be known; missing: {}; give --total-activity GBQ to "
                    "use the distribution alone (self-calibration)",
                    fmt::join(missing_, ", ")));
  }
  return timing_;
}

void EmissionFacts::record(Record& to) const {
  if (const auto units = image_.text(dicom::units)) to.add("units_of_the_file", *units);
  if (!stated_nuclide_.empty()) to.add("nuclide_of_the_file", stated_nuclide_);
  if (stated_half_life_s_) to.add("half_life_of_the_file_h", *stated_half_life_s_ / 3600);
  const auto corrected = image_.text(dicom::corrected_image);
  if (corrected) to.add("corrections_of_the_file", *corrected);
  to.add("nuclide", choice_.nuclide);
  to.add("calibration",
         choice_.self_calibrated ? "total activity (self-calibration)" : "values of the image");
  if (!choice_.self_calibrated) add_timing(to, timing_);
}

}  // namespace yttria
