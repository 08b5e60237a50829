// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/batch_sample.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <utility>
#include <vector>

#include "tests/support/chi_square.hpp"

namespace yttria {
namespace {

constexpr int dimensions = 7;

std::array<std::uint32_t, dimensions> words(const BatchSample& sample, std::uint64_t index) {
  const EmissionWords w = emission_words(sample, index);
  return {w.x, w.y, w.z, w.cosine, w.azimuth, w.energy, w.photon};
}

std::size_t cell(std::uint32_t word, int cells, double power = 1) {
  return static_cast<std::size_t>(std::pow(word * 0x1p-32, power) * cells);
}

// One history by itself, over batches, is uniform: in pairs of dimensions too.
test::ChiSquare over_batches(int one, int other, std::uint64_t index, double power) {
  constexpr int cells = 8, count = 12'800;
  std::vector<double> counts(cells * cells, 0.0);
  for (std::uint64_t batch = 0; batch < count; ++batch) {
    const auto w = words(batch_sample(4, batch), index);
    counts[cell(w[static_cast<std::size_t>(one)], cells, power) * cells +
           cell(w[static_cast<std::size_t>(other)], cells)] += 1;
  }
  return test::chi_square(counts, std::vector<double>(counts.size(), 200.0));
}

TEST(EmissionWords, OfOneHistoryAreUniformOverBatches) {
  std::vector<test::ChiSquare> found;
  for (int one = 0; one < dimensions; ++one) {
    for (int other = one + 1; other < dimensions; ++other) {
      found.push_back(over_batches(one, other, 1'000'003, 1));
    }
  }
  test::expect_follows(found);
  test::expect_twin_fails({over_batches(0, 1, 1'000'003, 1.1)});
}

/// Chi-square per degree of freedom of `count` points in cells x cells: 1 by chance.
double unevenness(const std::vector<std::array<std::uint32_t, 2>>& points, int cells) {
  std::vector<double> counts(static_cast<std::size_t>(cells * cells), 0.0);
  for (const auto& [one, other] : points) {
    counts[cell(one, cells) * static_cast<std::size_t>(cells) + cell(other, cells)] += 1;
  }
  const double expected = static_cast<double>(points.size()) / (cells * cells);
  double sum = 0;
  for (const double n : counts) sum += (n - expected) * (n - expected) / expected;
  return sum / (cells * cells - 1);
}

double mean_unevenness(std::size_t one, std::size_t other, int count, int cells) {
  constexpr int batches = 20;
  double sum = 0;
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    const BatchSample sample = batch_sample(1, batch);
    std::vector<std::array<std::uint32_t, 2>> points;
    for (int i = 0; i < count; ++i) {
      const auto w = words(sample, 777 + static_cast<std::uint64_t>(i));
      points.push_back({w[one], w[other]});
    }
    sum += unevenness(points, cells);
  }
  return sum / batches;
}

// What the lattice is for: any two dimensions are filled more evenly than by chance.
TEST(EmissionWords, OfABatchAreSpreadEvenly) {
  for (const auto& [count, cells] : {std::pair{200, 4}, {1000, 6}, {5000, 10}, {50000, 20}}) {
    for (std::size_t one = 0; one < dimensions; ++one) {
      for (std::size_t other = 0; other < one; ++other) {
        EXPECT_LT(mean_unevenness(one, other, count, cells), 1)
            << one << ", " << other << " of " << count;
      }
    }
  }
}

// The twin: the roots of 5 and 7.
TEST(EmissionWords, WouldNotBeWithAnyPrimes) {
  std::vector<std::array<std::uint32_t, 2>> points;
  for (std::uint32_t i = 0; i < 1000; ++i) points.push_back({i * 0x3C6EF373u, i * 0xA54FF53Bu});
  EXPECT_GT(unevenness(points, 6), 5);
}

TEST(EmissionWords, DifferBetweenBatchesAndSeeds) {
  const auto here = words(batch_sample(1, 0), 0);
  EXPECT_NE(here, words(batch_sample(1, 1), 0));
  EXPECT_NE(here, words(batch_sample(2, 0), 0));
  EXPECT_NE(here, words(batch_sample(1, 0), 1));
}

}  // namespace
}  // namespace yttria
