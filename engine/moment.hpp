// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace yttria {

/// A date with a time of day on the clock of the hospital; nothing is known of its zone.
struct Moment {
  double seconds = 0;  // since 1970-01-01 00:00:00 on that clock

  auto operator<=>(const Moment&) const = default;
};

/// DICOM DA and TM (PS3.5, section 6.2): "20240131", "235959.5"; also the older "2024.01.31" and
/// "23:59:59". Minutes and seconds may be left out. Empty when either is none.
std::optional<Moment> dicom_moment(const std::string& date, const std::string& time);

/// DICOM DT: "20240131235959.5", perhaps with "&ZZXX", the zone east of UTC.
struct ZonedMoment {
  Moment moment;                    // on the clock of its zone
  std::optional<int> zone_minutes;  // none: not said
};
std::optional<ZonedMoment> dicom_date_time(const std::string& text);
/// "+0100" as minutes east of UTC.
std::optional<int> dicom_zone_minutes(const std::string& text);

/// "2024-01-31 23:59[:59]", with a blank or a T between; for people.
std::optional<Moment> written_moment(const std::string& text);
/// "2024-01-31 23:59:59", to the nearest second.
std::string to_string(const Moment& moment);

}  // namespace yttria
