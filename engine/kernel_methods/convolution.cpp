// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/convolution.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <complex>
#include <thread>

#include "engine/kernel_methods/fourier.hpp"

namespace yttria {

namespace {

using Index = std::array<std::int64_t, 3>;  // x y z
using Complex = std::complex<double>;

std::size_t linear(const Index& at, const Index& shape) {
  return static_cast<std::size_t>((at[2] * shape[1] + at[1]) * shape[0] + at[0]);
}

/// A box of voxels, upper ends excluded.
struct Box {
  Index low, high;
  Index shape() const { return {high[0] - low[0], high[1] - low[1], high[2] - low[2]}; }
};

/// The box that holds all sources; empty when there is none.
Box source_box(const std::vector<float>& decays, const Index& shape, std::uint64_t& sources) {
  Box box{shape, {0, 0, 0}};
  sources = 0;
  std::size_t voxel = 0;
  for (std::int64_t z = 0; z < shape[2]; ++z) {
    for (std::int64_t y = 0; y < shape[1]; ++y) {
      for (std::int64_t x = 0; x < shape[0]; ++x) {
        if (!(decays[voxel++] > 0)) continue;
        ++sources;
        const Index at = {x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.low[axis] = std::min(box.low[axis], at[axis]);
          box.high[axis] = std::max(box.high[axis], at[axis] + 1);
        }
      }
    }
  }
  return box;
}

/// Where the energy of these sources can be.
Box reached(const Box& sources, const Index& reach, const Index& shape) {
  Box box{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    box.low[axis] = std::max<std::int64_t>(0, sources.low[axis] - reach[axis]);
    box.high[axis] = std::min(shape[axis], sources.high[axis] + reach[axis]);
  }
  return box;
}

/// Planes of z are handed out to threads; each is summed by one of them in a fixed order.
void convolve_directly(const std::vector<float>& decays, const Index& shape, const Box& sources,
                       const VoxelKernel& kernel, ThreadPool& pool, std::vector<double>& energy) {
  const Index& reach = kernel.reach;
  const Box targets = reached(sources, reach, shape);
  const auto add_row = [&](const Index& source, std::int64_t z, std::int64_t y) {
    const double strength = static_cast<double>(decays[linear(source, shape)]);
    const double* const row =
        &kernel.energy_fraction[kernel.at(0, std::abs(y - source[1]), std::abs(z - source[2]))];
    const std::int64_t first = std::max(targets.low[0], source[0] - reach[0]);
    const std::int64_t last = std::min(targets.high[0] - 1, source[0] + reach[0]);
    double* const to = &energy[linear({0, y, z}, shape)];
    for (std::int64_t x = first; x <= last; ++x) to[x] += strength * row[std::abs(x - source[0])];
  };
  std::atomic<std::int64_t> next{targets.low[2]};
  pool.run([&](int) {
    for (std::int64_t z; (z = next.fetch_add(1)) < targets.high[2];) {
      const std::int64_t first = std::max(sources.low[2], z - reach[2]);
      const std::int64_t last = std::min(sources.high[2] - 1, z + reach[2]);
      for (std::int64_t sz = first; sz <= last; ++sz) {
        for (std::int64_t sy = sources.low[1]; sy < sources.high[1]; ++sy) {
          for (std::int64_t sx = sources.low[0]; sx < sources.high[0]; ++sx) {
            const Index source = {sx, sy, sz};
            if (!(decays[linear(source, shape)] > 0)) continue;
            const std::int64_t y_first = std::max(targets.low[1], sy - reach[1]);
            const std::int64_t y_last = std::min(targets.high[1] - 1, sy + reach[1]);
            for (std::int64_t y = y_first; y <= y_last; ++y) add_row(source, z, y);
          }
        }
      }
    }
  });
}

/// The box of targets, slab by slab along z; x and y are cut to what the grid keeps.
class FourierConvolution {
 public:
  FourierConvolution(const std::vector<float>& decays, const Index& shape, const Box& sources,
                     const VoxelKernel& kernel, ThreadPool& pool)
      : decays_(decays),
        shape_(shape),
        sources_(sources),
        targets_(reached(sources, kernel.reach, shape)),
        reach_(kernel.reach),
        thickness_(slab_thickness(sources, kernel.reach)),
        padded_(padded_shape()),
        fft_(padded_, pool) {
    transform_kernel(kernel);
  }

