// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/physics/transport_settings.hpp"
#include "engine/run/selftest.hpp"

namespace yttria {

/// Digests of the self-test in single precision, made on a CPU. There are no others: every
/// backend, compiler and machine must give these. A change of physics or of random numbers
/// changes them; then `yttria selftest` prints the new ones.
struct Golden {
  std::string preset;  // as printed
  TransportChoice choice;
  std::vector<std::pair<double, double>> beta_spectrum;  // empty: that of Y-90
  RunDigests digests;
};
std::vector<Golden> selftest_golden();

}  // namespace yttria
