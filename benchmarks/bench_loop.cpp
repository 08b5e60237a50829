// SPDX-License-Identifier: Apache-2.0
// A fixed amount of arithmetic of the kind that transport does, on one thread, so that speeds taken
// on different days and machines can be compared. Prints its seconds.
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <vector>

int main() {
  constexpr std::size_t nodes = 1 << 15;  // 128 KB: beyond the first cache, within the second
  constexpr int turns = 100'000'000;
  std::vector<float> table(nodes);
  for (std::size_t i = 0; i < nodes; ++i) table[i] = 1 + static_cast<float>(i % 97) * 0.01f;

  const auto begin = std::chrono::steady_clock::now();
  std::uint32_t word = 1;
  float x = 0.5f;
  for (int turn = 0; turn < turns; ++turn) {
    word = word * 1664525u + 1013904223u;
    const float node = table[word >> 17];
    x = std::sqrt(std::fma(x, 0.25f, node)) / node;
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("%.4f\n", seconds.count());
  return x > 0 ? 0 : 1;  // the result is used, or the loop would be left out
}
