// SPDX-License-Identifier: Apache-2.0
// The errors that a sanitized build must stop at; the argument says which. A build that goes on
// after the error says so.
#include <cstdio>
#include <cstring>
#include <limits>
#include <vector>

int main(int argc, char** argv) {
  const char* error = argc > 1 ? argv[1] : "";
  int seen = 0;
  if (std::strcmp(error, "address") == 0) {
    const std::vector<int> two(2);
    seen = two.data()[argc];
  }
  if (std::strcmp(error, "undefined") == 0) seen = std::numeric_limits<int>::max() + argc;
  std::printf("went on with %d\n", seen);
  return 0;
}
