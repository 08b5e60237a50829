// SPDX-License-Identifier: Apache-2.0
// Preloaded into the program by crash_test.py: reading or writing an array of an HDF5 file crashes,
// or comes to no end. YTTRIA_CRASH is "read", "write" or "wait".
#include <dlfcn.h>
#include <hdf5.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

bool is_asked_for(const char* what) {
  const char* const wish = std::getenv("YTTRIA_CRASH");
  return wish != nullptr && std::string(wish) == what;
}

void crash() {
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" herr_t H5Dread(hid_t dataset, hid_t memory, hid_t to, hid_t from, hid_t plist,
                          void* out) {
  if (is_asked_for("read")) crash();
  while (is_asked_for("wait")) pause();
  return real<decltype(H5Dread)>("H5Dread")(dataset, memory, to, from, plist, out);
}

extern "C" herr_t H5Dwrite(hid_t dataset, hid_t memory, hid_t from, hid_t to, hid_t plist,
                           const void* values) {
  if (is_asked_for("write")) crash();
  return real<decltype(H5Dwrite)>("H5Dwrite")(dataset, memory, from, to, plist, values);
}
