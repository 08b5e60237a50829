// SPDX-License-Identifier: Apache-2.0
#include "engine/report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yttria::report {

namespace {

constexpr const char* unknown = "\xE2\x80\x93";  // en dash

Html cell_html(const char* tag, std::string attributes, const Cell& cell) {
  if (cell.number) attributes += " class=\"number\"";
  if (!cell.value.empty()) attributes += " data-value=\"" + cell.value + "\"";
  return element(tag, attributes, cell.content);
}

Cell number_cell(const std::string& shown, double value) {
  Cell cell(shown);
  cell.number = true;
  if (!std::isnan(value)) cell.value = fmt::format("{}", value);
  return cell;
}

}  // namespace

std::string digits(double value, int significant) {
  if (!std::isfinite(value)) return "unknown";
  const double size = std::abs(value);
  const double whole = std::min(1e3, std::pow(10.0, significant));
  if (size >= whole && size < 1e6) return fmt::format("{:.0f}", value);
  if (size == 0 || (size >= 1e-3 && size < 1e6)) return fmt::format("{:.{}g}", value, significant);
  const double power = std::floor(std::log10(size) + 1e-12);
  return fmt::format("{:.{}g}e{:.0f}", value / std::pow(10.0, power), significant, power);
}

Cell number(double value, const char* form) {
  if (!std::isfinite(value)) return number_cell(unknown, std::nan(""));
  return number_cell(form == nullptr ? digits(value) : fmt::format(fmt::runtime(form), value),
                     value);
}

Cell signed_number(double value, const char* form) {
  return number(value, value == 0 ? "{:.0f}" : form);
}

Cell range(double lower, double upper) {
  Cell cell(fmt::format("{:.4g} to {:.4g}", lower, upper));
  cell.number = true;
  return cell;
}

Cell probability(double p) {
  return p < 1e-6 ? number_cell("< 1e-6", p) : number(p, "{:.2g}");
}

Cell with_uncertainty(double value, double sigma) {
  if (std::isnan(value) || !(sigma > 0)) return number(value);
  const double digits = 1 - std::floor(std::log10(sigma));
  const int decimals = static_cast<int>(std::clamp(digits, 0.0, 6.0));
  return number_cell(fmt::format("{:.{}f} \xC2\xB1 {:.{}f}", value, decimals, sigma, decimals),
                     value);
}

Cell with_noise(const Estimate& estimate, bool noisy, double factor) {
  const double sigma = factor * estimate.sigma, bias = factor * estimate.noise_bias;
  Cell cell = with_uncertainty(factor * estimate.value, sigma);
  if (!noisy || std::isnan(estimate.value)) return cell;
  if (!(sigma > 0) && bias != 0) cell.content += text(", uncertainty not known");
  if (bias == 0 || std::isnan(bias) || std::abs(bias) <= sigma / 2) return cell;
  cell.content +=
      markup(" <br><small>") + text("noise bias about " + bias_words(bias)) + markup("</small>");
  return cell;
}

std::string bias_words(double bias) {
  if (bias == 0) return "0";
  const bool plain = std::abs(bias) >= 99.5 && std::abs(bias) < 1e6;
  return plain ? fmt::format("{:+.0f}", bias) : fmt::format("{:+.2g}", bias);
}

Cell percent(double fraction, const char* form) {
  Cell cell = number(100 * fraction, form);
  if (std::isfinite(fraction)) cell.value = fmt::format("{}", fraction);
  return cell;
}

Html Table::html(std::string_view style) const {
  // A narrow screen stacks these cells, each under its heading.
  const auto heading_of = [&](std::size_t i) {
    return style == "regions" ? "data-head=\"" + head_[i].content.markup + "\"" : std::string();
  };
  Html head, body;
  for (std::size_t i = 0; i < head_.size(); ++i) {
    Cell cell = head_[i];
    cell.number = !rows_.empty() && rows_.front()[i].number;  // stands as what is below it
    head += cell_html("th", "scope=\"col\"", cell);
  }
  for (const auto& row : rows_) {
    Html cells;
    for (std::size_t i = 0; i < row.size(); ++i) {
      cells += i == 0 ? cell_html("th", "scope=\"row\"", row[i])
                      : cell_html("td", heading_of(i), row[i]);
    }
    body += element("tr", cells);
  }
  Html table = caption_.empty() ? Html{} : element("caption", element("span", text(caption_)));
  table += element("thead", element("tr", head)) + element("tbody", body);
  return element("div", "class=\"scroll " + std::string(style) + "\"", element("table", table));
}

}  // namespace yttria::report
