// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/decay_timing.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/image.hpp"

namespace yttria {

/// What the images of a series say of units and times, together with the choice. What is needed and
/// nowhere said is collected, so that one message names it all.
class EmissionFacts {
 public:
  /// `acquired`: of each slice; empty where one does not say.
  EmissionFacts(const DicomObject& image, const std::vector<std::optional<Moment>>& acquired,
                const EmissionChoice& choice);

  /// Throws InputError when something is missing.
  DecayTiming timing() const;
  /// For units found in another way; empty: missing.
  void require_units(const std::string& found);
  void record(Record& to) const;
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  void decide_correction();
  void check_nuclide();
  void decide_times(const std::vector<std::optional<Moment>>& acquired);
  Moment start_of_series(const std::optional<Moment>& earliest);
  void need(const std::string& what) { missing_.push_back(what); }

  const DicomObject& image_;
  const EmissionChoice& choice_;
  std::optional<DecayCorrection> stated_;
  DecayTiming timing_;
  std::optional<double> stated_half_life_s_;
  std::string stated_nuclide_;
  std::vector<std::string> missing_, warnings_;
};

}  // namespace yttria
