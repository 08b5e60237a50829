// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <regex>

namespace yttria {

namespace {

constexpr std::size_t most_characters = 16;
constexpr int most_digits = 12;

/// Divides a number of four 32-bit words, the highest first, by ten; returns the remainder.
std::uint32_t divide_by_ten(std::array<std::uint32_t, 4>& words) {
  std::uint64_t remainder = 0;
  for (std::uint32_t& word : words) {
    const std::uint64_t value = remainder << 32 | word;
    word = static_cast<std::uint32_t>(value / 10);
    remainder = value % 10;
  }
  return static_cast<std::uint32_t>(remainder);
}

}  // namespace

std::string decimal_string(double value) {
  std::string text;
  for (int digits = most_digits; digits > 0; --digits) {
    text = fmt::format("{:.{}g}", value + 0.0, digits);  // + 0.0 turns -0 into 0
    if (text.size() <= most_characters) break;
  }
  return text;
}

std::string new_dicom_uid() {
  std::random_device random;
  std::array<std::uint32_t, 4> words{};
  for (std::uint32_t& word : words) word = random();
  words[1] = (words[1] & 0xFFFF0FFFu) | 0x4000u;      // version 4: random
  words[2] = (words[2] & 0x3FFFFFFFu) | 0x80000000u;  // variant of RFC 4122
  std::string digits;
  while (words != std::array<std::uint32_t, 4>{}) {
    digits += static_cast<char>('0' + divide_by_ten(words));
  }
  std::reverse(digits.begin(), digits.end());
  return "2.25." + digits;
}

bool is_dicom_uid(const std::string& text) {
  static const std::regex form("(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*))+");
  return text.size() <= 64 && std::regex_match(text, form);
}

}  // namespace yttria
