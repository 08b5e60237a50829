// SPDX-License-Identifier: Apache-2.0
// In the place of import and export where the program is built without their libraries.
#include "engine/error.hpp"
#include "tools/command_line.hpp"

namespace yttria {

namespace {

[[noreturn]] void refuse(const char* command) {
  throw InputError(std::string(command) +
                   ": this program was built without it; configure with -DYTTRIA_EXCHANGE=ON and "
                   "build again");
}

}  // namespace

int execute(const ImportCommand&) {
  refuse("import");
}

int execute(const ExportCommand&) {
  refuse("export");
}

}  // namespace yttria
