// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/finite_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <vector>

#include "engine/error.hpp"

namespace yttria {
namespace {

TEST(FiniteTables, AValueThatIsNoneIsNamed) {
  std::vector<real> spectrum(7, real(1));
  std::vector<PhotonStep> steps(3);
  PhysicsTablesView view = {};
  view.spectrum = {spectrum.data(), spectrum.size()};
  view.photon_steps = {steps.data(), steps.size()};
  require_finite(view);
  steps[2].rayleigh[1] = std::numeric_limits<real>::quiet_NaN();
  try {
    require_finite(view);
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("value 21 of \"photon interactions\" is nan"));
  }
  steps[2].rayleigh[1] = 0;
  spectrum[6] = std::numeric_limits<real>::infinity();
  EXPECT_THROW(require_finite(view), RunError);
}

}  // namespace
}  // namespace yttria
