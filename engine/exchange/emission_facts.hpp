// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/decay_timing.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/image.hpp"
#include "engine/exchange/start_reference.hpp"

namespace yttria {

/// What the images of a series say of units and times, together with the choice. What is needed and
/// nowhere said is collected, so that one message names it all.
class EmissionFacts {
 public:
  /// `frames`: of each slice.
  EmissionFacts(const DicomObject& image, std::vector<FrameTiming> frames,
                const EmissionChoice& choice);

  /// Throws InputError when something is missing.
  void require_all() const;
  /// What turns values of a slice into those at administration.
  double factor(std::size_t frame) const;
  /// For units found in another way; empty: missing.
  void require_units(const std::string& found);
  void record(Record& to) const;
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  void decide_correction();
  void check_nuclide();
  void check_half_life(const DicomObject& item, double half_life_s, const std::string& name) const;
  void warn_of_corrections();
  void decide_times();
  void refuse_times_without_use() const;
  Moment start_of_series();
  Moment start_of_frames();
  void check_frames() const;
  std::string of_slice(const Moment& acquired) const;
  void need(const std::string& what) { missing_.push_back(what); }

  const DicomObject& image_;
  const EmissionChoice& choice_;
  std::vector<FrameTiming> frames_;
  std::optional<DecayCorrection> stated_;
  DecayTiming timing_;
  std::optional<double> stated_half_life_s_;
  std::string stated_nuclide_;
  std::string imaged_from_;  // what said what the values are of
  std::vector<std::string> missing_, warnings_;
};

}  // namespace yttria
