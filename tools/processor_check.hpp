// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria {

/// Registers of the CPUID instruction that tell what a processor can do.
struct ProcessorFeatures {
  unsigned leaf1_ecx;
  unsigned leaf7_ebx;
  unsigned extended_ecx;  // leaf 0x80000001
  unsigned saved_state;   // XCR0: register files the operating system saves
};

/// First feature of x86-64-v3 that is missing ("AVX2"), nullptr when all are there.
const char* missing_feature(const ProcessorFeatures& features);

}  // namespace yttria
