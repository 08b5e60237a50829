// SPDX-License-Identifier: Apache-2.0
// A fixed piece of arithmetic on one thread, to compare speeds of different days and machines by: a
// speed times the seconds of this loop hardly depends on how fast the machine is as a whole. Each
// turn needs the result of the one before: a look-up in 64 KiB, a fused multiplication and
// addition, a square root, all in single precision, much like a leg of an electron. Never change
// it: speeds per loop would mean something else.
//
// Usage: yttria_bench_loop. Prints one JSON object. Exit code 1 when the result is wrong.
#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <vector>

namespace {

constexpr std::uint32_t turns = 1U << 25;
constexpr std::uint32_t table_size = 1U << 14;
constexpr std::uint64_t expected_checksum = 35'884'439'738'400'518;

/// Values of 0.5 to 1.5 in no order, the same everywhere.
std::vector<float> make_table() {
  std::vector<float> table;
  std::uint32_t state = 1;
  for (std::uint32_t i = 0; i < table_size; ++i) {
    state = state * 1664525U + 1013904223U;
    table.push_back(0.5F + static_cast<float>(state >> 8) * 0x1p-24F);
  }
  return table;
}

/// Sum of the bits of all results.
std::uint64_t loop(const std::vector<float>& table) {
  std::uint64_t sum = 0;
  std::uint32_t bits = 0;
  float x = 1;
  for (std::uint32_t i = 0; i < turns; ++i) {
    x = std::sqrt(std::fma(x, table[((bits >> 6) + i) % table_size], 0.75F));
    bits = std::bit_cast<std::uint32_t>(x);
    sum += bits;
  }
  return sum;
}

}  // namespace

int main() {
  const std::vector<float> table = make_table();
  const std::clock_t cpu_begin = std::clock();
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t checksum = loop(table);
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  const double cpu = static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
  fmt::print("{{\"turns\": {}, \"seconds\": {:.6f}, \"cpu_seconds\": {:.6f}, \"checksum\": {}}}\n",
             turns, wall.count(), cpu, checksum);
  if (checksum == expected_checksum) return 0;
  fmt::print(stderr, "yttria_bench_loop: the checksum should be {}\n", expected_checksum);
  return 1;
}
