// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <vector>

#include "kernels/launch/thread_pool.hpp"

namespace yttria {

/// Complex Fourier transforms in place of an array [z][y][x], line by line along each axis
/// (KISS FFT, Borgerding 2003). Each line is transformed by one thread, so the bits do not depend
/// on how many there are. Not normalised: forth and back multiplies by size().
class FourierGrid {
 public:
  /// shape: x y z; fastest where its factors are 2, 3 and 5.
  FourierGrid(const std::array<std::int64_t, 3>& shape, ThreadPool& pool);

  std::size_t size() const;
  void forward(std::vector<std::complex<double>>& values) const { transform(values, false); }
  void backward(std::vector<std::complex<double>>& values) const { transform(values, true); }

 private:
  void transform(std::vector<std::complex<double>>& values, bool inverse) const;
  void transform_lines(std::complex<double>* values, std::size_t axis, bool inverse) const;

  std::array<std::size_t, 3> shape_;
  ThreadPool& pool_;
};

/// The smallest number of at least `length` without factors other than 2, 3 and 5.
std::int64_t fast_length(std::int64_t length);

}  // namespace yttria
