// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/emission_facts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "engine/exchange/dicom_times.hpp"
#include "engine/exchange/frame_times.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

constexpr double half_life_tolerance = 0.01;  // Y-90 is written as 64.0 to 64.6 h

/// What the choice says counts where the word is none of the standard's.
std::optional<DecayCorrection> stated_correction(const DicomObject& image,
                                                 const EmissionChoice& choice) {
  const auto word = image.text(dicom::decay_correction);
  if (!word) return std::nullopt;
  if (*word == "NONE") return DecayCorrection::none;
  if (*word == "START") return DecayCorrection::start;
  if (*word == "ADMIN") return DecayCorrection::administration;
  if (choice.correction || choice.self_calibrated) return std::nullopt;
  image.fail(dicom::decay_correction,
             fmt::format("is '{}', not NONE, START or ADMIN; give --decay-correction "
                         "none|start|administration",
                         *word));
}

}  // namespace

EmissionFacts::EmissionFacts(const DicomObject& image, std::vector<FrameTiming> frames,
                             const EmissionChoice& choice)
    : image_(image),
      choice_(choice),
      frames_(std::move(frames)),
      stated_(stated_correction(image, choice)) {
  timing_.half_life_s = nuclide(choice.nuclide).half_life_h * 3600;
  decide_correction();
  check_nuclide();
  warn_of_corrections();
  decide_times();
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
  const bool must_fit = !choice_.self_calibrated && !choice_.any_nuclide;
  for (const DicomObject& item : given) {
    std::string name;
    for (const DicomObject& code : item.items(dicom::radionuclide)) {
      name = code.text(dicom::code_meaning).value_or("");
    }
    const auto half_life_s = item.number(dicom::half_life);
    if (must_fit && half_life_s) check_half_life(item, *half_life_s, name);
    if (stated_half_life_s_) continue;
    stated_half_life_s_ = half_life_s;
    stated_nuclide_ = name;
  }
  if (must_fit && !stated_half_life_s_) need(to_string(dicom::half_life) + " (or --any-nuclide)");
}

void EmissionFacts::check_half_life(const DicomObject& item, double half_life_s,
                                    const std::string& name) const {
  if (std::abs(half_life_s / timing_.half_life_s - 1) <= half_life_tolerance) return;
  item.fail(dicom::half_life,
            fmt::format("is {:.6g} h{}, that of {} is {:.6g} h: the scanner counted with another "
                        "nuclide's decay and yield; give --total-activity GBQ, or --any-nuclide "
                        "when its values are right all the same",
                        half_life_s / 3600, name.empty() ? "" : " (" + name + ")", choice_.nuclide,
                        timing_.half_life_s / 3600));
}

/// CorrectedImage lists what was corrected for; Bq/mL without that of attenuation are none.
void EmissionFacts::warn_of_corrections() {
  const auto corrected = image_.text(dicom::corrected_image);
  if (!corrected) return;
  const auto warn = [&](const std::string& what) {
    warnings_.push_back(fmt::format("{}: {} is {}, {}", image_.place(),
                                    to_string(dicom::corrected_image), *corrected, what));
  };
  if (corrected->find("ATTN") == std::string::npos) {
    warn("without ATTN: the values are not corrected for attenuation");
  }
  const bool decayed = timing_.correction != DecayCorrection::none;
  if (!choice_.self_calibrated && stated_ && decayed &&
      corrected->find("DECY") == std::string::npos) {
    warn(
        fmt::format("without DECY, though {} says {}; --decay-correction cannot change that, "
                    "correct the file if it is wrong",
                    to_string(dicom::decay_correction), to_string(*stated_)));
  }
}