  void add_to(std::vector<double>& energy) {
    std::vector<Complex> values(fft_.size());
    for (std::int64_t z = sources_.low[2]; z < sources_.high[2]; z += 2 * thickness_) {
      std::fill(values.begin(), values.end(), Complex());
      gather(z, values, [](Complex& to, double decays) { to.real(decays); });
      gather(z + thickness_, values, [](Complex& to, double decays) { to.imag(decays); });
      fft_.forward(values);
      const double scale = 1 / static_cast<double>(fft_.size());
      for (std::size_t i = 0; i < values.size(); ++i) values[i] *= kernel_[i] * scale;
      fft_.backward(values);
      scatter(z, values, energy, [](const Complex& from) { return from.real(); });
      scatter(z + thickness_, values, energy, [](const Complex& from) { return from.imag(); });
    }
    drop_rounding(energy);
  }

 private:
  /// Slabs several times as thick as the kernel waste little on its rim, and need little memory.
  static std::int64_t slab_thickness(const Box& sources, const Index& reach) {
    const std::int64_t half = (sources.high[2] - sources.low[2] + 1) / 2;
    return std::clamp<std::int64_t>(std::max<std::int64_t>(4 * reach[2], 64), 1, half);
  }
  /// Sources in [0, n), a kernel in [-r, r]: with n + 2 r all sums are apart.
  Index padded_shape() const {
    const Index n = sources_.shape();
    return {fast_length(n[0] + 2 * reach_[0]), fast_length(n[1] + 2 * reach_[1]),
            fast_length(thickness_ + 2 * reach_[2])};
  }
  /// A kernel that is even along each axis has a real transform.
  void transform_kernel(const VoxelKernel& kernel) {
    std::vector<Complex> values(fft_.size());
    const auto wrapped = [&](std::int64_t offset, std::size_t axis) {
      return offset < 0 ? offset + padded_[axis] : offset;
    };
    for (std::int64_t z = -reach_[2]; z <= reach_[2]; ++z) {
      for (std::int64_t y = -reach_[1]; y <= reach_[1]; ++y) {
        for (std::int64_t x = -reach_[0]; x <= reach_[0]; ++x) {
          values[linear({wrapped(x, 0), wrapped(y, 1), wrapped(z, 2)}, padded_)] =
              kernel.energy_fraction[kernel.at(std::abs(x), std::abs(y), std::abs(z))];
        }
      }
    }
    fft_.forward(values);
    kernel_.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) kernel_[i] = values[i].real();
  }
  template <class Put>
  void gather(std::int64_t first, std::vector<Complex>& values, Put&& put) const {
    const std::int64_t last = std::min(first + thickness_, sources_.high[2]);
    for (std::int64_t z = first; z < last; ++z) {
      for (std::int64_t y = sources_.low[1]; y < sources_.high[1]; ++y) {
        for (std::int64_t x = sources_.low[0]; x < sources_.high[0]; ++x) {
          put(values[linear({x - sources_.low[0], y - sources_.low[1], z - first}, padded_)],
              static_cast<double>(decays_[linear({x, y, z}, shape_)]));
        }
      }
    }
  }
  template <class Part>
  void scatter(std::int64_t first, const std::vector<Complex>& values, std::vector<double>& energy,
               Part&& part) const {
    if (first >= sources_.high[2]) return;
    const auto wrapped = [&](std::int64_t at, std::size_t axis) {
      return at < 0 ? at + padded_[axis] : at;
    };
    const std::int64_t begin = std::max<std::int64_t>(0, first - reach_[2]);
    const std::int64_t end = std::min(shape_[2], first + thickness_ + reach_[2]);
    for (std::int64_t z = begin; z < end; ++z) {
      for (std::int64_t y = targets_.low[1]; y < targets_.high[1]; ++y) {
        for (std::int64_t x = targets_.low[0]; x < targets_.high[0]; ++x) {
          const Index from = {wrapped(x - sources_.low[0], 0), wrapped(y - sources_.low[1], 1),
                              wrapped(z - first, 2)};
          energy[linear({x, y, z}, shape_)] += part(values[linear(from, padded_)]);
        }
      }
    }
  }
  static void drop_rounding(std::vector<double>& energy) {
    constexpr double rounding = 1e-14;
    const double largest = *std::max_element(energy.begin(), energy.end());
    for (double& value : energy) {
      if (value < rounding * largest) value = 0;
    }
  }

