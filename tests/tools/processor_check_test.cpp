// SPDX-License-Identifier: Apache-2.0
#include "tools/processor_check.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

constexpr ProcessorFeatures everything{~0u, ~0u, ~0u, ~0u};

TEST(ProcessorCheck, AcceptsAProcessorWithEverything) {
  EXPECT_EQ(missing_feature(everything), nullptr);
}

TEST(ProcessorCheck, NamesWhatIsMissing) {
  ProcessorFeatures features = everything;
  features.leaf7_ebx &= ~(1u << 5);  // Sandy Bridge: AVX, no AVX2
  EXPECT_STREQ(missing_feature(features), "AVX2");
  features = everything;
  features.leaf1_ecx &= ~(1u << 12);
  EXPECT_STREQ(missing_feature(features), "FMA");
  features = everything;
  features.saved_state = 3;  // an operating system that does not save the upper halves
  EXPECT_STREQ(missing_feature(features), "AVX support by the operating system");
  EXPECT_NE(missing_feature(ProcessorFeatures{}), nullptr);
}

}  // namespace
}  // namespace yttria
