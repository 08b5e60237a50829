// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/material_library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/physics/element.hpp"

namespace yttria {
namespace {

using ::testing::HasSubstr;

template <class F>
std::string message_of(F&& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return "no error";
}

TEST(MaterialLibrary, HasTheNamesOfTheCaseFormat) {
  const auto names = library_material_names();
  std::vector<std::string> expected = {
      "water", "air",        "lung",          "adipose",   "muscle",        "soft tissue", "liver",
      "blood", "red marrow", "yellow marrow", "spongiosa", "cortical bone", "graphite"};
  for (int bin = 1; bin <= 24; ++bin) expected.push_back("schneider-" + std::to_string(bin));
  EXPECT_THAT(names, ::testing::UnorderedElementsAreArray(expected));
}

TEST(MaterialLibrary, EveryMaterialIsComplete) {
  for (const std::string& name : library_material_names()) {
    const Material material = library_material(name);
    EXPECT_EQ(material.name, name);
    double sum = 0;
    int last_Z = 0;
    for (const auto& [Z, fraction] : material.mass_fractions) {
      EXPECT_GT(Z, last_Z) << name;
      EXPECT_GT(fraction, 0) << name;
      last_Z = Z;
      sum += fraction;
    }
    EXPECT_NEAR(sum, 1, 1e-15) << name;
    EXPECT_GT(material.mean_excitation_energy_eV, 60) << name;
    EXPECT_LT(material.mean_excitation_energy_eV, 120) << name;
    EXPECT_GT(material.nominal_density_g_cm3, 0.001) << name;
    EXPECT_LT(material.nominal_density_g_cm3, 2) << name;
  }
}

// ICRU 44 and 46 obtained the I of these by the same additivity; water, air, graphite and the
// four-component tissue have I of their own.
TEST(MaterialLibrary, BraggsRuleReproducesTheTissues) {
  for (const char* name : {"lung", "adipose", "muscle", "liver", "blood", "red marrow",
                           "yellow marrow", "spongiosa", "cortical bone"}) {
    const Material material = library_material(name);
    EXPECT_NEAR(bragg_mean_excitation_energy_eV(material.mass_fractions) /
                    material.mean_excitation_energy_eV,
                1, 1e-3)
        << name;
  }
}

TEST(MaterialLibrary, SchneiderBinsShareTheExcitationEnergyOfTheirTissues) {
  EXPECT_NEAR(library_material("schneider-2").mean_excitation_energy_eV, 75.17, 0.01);
  EXPECT_NEAR(library_material("schneider-10").mean_excitation_energy_eV, 73.22, 0.01);
  EXPECT_NEAR(library_material("schneider-24").mean_excitation_energy_eV, 111.97, 0.01);
  EXPECT_EQ(library_material("schneider-2").mass_fractions,
            library_material("lung").mass_fractions);
}

TEST(MaterialLibrary, UnknownNameSuggestsTheNearest) {
  EXPECT_THAT(message_of([] { library_material("Water"); }), HasSubstr("did you mean 'water'?"));
  EXPECT_THAT(message_of([] { library_material("soft-tissue"); }),
              HasSubstr("did you mean 'soft tissue'?"));
  EXPECT_THAT(message_of([] { library_material("cortical_bone"); }),
              HasSubstr("no material 'cortical_bone'"));
}

TEST(UserMaterial, IsSortedAndRenormalised) {
  const Material pmma = user_material("PMMA", {{8, 0.3196}, {6, 0.5998}, {1, 0.0805}, {26, 0}}, 74);
  ASSERT_EQ(pmma.mass_fractions.size(), 3u);
  EXPECT_EQ(pmma.mass_fractions[0].first, 1);
  EXPECT_EQ(pmma.mass_fractions[2].first, 8);
  EXPECT_NEAR(pmma.mass_fractions[1].second, 0.5998 / 0.9999, 1e-15);
  EXPECT_EQ(pmma.mean_excitation_energy_eV, 74);
}

TEST(UserMaterial, WithoutExcitationEnergyTakesBraggsRule) {
  const Material water = user_material("w", {{1, 0.111894}, {8, 0.888106}}, 0);
  EXPECT_NEAR(water.mean_excitation_energy_eV, 75.32, 0.01);
}

TEST(UserMaterial, ElementWithoutDataIsNamed) {
  EXPECT_THAT(message_of([] {
                user_material("implant", {{22, 1.0}}, 0);
              }),
              ::testing::AllOf(HasSubstr("material 'implant'"),
                               HasSubstr("no data for element Ti (Z=22)"), HasSubstr("H C N O")));
  EXPECT_THAT(message_of([] { user_material("x", {{0, 1.0}}, 0); }), HasSubstr("(Z=0)"));
}

TEST(UserMaterial, NonsenseIsRefused) {
  EXPECT_THAT(message_of([] {
                user_material("x", {{1, 0.5}, {8, 0.4}}, 75);
              }),
              HasSubstr("must sum to 1"));
  EXPECT_THAT(message_of([] { user_material("x", {}, 75); }), HasSubstr("must sum to 1"));
  EXPECT_THAT(message_of([] {
                user_material("x", {{1, -0.1}, {8, 1.1}}, 75);
              }),
              HasSubstr("between 0 and 1"));
  EXPECT_THAT(message_of([] {
                user_material("x", {{8, 0.5}, {8, 0.5}}, 75);
              }),
              HasSubstr("listed twice"));
  EXPECT_THAT(message_of([] {
                user_material("x", {{8, 1}}, -1);
              }),
              HasSubstr("mean excitation energy"));
}

TEST(Element, SubshellsHoldAllElectrons) {
  ASSERT_FALSE(elements().empty());
  for (const Element& atom : elements()) {
    double electrons = 0;
    for (const Subshell& shell : atom.subshells) electrons += shell.electrons;
    EXPECT_EQ(electrons, atom.Z) << atom.symbol;
  }
}

}  // namespace
}  // namespace yttria
