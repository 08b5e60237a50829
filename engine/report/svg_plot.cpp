// SPDX-License-Identifier: Apache-2.0
#include "engine/report/svg_plot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/dose_scale.hpp"

namespace yttria::report {

namespace {

constexpr double left = 64, right = 14, top = 12, bottom = 46;  // margins, in SVG units

double part(const Axis& axis, double value) {
  if (!axis.logarithmic) return (value - axis.low) / (axis.high - axis.low);
  return std::log(std::max(value, axis.low * 1e-3) / axis.low) / std::log(axis.high / axis.low);
}

std::vector<double> ticks_of(const Axis& axis, int wanted) {
  if (!axis.logarithmic) return ticks(axis.low, axis.high, wanted);
  std::vector<double> all;
  const bool few = axis.high / axis.low > 1e4;
  for (double decade = std::pow(10.0, std::floor(std::log10(axis.low)));
       decade <= axis.high * 1.0001; decade *= 10) {
    for (const double step : {1.0, 2.0, 5.0}) {
      if (step > 1 && few) continue;
      const double value = step * decade;
      if (value >= axis.low * 0.9999 && value <= axis.high * 1.0001) all.push_back(value);
    }
  }
  return all;
}

/// Pieces of "x,y x,y" between gaps.
template <class Visit>
void for_each_piece(std::size_t size, Visit&& known, auto&& piece) {
  std::size_t first = 0;
  for (std::size_t i = 0; i <= size; ++i) {
    if (i < size && known(i)) continue;
    if (i > first) piece(first, i);
    first = i + 1;
  }
}

}  // namespace

std::string tick_text(double value) {
  if (std::abs(value) < 1e-12) return "0";
  std::string words = fmt::format("{:.6g}", value);
  const std::size_t e = words.find('e');
  if (e == std::string::npos && std::abs(value) < 1e5) return words;
  const double power = std::floor(std::log10(std::abs(value)) + 1e-9);
  return fmt::format("{:.3g}e{:.0f}", value / std::pow(10.0, power), power);
}

SvgPlot::SvgPlot(Axis x, Axis y, double width, double height)
    : x_(std::move(x)), y_(std::move(y)), width_(width), height_(height) {
  for (Axis* axis : {&x_, &y_}) {
    if (!(axis->high > axis->low)) axis->high = axis->logarithmic ? axis->low * 10 : axis->low + 1;
  }
}

double SvgPlot::at_x(double x) const {
  return left + part(x_, x) * (width_ - left - right);
}

double SvgPlot::at_y(double y) const {
  const double inside = std::clamp(part(y_, y), 0.0, 1.0);
  return height_ - bottom - inside * (height_ - top - bottom);
}

void SvgPlot::line(const std::vector<double>& x, const std::vector<double>& y,
                   const std::string& style, const std::string& tag) {
  const auto known = [&](std::size_t i) { return !std::isnan(x[i]) && !std::isnan(y[i]); };
  for_each_piece(x.size(), known, [&](std::size_t first, std::size_t last) {
    std::string points;
    for (std::size_t i = first; i < last; ++i) {
      points += fmt::format("{:.1f},{:.1f} ", at_x(x[i]), at_y(y[i]));
    }
    content_ += fmt::format("<polyline class=\"{}\" {} points=\"{}\"/>", style, tag, points);
  });
}

void SvgPlot::band(const std::vector<double>& x, const std::vector<double>& lower,
                   const std::vector<double>& upper, const std::string& style,
                   const std::string& tag) {
  const auto known = [&](std::size_t i) { return !std::isnan(lower[i]) && !std::isnan(upper[i]); };
  for_each_piece(x.size(), known, [&](std::size_t first, std::size_t last) {
    std::string points;
    for (std::size_t i = first; i < last; ++i) {
      points += fmt::format("{:.1f},{:.1f} ", at_x(x[i]), at_y(upper[i]));
    }
    for (std::size_t i = last; i-- > first;) {
      points += fmt::format("{:.1f},{:.1f} ", at_x(x[i]), at_y(lower[i]));
    }
    content_ += fmt::format("<polygon class=\"{}\" {} points=\"{}\"/>", style, tag, points);
  });
}

void SvgPlot::point(double x, double y, const std::string& style) {
  content_ += fmt::format("<circle class=\"{}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\"/>", style,
                          at_x(x), at_y(y));
}

void SvgPlot::vertical_bar(double x, double lower, double upper, const std::string& style) {
  content_ +=
      fmt::format("<line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
                  style, at_x(x), at_x(x), at_y(lower), at_y(upper));
}

void SvgPlot::horizontal(double y, const std::string& style, const std::string& label) {
  content_ +=
      fmt::format("<line class=\"{}\" x1=\"{:.1f}\" x2=\"{:.1f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>",
                  style, left, width_ - right, at_y(y), at_y(y));
  content_ +=
      fmt::format("<text class=\"note\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>",
                  width_ - right - 4, at_y(y) - 4, text(label).markup);
}

std::string SvgPlot::axes() const {
  std::string all;
  const double low = height_ - bottom;
  for (const double tick : ticks_of(x_, 8)) {
    all += fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>",
        at_x(tick), top, low, low + 16, tick_text(tick));
  }
  for (const double tick : ticks_of(y_, 6)) {
    all += fmt::format(
        "<line class=\"grid\" x1=\"{1}\" x2=\"{2}\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>",
        at_y(tick), left, width_ - right, left - 7, at_y(tick) + 4, tick_text(tick));
  }
  all +=
      fmt::format("<path class=\"frame\" d=\"M{0} {1}V{2}H{3}\"/>", left, top, low, width_ - right);
  all += fmt::format("<text class=\"axis\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                     (left + width_ - right) / 2, height_ - 8, text(x_.label).markup);
  all += fmt::format(
      "<text class=\"axis\" transform=\"translate(15 {:.1f}) rotate(-90)\" "
      "text-anchor=\"middle\">{}</text>",
      (top + low) / 2, text(y_.label).markup);
  return all;
}

Html SvgPlot::html(const std::string& attributes, const std::string& title) const {
  return {fmt::format(
      "<svg class=\"plot\" role=\"img\" {} viewBox=\"0 0 {} {}\" data-x0=\"{}\" data-x1=\"{}\" "
      "data-y0=\"{}\" data-y1=\"{}\" data-low=\"{}\" data-high=\"{}\"><title>{}</title>{}{}</svg>",
      attributes, width_, height_, left, width_ - right, top, height_ - bottom, x_.low, x_.high,
      text(title).markup, axes(), content_)};
}

}  // namespace yttria::report
