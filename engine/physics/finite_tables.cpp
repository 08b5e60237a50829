// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/finite_tables.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <type_traits>

#include "engine/error.hpp"

namespace yttria {

void require_finite(PhysicsTablesView tables) {
  static constexpr std::array names = {"slowing down",
                                       "CSDA range",
                                       "share of bremsstrahlung",
                                       "hinge energy",
                                       "hinge nodes",
                                       "angles",
                                       "bremsstrahlung",
                                       "photon interactions",
                                       "momentum transfers",
                                       "dose to water",
                                       "spectrum",
                                       "internal probability",
                                       "internal photons"};
  std::size_t number = 0;
  tables.for_each_array([&](const auto& table) {
    using Row = std::remove_cvref_t<decltype(table[0])>;
    static_assert(sizeof(Row) % sizeof(real) == 0 && std::is_trivially_copyable_v<Row>);
    const char* name = names.at(number++);
    const real* values = reinterpret_cast<const real*>(table.data());  // rows are of reals alone
    for (std::uint64_t i = 0; i < table.size() * (sizeof(Row) / sizeof(real)); ++i) {
      if (std::isfinite(values[i])) continue;
      throw RunError(fmt::format(
          "physics tables: value {} of \"{}\" is {}; a material of the case lies beyond what the "
          "data are for (yttria material NAME shows it), or memory is faulty",
          i, name, values[i]));
    }
  });
}

}  // namespace yttria
