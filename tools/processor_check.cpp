// SPDX-License-Identifier: Apache-2.0
// Stops with a message on a processor that lacks what the rest of the program is compiled for.
// Compiled for any x86-64, runs before every other constructor, and includes nothing with inline
// functions, which the linker might take from a file compiled for x86-64-v3.
#include "tools/processor_check.hpp"

#include <cpuid.h>
#include <string.h>
#include <unistd.h>

namespace yttria {

namespace {

void say(const char* text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0) _exit(3);
}

ProcessorFeatures this_processor() {
  ProcessorFeatures features = {};
  unsigned a = 0, b = 0, c = 0, d = 0;
  if (__get_cpuid(1, &a, &b, &c, &d)) features.leaf1_ecx = c;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) features.leaf7_ebx = b;
  if (__get_cpuid(0x80000001u, &a, &b, &c, &d)) features.extended_ecx = c;
  if (features.leaf1_ecx & (1u << 27)) {
    __asm__ volatile("xgetbv" : "=a"(features.saved_state), "=d"(d) : "c"(0));
  }
  return features;
}

__attribute__((constructor(101))) void stop_on_old_processor() {
  const char* missing = missing_feature(this_processor());
  if (!missing) return;
  say("yttria: error: this processor lacks ");
  say(missing);
  say("; this build needs x86-64-v3 (AVX2, FMA, BMI2: Intel Haswell, AMD Excavator or newer)\n");
  _exit(3);
}

}  // namespace

const char* missing_feature(const ProcessorFeatures& f) {
  struct Feature {
    const char* name;
    unsigned word;
    unsigned mask;
  };
  const Feature required[] = {
      {"SSE4.2", f.leaf1_ecx, 1u << 20},
      {"POPCNT", f.leaf1_ecx, 1u << 23},
      {"OSXSAVE", f.leaf1_ecx, 1u << 27},
      {"AVX", f.leaf1_ecx, 1u << 28},
      {"AVX2", f.leaf7_ebx, 1u << 5},
      {"FMA", f.leaf1_ecx, 1u << 12},
      {"BMI1", f.leaf7_ebx, 1u << 3},
      {"BMI2", f.leaf7_ebx, 1u << 8},
      {"F16C", f.leaf1_ecx, 1u << 29},
      {"MOVBE", f.leaf1_ecx, 1u << 22},
      {"LZCNT", f.extended_ecx, 1u << 5},
      {"AVX support by the operating system", f.saved_state, 6u},
  };
  for (const Feature& feature : required) {
    if ((feature.word & feature.mask) != feature.mask) return feature.name;
  }
  return nullptr;
}

}  // namespace yttria
