// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/html.hpp"
#include "engine/result/estimate.hpp"

namespace yttria::report {

/// A cell of a table. A number also carries its full value, as the data-value of the element.
struct Cell {
  Html content;
  bool number = false;
  std::string value;  // all digits; empty: none

  Cell(Html html) : content(std::move(html)) {}  // NOLINT: cells are made of markup or text
  Cell(std::string_view plain) : content(text(plain)) {}
  Cell(const std::string& plain) : content(text(plain)) {}
  Cell(const char* plain) : content(text(plain)) {}
};

/// "272.8": four digits, whole numbers to a million, "1.2e6" beyond; "1.2e-6" below a thousandth.
std::string digits(double value, int significant = 4);
/// A number in this form, or as digits(); a dash for NaN and infinity.
Cell number(double value, const char* form = nullptr);
/// "272.81 ± 0.24": as many digits as two of the uncertainty need; four where it is not known.
Cell with_uncertainty(double value, double sigma);
/// Of a figure of a dose with batches (`noisy`), times a factor: "70.55 ± 0.09", below it "noise
/// bias about -1.9" where that is more than half the uncertainty; "0, uncertainty not known" where
/// the batches do not tell it. Of any other dose the number alone.
Cell with_noise(const Estimate& estimate, bool noisy, double factor = 1);
/// "-1.9": two digits are as much as is known of a noise bias.
std::string bias_words(double bias);
Cell percent(double fraction, const char* form = "{:.2f} %");
/// "+2.09", and "0" for none.
Cell signed_number(double value, const char* form = "{:+.3g}");
/// "-21.39 to 26.6".
Cell range(double lower, double upper);
/// A probability: below a millionth, it says so.
Cell probability(double p);

class Table {
 public:
  Table(std::string_view caption, std::vector<Cell> head)
      : caption_(caption), head_(std::move(head)) {}

  void row(std::vector<Cell> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  /// In a frame that scrolls where the page is narrow. The first cell of a row heads it.
  Html html(std::string_view style = "") const;

 private:
  std::string caption_;
  std::vector<Cell> head_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace yttria::report
