// SPDX-License-Identifier: Apache-2.0
// Stands in for the driver's libcuda.so.1, as far as a start that fails: its version and what
// cuInit answers come from the environment.
#include <dlfcn.h>

#include <cstdlib>

namespace {

int number(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? 0 : std::atoi(text);
}

}  // namespace

extern "C" {

int cuDriverGetVersion(int* version) {
  *version = number("PROBE_DRIVER_VERSION");
  return 0;
}

int cuInit(unsigned) {
  return number("PROBE_INIT");
}

int cuGetProcAddress_v2(const char* name, void** function, int, unsigned long long, int* status) {
  void* self = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
  *function = dlsym(self, name);
  dlclose(self);
  if (status != nullptr) *status = *function == nullptr ? 1 : 0;
  return *function == nullptr ? 500 : 0;  // CUDA_ERROR_NOT_FOUND
}

int cuGetProcAddress(const char* name, void** function, int version, unsigned long long flags) {
  return cuGetProcAddress_v2(name, function, version, flags, nullptr);
}
}
