// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "tests/engine/case/bad_case.hpp"

namespace yttria::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
const std::vector<double> zeros(60, 0);

const std::vector<Mistake> medium = {
    {"MissingMedium", [](auto& f) { f.remove("/medium"); }, {"/medium: is missing"}},
    {"MissingDensity",
     [](auto& f) { f.remove("/medium/density"); },
     {"/medium/density: is missing"}},
    {"DensityIsAGroup",
     [](auto& f) {
       f.remove("/medium/density");
       f.group("/medium/density");
     },
     {"/medium/density: must be a dataset"}},
    {"DensityWithoutUnit",
     [](auto& f) { f.remove_attribute("/medium/density", "units"); },
     {"/medium/density: has no attribute \"units\"; set it to \"g/cm3\""}},
    {"DensityWithUnknownUnit",
     [](auto& f) { f.set_text("/medium/density", "units", "kg/m3"); },
     {"/medium/density: units \"kg/m3\"", "\"g/cm3\""}},
    {"MaterialWithoutUnit",
     [](auto& f) { f.remove_attribute("/medium/material", "units"); },
     {"/medium/material: has no attribute \"units\""}},
    {"DensityOfTwoAxes",
     [](auto& f) {
       f.put("/medium/density", {20, 3}, H5T_IEEE_F32LE, zeros);
     },
     {"/medium/density: has shape [20][3], but must be [z][y][x]"}},
    {"DensityOfIntegers",
     [](auto& f) {
       f.put("/medium/density", {5, 4, 3}, H5T_STD_I32LE, zeros);
     },
     {"/medium/density: has type i4, but must be f4"}},
    {"DensityNaN",
     [](auto& f) { f.poke("/medium/density", voxel(1, 2, 0), nan); },
     {"/medium/density: voxel [1][2][0] is nan", "finite and not negative"}},
    {"DensityInfinite",
     [](auto& f) { f.poke("/medium/density", voxel(4, 0, 2), infinity); },
     {"/medium/density: voxel [4][0][2] is inf"}},
    {"DensityNegative",
     [](auto& f) {
       f.poke("/medium/density", voxel(3, 1, 2), -0.5);
       f.poke("/medium/density", voxel(4, 1, 2), -1);
     },
     {"/medium/density: voxel [3][1][2] is -0.5 (and 1 more voxels)"}},
    {"DensityOfNoMass",
     [](auto& f) { f.poke("/medium/density", voxel(2, 2, 2), 9.9e-21); },
     {"/medium/density: voxel [2][2][2] is 9.8999", "0 (vacuum), or 1e-20 g/cm3 and more"}},
    {"MaterialOfOtherShape",
     [](auto& f) {
       f.put("/medium/material", {5, 3, 4}, H5T_STD_U16LE, zeros);
     },
     {"/medium/material: has shape [5][3][4], but /medium/density is [5][4][3]"}},
    {"MaterialSigned",
     [](auto& f) {
       f.put("/medium/material", {5, 4, 3}, H5T_STD_I16LE, zeros);
     },
     {"/medium/material: has type i2, but must be u1 or u2"}},
    {"MaterialIndexOutOfRange",
     [](auto& f) { f.poke("/medium/material", voxel(0, 3, 1), 2); },
     {"/medium/material: voxel [0][3][1] is 2; /materials has the rows 0 to 1"}},
    {"UnknownMaterial",
     [](auto& f) {
       f.put_texts("/materials/name", {"soft tissue", "wather"});
     },
     {"/materials/name: row 1 \"wather\"", "water"}},
    {"TooManyMaterials",
     [](auto& f) { f.put_texts("/materials/name", std::vector<std::string>(65536, "water")); },
     {"/materials/name: has 65536 rows"}},
    {"NoMaterials", [](auto& f) { f.remove("/materials"); }, {"/materials: is missing"}},
    {"OnlyZ",
     [](auto& f) {
       f.put("/materials/Z", {2}, H5T_STD_U8LE, {1, 8});
     },
     {"/materials: defines materials incompletely", "together, or none"}},
    {"FractionsDoNotAddUp",
     [](auto& f) { f.poke("/materials/mass_fraction", 3, 0.1); },
     {"/materials/mass_fraction: row 1 \"resin\"", "add up to 1.02"},
     Start::own_material},
    {"FractionNegative",
     [](auto& f) { f.poke("/materials/mass_fraction", 4, -0.1); },
     {"/materials/mass_fraction: [1][1] is -0.1"},
     Start::own_material},
    {"FractionsOfOtherShape",
     [](auto& f) {
       f.put("/materials/mass_fraction", {2, 2}, H5T_IEEE_F64LE, {0, 0, 0.5, 0.5});
     },
     {"/materials/mass_fraction: has shape [2][2]", "[2][3]"},
     Start::own_material},
    {"ElementTwice",
     [](auto& f) { f.poke("/materials/Z", 1, 1); },
     {"/materials/Z: [0] is 1; atomic numbers"},
     Start::own_material},
    {"ElementWithoutData",
     [](auto& f) { f.poke("/materials/Z", 2, 120); },
     {"/materials/mass_fraction: row 1 \"resin\"", "120"},
     Start::own_material},
    {"ExcitationNegative",
     [](auto& f) { f.poke("/materials/mean_excitation_energy", 1, -75); },
     {"/materials/mean_excitation_energy: [1] is -75", "Bragg"},
     Start::own_material},
    {"ExcitationWithoutUnit",
     [](auto& f) { f.remove_attribute("/materials/mean_excitation_energy", "units"); },
     {"/materials/mean_excitation_energy: has no attribute \"units\"", "\"eV\""},
     Start::own_material},
    {"LibraryRowOfUnknownName",
     [](auto& f) {
       f.put_texts("/materials/name", {"mud", "resin"});
     },
     {"row 0 \"mud\""},
     Start::own_material}};

INSTANTIATE_TEST_SUITE_P(Medium, BadCase, testing::ValuesIn(medium), name_of);

}  // namespace
}  // namespace yttria::test
