// SPDX-License-Identifier: Apache-2.0
#include "engine/moment.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>

namespace yttria {

namespace {

std::string without(const std::string& text, char unwanted) {
  std::string kept;
  for (const char c : text) {
    if (c != unwanted) kept += c;
  }
  return kept;
}

/// A whole number of exactly these digits.
std::optional<int> digits(const std::string& text, std::size_t first, std::size_t count) {
  if (text.size() < first + count) return std::nullopt;
  int value = 0;
  for (std::size_t i = first; i < first + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = 10 * value + (text[i] - '0');
  }
  return value;
}

/// Seconds from 1970-01-01 to a YYYYMMDD.
std::optional<double> date_seconds(const std::string& date) {
  const auto year = digits(date, 0, 4), month = digits(date, 4, 2), day = digits(date, 6, 2);
  if (date.size() != 8 || !year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day civil{std::chrono::year(*year),
                                          std::chrono::month(static_cast<unsigned>(*month)),
                                          std::chrono::day(static_cast<unsigned>(*day))};
  if (!civil.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(civil).time_since_epoch().count();
  return 86400.0 * static_cast<double>(days);
}

/// Seconds from midnight to an HH[MM[SS[.F]]].
std::optional<double> time_seconds(const std::string& time) {
  const auto hour = digits(time, 0, 2);
  const auto minute = time.size() > 2 ? digits(time, 2, 2) : 0;
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  double second = 0;
  if (time.size() > 4) {
    const char* end = time.data() + time.size();
    const auto [rest, error] =
        std::from_chars(time.data() + 4, end, second, std::chars_format::fixed);
    if (error != std::errc() || rest != end || !digits(time, 4, 2)) return std::nullopt;
    if (!(second >= 0 && second < 61)) return std::nullopt;  // 60: a leap second
  }
  return 3600.0 * *hour + 60.0 * *minute + second;
}

}  // namespace

std::optional<Moment> dicom_moment(const std::string& date, const std::string& time) {
  const auto day = date_seconds(without(date, '.'));
  const auto second = time_seconds(without(time, ':'));
  if (!day || !second) return std::nullopt;
  return Moment{*day + *second};
}

std::optional<int> dicom_zone_minutes(const std::string& text) {
  const auto hours = digits(text, 1, 2), minutes = digits(text, 3, 2);
  if (text.size() != 5 || !hours || !minutes || *hours > 14 || *minutes > 59) return std::nullopt;
  if (text[0] != '+' && text[0] != '-') return std::nullopt;
  const int size = 60 * *hours + *minutes;
  return text[0] == '-' ? -size : size;
}

std::optional<ZonedMoment> dicom_date_time(const std::string& text) {
  ZonedMoment found;
  const std::size_t end = text.find_first_of("+-");
  if (end != std::string::npos) {
    found.zone_minutes = dicom_zone_minutes(text.substr(end));
    if (!found.zone_minutes) return std::nullopt;
  }
  const std::string clock = text.substr(0, end);
  if (clock.size() < 10) return std::nullopt;  // without an hour it is no moment
  const auto moment = dicom_moment(clock.substr(0, 8), clock.substr(8));
  if (!moment) return std::nullopt;
  found.moment = *moment;
  return found;
}

std::optional<Moment> written_moment(const std::string& text) {
  if (text.size() < 16 || text[4] != '-' || text[7] != '-' || text[13] != ':' ||
      (text[10] != ' ' && text[10] != 'T') || (text.size() > 16 && text[16] != ':')) {
    return std::nullopt;
  }
  return dicom_moment(without(text.substr(0, 10), '-'), text.substr(11));
}

std::string to_string(const Moment& moment) {
  const auto seconds = static_cast<std::int64_t>(std::llround(moment.seconds));
  const std::chrono::sys_seconds point{std::chrono::seconds(seconds)};
  const auto midnight = std::chrono::floor<std::chrono::days>(point);
  const std::chrono::year_month_day civil{midnight};
  const std::chrono::hh_mm_ss clock{point - midnight};
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", int(civil.year()),
                     unsigned(civil.month()), unsigned(civil.day()), clock.hours().count(),
                     clock.minutes().count(), clock.seconds().count());
}

}  // namespace yttria
