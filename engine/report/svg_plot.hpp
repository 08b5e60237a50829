// SPDX-License-Identifier: Apache-2.0
// A plot as SVG: axes with round ticks, lines, bands, points. Colours and fonts are those of the
// page's style; the element carries its axes as data-* attributes, by which the script finds the
// value under the pointer.
#pragma once

#include <string>
#include <vector>

#include "engine/report/html.hpp"

namespace yttria::report {

struct Axis {
  std::string label;
  double low = 0, high = 1;
  bool logarithmic = false;
};

class SvgPlot {
 public:
  SvgPlot(Axis x, Axis y, double width = 720, double height = 360);

  /// Points that are NaN interrupt a line or a band. `style` is a class of the page's style sheet
  /// or several; `tag` is markup of further attributes.
  void line(const std::vector<double>& x, const std::vector<double>& y, const std::string& style,
            const std::string& tag = "");
  void band(const std::vector<double>& x, const std::vector<double>& lower,
            const std::vector<double>& upper, const std::string& style,
            const std::string& tag = "");
  void point(double x, double y, const std::string& style);
  void vertical_bar(double x, double lower, double upper, const std::string& style);
  void horizontal(double y, const std::string& style, const std::string& label);

  /// `attributes` are for the svg element: id="...".
  Html html(const std::string& attributes, const std::string& title) const;

 private:
  double at_x(double x) const;
  double at_y(double y) const;
  std::string axes() const;

  Axis x_, y_;
  double width_, height_;
  std::string content_;
};

/// "1e5", "200", "0.5": short.
std::string tick_text(double value);

}  // namespace yttria::report