Moment EmissionFacts::start_of_series() {
  if (choice_.imaged) {
    imaged_from_ = "--imaged";
    return *choice_.imaged;
  }
  // With the half-life the scanner corrected with.
  const auto start = start_reference(image_.place(), frames_, series_moment(image_),
                                     stated_half_life_s_.value_or(timing_.half_life_s));
  if (!start) {
    need("SeriesDate (0008,0021) and SeriesTime (0008,0031) (or --imaged)");
    return {};
  }
  imaged_from_ = start->from;
  if (!start->warning.empty()) warnings_.push_back(image_.place() + ": " + start->warning);
  return start->at;
}

/// Of values that were not corrected. --imaged holds for every slice.
Moment EmissionFacts::start_of_frames() {
  if (choice_.imaged) {
    imaged_from_ = "--imaged";
    for (FrameTiming& frame : frames_) frame.acquired = choice_.imaged;
  } else {
    imaged_from_ = "AcquisitionDate and AcquisitionTime of each slice";
  }
  for (const FrameTiming& frame : frames_) {
    if (frame.duration_s) continue;
    need("ActualFrameDuration (0018,1242) of every slice");
    break;
  }
  const auto first = first_acquisition(frames_);
  if (!first) {
    need(
        "AcquisitionDate (0008,0022) and AcquisitionTime (0008,0032) of every slice (or "
        "--imaged)");
  }
  return first.value_or(Moment{});
}

void EmissionFacts::refuse_times_without_use() const {
  if (!choice_.imaged && !choice_.administered) return;
  image_.fail(
      fmt::format("{} cannot count: the values were corrected to the administration "
                  "already; leave it out",
                  choice_.imaged ? "--imaged" : "--administered"));
}

/// Of times that count: those of the slices where --imaged does not stand for them.
void EmissionFacts::check_frames() const {
  if (timing_.correction == DecayCorrection::administration) return;
  if (timing_.correction == DecayCorrection::none) check_durations(image_.place(), frames_);
  if (!choice_.imaged) check_acquisitions(image_.place(), frames_, !choice_.self_calibrated);
}

void EmissionFacts::decide_times() {
  if (choice_.self_calibrated) {
    // Slices of different times are still brought to one; nothing else is needed.
    const auto first = first_acquisition(frames_);
    if (stated_ != DecayCorrection::none || !first) {
      timing_.correction = DecayCorrection::administration;
    } else {
      timing_.administered = timing_.imaged = *first;
    }
    check_frames();
    return;
  }
  if (timing_.correction == DecayCorrection::administration) {
    refuse_times_without_use();
    return;
  }
  check_frames();
  const auto found =
      choice_.administered ? choice_.administered : administration_moment(image_, warnings_);
  if (!found) need(to_string(dicom::administration_date_time) + " (or --administered)");
  timing_.imaged =
      timing_.correction == DecayCorrection::start ? start_of_series() : start_of_frames();
  if (!found || !missing_.empty()) return;
  timing_.administered = *found;
  check_order(image_.place() + of_slice(timing_.imaged), timing_.administered, timing_.imaged);
}

/// ": FILE" of the slice acquired then; empty where none was.
std::string EmissionFacts::of_slice(const Moment& acquired) const {
  for (const FrameTiming& frame : frames_) {
    if (choice_.imaged || !frame.acquired || frame.acquired->seconds != acquired.seconds) continue;
    return ": " + frame.name;
  }
  return "";
}

double EmissionFacts::factor(std::size_t frame) const {
  const FrameTiming& of = frames_[frame];
  return timing_.factor(of.acquired.value_or(Moment{}), of.duration_s.value_or(0));
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

void EmissionFacts::require_all() const {
  if (missing_.empty()) return;
  image_.fail(
      fmt::format("the activity cannot be known; missing: {}; give --total-activity GBQ to use the "
                  "distribution alone (self-calibration)",
                  fmt::join(missing_, ", ")));
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
  if (choice_.self_calibrated) return;
  add_timing(to, timing_);
  if (!imaged_from_.empty()) to.add("imaged_from", imaged_from_);
}

}  // namespace yttria
