// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kernels/launch/backend.hpp"

namespace yttria {

/// The digests of one small run.
struct RunDigests {
  std::string physics;  // tables, SHA-256
  std::string history;  // all particles, 16 hex digits
  std::string tally;    // voxel sums and squares, SHA-256
  bool operator==(const RunDigests&) const = default;
};

struct SelfTestRow {
  std::string backend;  // "cpu", "cuda"
  std::string device;
  std::string preset;
  RunDigests measured;
  RunDigests golden;
  bool passed() const { return measured == golden; }
};

struct SelfTestReport {
  std::vector<SelfTestRow> rows;
  std::vector<std::string> skipped;  // backends that are not here, with the reason
  bool passed() const;
  /// Whether this machine computes what every other machine computes, in one line.
  std::string verdict() const;
};

/// Makes a backend for a problem.
using MakeBackend =
    std::function<std::unique_ptr<Backend>(const ProblemView& problem, const RoiLayout& rois)>;

/// Runs the built-in cases on one kind of backend.
SelfTestReport self_test_on(const MakeBackend& make);

/// Runs a built-in case (three materials, densities from 0 to 3 g/cm3, anisotropic voxels) with
/// both presets on every backend present, and compares with digests made once, on a CPU.
SelfTestReport self_test();

}  // namespace yttria
