// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/fourier.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <kissfft/kissfft.hh>

namespace yttria {

namespace {

using Complex = std::complex<double>;
constexpr std::size_t together = 8;  // neighbouring lines that are gathered at once: a cache line

}  // namespace

std::int64_t fast_length(std::int64_t length) {
  for (;; ++length) {
    std::int64_t rest = length;
    for (const std::int64_t factor : {2, 3, 5}) {
      while (rest % factor == 0) rest /= factor;
    }
    if (rest == 1) return length;
  }
}

FourierGrid::FourierGrid(const std::array<std::int64_t, 3>& shape, ThreadPool& pool)
    : shape_{static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1]),
             static_cast<std::size_t>(shape[2])},
      pool_(pool) {}

std::size_t FourierGrid::size() const {
  return shape_[0] * shape_[1] * shape_[2];
}

void FourierGrid::transform(std::vector<Complex>& values, bool inverse) const {
  for (std::size_t axis = 0; axis < 3; ++axis) transform_lines(values.data(), axis, inverse);
}

void FourierGrid::transform_lines(Complex* values, std::size_t axis, bool inverse) const {
  const std::size_t length = shape_[axis];
  if (length == 1) return;
  const std::size_t stride = axis == 0 ? 1 : axis == 1 ? shape_[0] : shape_[0] * shape_[1];
  // Lines begin at outer * stride * length + inner, inner below stride (below 1 along x).
  const std::size_t inner_lines = axis == 0 ? 1 : stride;
  const std::size_t bundles = (inner_lines + together - 1) / together;
  const std::size_t outer_lines = size() / (inner_lines * length);
  std::atomic<std::size_t> next{0};
  pool_.run([&](int) {
    kissfft<double> fft(length, inverse);  // has scratch memory: one for each thread
    std::vector<Complex> in(length * together), out(length);
    for (std::size_t task; (task = next.fetch_add(1)) < bundles * outer_lines;) {
      const std::size_t first = task % bundles * together;
      const std::size_t count = std::min(together, inner_lines - first);
      Complex* const line = values + task / bundles * inner_lines * length + first;
      for (std::size_t i = 0; i < length; ++i) {
        for (std::size_t k = 0; k < count; ++k) in[k * length + i] = line[i * stride + k];
      }
      for (std::size_t k = 0; k < count; ++k) {
        fft.transform(in.data() + k * length, out.data());
        std::copy(out.begin(), out.end(), in.begin() + static_cast<std::ptrdiff_t>(k * length));
      }
      for (std::size_t i = 0; i < length; ++i) {
        for (std::size_t k = 0; k < count; ++k) line[i * stride + k] = in[k * length + i];
      }
    }
  });
}

}  // namespace yttria