  const std::vector<float>& decays_;
  Index shape_;
  Box sources_, targets_;
  Index reach_;
  std::int64_t thickness_;
  Index padded_;
  FourierGrid fft_;
  std::vector<double> kernel_;
};

/// Whether sums cost more than transforms: about 0.4 ns for a product, 75 ns for all three
/// transforms of a padded voxel (bench_kernel_methods).
bool fourier_is_faster(const Box& sources, std::uint64_t count, const Index& reach) {
  double offsets = 1, padded = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    offsets *= static_cast<double>(2 * reach[axis] + 1);
    padded *= static_cast<double>(sources.shape()[axis] + 2 * reach[axis]);
  }
  return 0.4 * static_cast<double>(count) * offsets > 75 * padded;
}

}  // namespace

std::vector<double> convolve(const std::vector<float>& decays, const Index& shape,
                             const VoxelKernel& kernel, int threads, ConvolutionWay way) {
  std::vector<double> energy(decays.size(), 0);
  std::uint64_t count = 0;
  const Box sources = source_box(decays, shape, count);
  if (count == 0) return energy;
  const int hardware = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  ThreadPool pool(threads > 0 ? threads : hardware);
  const bool fourier =
      way == ConvolutionWay::fourier ||
      (way == ConvolutionWay::fastest && fourier_is_faster(sources, count, kernel.reach));
  if (fourier) {
    FourierConvolution(decays, shape, sources, kernel, pool).add_to(energy);
  } else {
    convolve_directly(decays, shape, sources, kernel, pool, energy);
  }
  return energy;
}

VoxelKernel truncated(const VoxelKernel& kernel, double radius_mm) {
  VoxelKernel cut = kernel;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxels = std::floor(radius_mm / kernel.spacing_mm[axis] + 1e-9);
    const double reach = static_cast<double>(kernel.reach[axis]);
    cut.reach[axis] = static_cast<std::int64_t>(std::min(reach, voxels));
  }
  cut.energy.clear();
  cut.energy_fraction.clear();
  cut.uncertainty.clear();
  cut.total.in_kernel = 0;
  for (std::int64_t z = 0; z <= cut.reach[2]; ++z) {
    for (std::int64_t y = 0; y <= cut.reach[1]; ++y) {
      for (std::int64_t x = 0; x <= cut.reach[0]; ++x) {
        const std::size_t from = kernel.at(x, y, z);
        const double far_mm = std::hypot(static_cast<double>(x) * kernel.spacing_mm[0],
                                         static_cast<double>(y) * kernel.spacing_mm[1],
                                         static_cast<double>(z) * kernel.spacing_mm[2]);
        const bool kept = far_mm <= radius_mm * (1 + 1e-9);
        cut.energy.push_back(kept ? kernel.energy[from] : 0);
        cut.energy_fraction.push_back(kept ? kernel.energy_fraction[from] : 0);
        cut.uncertainty.push_back(kernel.uncertainty[from]);
        cut.total.in_kernel += cut.energy.back();
      }
    }
  }
  return cut;
}

}  // namespace yttria
