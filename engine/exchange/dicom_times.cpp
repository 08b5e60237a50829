// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_times.hpp"

#include <fmt/format.h>

namespace yttria {

namespace {

/// On the clock of the image's other times.
Moment on_local_clock(const DicomObject& image, const DicomTag& tag, const ZonedMoment& zoned,
                      std::vector<std::string>& warnings) {
  if (!zoned.zone_minutes) return zoned.moment;
  const auto local = image.text(dicom::timezone_offset);
  if (!local) {
    warnings.push_back(
        fmt::format("{}: {} names its time zone and {} is missing: taken to be on the "
                    "same clock as the other times",
                    image.place(), to_string(tag), to_string(dicom::timezone_offset)));
    return zoned.moment;
  }
  const auto minutes = dicom_zone_minutes(*local);
  if (!minutes)
    image.fail(dicom::timezone_offset,
               fmt::format("is '{}', not such as +0100; give --administered", *local));
  return {zoned.moment.seconds + 60.0 * (*minutes - *zoned.zone_minutes)};
}

std::optional<Moment> paired(const DicomObject& image, const DicomTag& date, const DicomTag& time) {
  const auto day = image.text(date), clock = image.text(time);
  if (!day || !clock) return std::nullopt;
  const auto moment = dicom_moment(*day, *clock);
  if (!moment)
    image.fail(
        date, fmt::format("and {} are '{}' '{}', no date and time", to_string(time), *day, *clock));
  return moment;
}

std::optional<Moment> single(const DicomObject& image, const DicomObject& holder,
                             const DicomTag& tag, std::vector<std::string>& warnings) {
  const auto text = holder.text(tag);
  if (!text) return std::nullopt;
  const auto zoned = dicom_date_time(*text);
  if (!zoned) holder.fail(tag, fmt::format("is '{}', no date and time", *text));
  return on_local_clock(image, tag, *zoned, warnings);
}

}  // namespace

std::optional<Moment> acquisition_moment(const DicomObject& image) {
  if (const auto moment = paired(image, dicom::acquisition_date, dicom::acquisition_time)) {
    return moment;
  }
  std::vector<std::string> zone_is_of_no_interest;
  return single(image, image, dicom::acquisition_date_time, zone_is_of_no_interest);
}

FrameTiming frame_timing(const DicomFile& image) {
  const auto seconds = [&](const DicomTag& tag) -> std::optional<double> {
    const auto milliseconds = image.number(tag);
    if (!milliseconds) return std::nullopt;
    return *milliseconds / 1000;
  };
  FrameTiming timing{image.path().filename().string(), acquisition_moment(image),
                     seconds(dicom::frame_duration), image.number(dicom::decay_factor),
                     seconds(dicom::frame_reference_time)};
  if (timing.duration_s && !(*timing.duration_s >= 0)) {
    image.fail(dicom::frame_duration, "is below 0");
  }
  return timing;
}

std::optional<Moment> series_moment(const DicomObject& image) {
  return paired(image, dicom::series_date, dicom::series_time);
}

std::optional<Moment> administration_moment(const DicomObject& image,
                                            std::vector<std::string>& warnings) {
  const std::vector<DicomObject> given = image.items(dicom::radiopharmaceuticals);
  if (given.empty()) return std::nullopt;
  if (given.size() > 1) {
    image.fail(dicom::radiopharmaceuticals,
               "has several items: which one is meant is for --administered to say");
  }
  if (const auto moment = single(image, given[0], dicom::administration_date_time, warnings)) {
    return moment;
  }
  if (const auto clock = given[0].text(dicom::administration_time)) {
    given[0].fail(
        dicom::administration_time,
        fmt::format("is {}, without a date ({} is missing); give --administered \"YYYY-MM-DD "
                    "HH:MM:SS\"",
                    *clock, to_string(dicom::administration_date_time)));
  }
  return std::nullopt;
}

}  // namespace yttria
