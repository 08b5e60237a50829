// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "tests/engine/case/bad_case.hpp"

namespace yttria::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const std::vector<double> zeros(60, 0);

void set_spectrum(EditedFile& f, const std::vector<double>& rows, const char* units = "MeV") {
  f.put("/source/beta_spectrum", {rows.size() / 2, 2}, H5T_IEEE_F64LE, rows);
  f.set_text("/source/beta_spectrum", "units", units);
}

void set_electron(EditedFile& f, double energy_MeV) {
  f.set_text("/source/map", "nuclide", "electron");
  f.set_numbers("/source/map", "energy_MeV", {energy_MeV});
}

const std::vector<Mistake> source = {
    {"NoSource", [](auto& f) { f.remove("/source"); }, {"/source: is missing"}},
    {"NeitherMapNorPoints",
     [](auto& f) { f.remove("/source/map"); },
     {"/source: has neither map nor points; add one"}},
    {"BothMapAndPoints",
     [](auto& f) { f.group("/source/points"); },
     {"/source: has both map and points; remove one"}},
    {"MapWithoutUnit",
     [](auto& f) { f.remove_attribute("/source/map", "units"); },
     {"/source/map: has no attribute \"units\"; set it to \"1\""}},
    {"MapWithUnitOfAnotherQuantity",
     [](auto& f) { f.set_text("/source/map", "quantity", "activity"); },
     {"/source/map: units \"1\"", "\"Bq\""}},
    {"MapWithoutQuantity",
     [](auto& f) { f.remove_attribute("/source/map", "quantity"); },
     {"/source/map: has no attribute \"quantity\""}},
    {"UnknownQuantity",
     [](auto& f) { f.set_text("/source/map", "quantity", "counts"); },
     {"/source/map: quantity \"counts\" is not known"}},
    {"RelativeWithoutTotal",
     [](auto& f) { f.set_text("/source/map", "quantity", "relative"); },
     {"/source/map: quantity \"relative\" needs the attribute \"total_decays\""}},
    {"RelativeWithZeroTotal",
     [](auto& f) {
       f.set_text("/source/map", "quantity", "relative");
       f.set_numbers("/source/map", "total_decays", {0});
     },
     {"/source/map: total_decays is 0"}},
    {"MapOfOtherShape",
     [](auto& f) {
       f.put("/source/map", {4, 5, 3}, H5T_IEEE_F32LE, zeros);
     },
     {"/source/map: has shape [4][5][3], but /medium/density is [5][4][3]"}},
    {"MapOfIntegers",
     [](auto& f) {
       f.put("/source/map", {5, 4, 3}, H5T_STD_U32LE, zeros);
     },
     {"/source/map: has type u4, but must be f4 or f8"}},
    {"MapNaN",
     [](auto& f) { f.poke("/source/map", voxel(0, 0, 2), nan); },
     {"/source/map: voxel [0][0][2] is nan"}},
    {"MapNegative",
     [](auto& f) { f.poke("/source/map", voxel(4, 3, 1), -1e5); },
     {"/source/map: voxel [4][3][1] is -100000", "not negative"}},
    {"MapZero",
     [](auto& f) {
       f.put("/source/map", {5, 4, 3}, H5T_IEEE_F32LE, zeros);
     },
     {"/source/map: is 0 everywhere"}},
    {"MapTooLarge",
     [](auto& f) {
       std::vector<double> values(60, 0);
       values[voxel(1, 1, 1)] = 1e39;
       f.put("/source/map", {5, 4, 3}, H5T_IEEE_F64LE, values);
     },
     {"/source/map: voxel [1][1][1] is 1e+39", "more decays than can be stored"}},
    {"ActivityInVacuum",
     [](auto& f) { f.poke("/source/map", 0, 5); },
     {"/medium/density: voxel [0][0][0] is 0", "/source/map has activity there"}},
    {"MissingNuclide",
     [](auto& f) { f.remove_attribute("/source/map", "nuclide"); },
     {"/source/map: has no attribute \"nuclide\"", "Y-90"}},
    {"UnknownNuclide",
     [](auto& f) { f.set_text("/source/map", "nuclide", "Y-91"); },
     {"/source/map: attribute \"nuclide\"", "Y-91", "Y-90"}},
    {"ElectronWithoutEnergy",
     [](auto& f) { f.set_text("/source/map", "nuclide", "electron"); },
     {"/source/map: nuclide \"electron\" needs the attribute \"energy_MeV\""}},
    {"ElectronTooFast",
     [](auto& f) { set_electron(f, 3.91); },
     {"/source/map: energy_MeV is 3.91", "at most 3.9 MeV"}},
    {"ElectronAtRest", [](auto& f) { set_electron(f, 0); }, {"/source/map: energy_MeV is 0"}},
    {"ElectronActivity",
     [](auto& f) {
       set_electron(f, 1);
       f.set_text("/source/map", "quantity", "activity");
       f.set_text("/source/map", "units", "Bq");
     },
     {"/source/map: quantity \"activity\" needs a half-life"}},
    {"ElectronSpectrum",
     [](auto& f) {
       set_electron(f, 1);
       set_spectrum(f, {0, 1, 1, 1});
     },
     {"/source/beta_spectrum: contradicts nuclide \"electron\""}},
    {"SpectrumOfOneRow",
     [](auto& f) {
       set_spectrum(f, {1, 1});
     },
     {"/source/beta_spectrum: has shape [1][2]", "at least two rows"}},
    {"SpectrumWithoutUnit",
     [](auto& f) {
       f.put("/source/beta_spectrum", {2, 2}, H5T_IEEE_F64LE, {0, 1, 1, 1});
     },
     {"/source/beta_spectrum: has no attribute \"units\"", "MeV"}},
    {"SpectrumInKeV",
     [](auto& f) {
       set_spectrum(f, {0, 1, 1, 1}, "keV");
     },
     {"/source/beta_spectrum: units \"keV\""}},
    {"SpectrumDescends",
     [](auto& f) {
       set_spectrum(f, {0, 1, 1, 1, 1, 2});
     },
     {"/source/beta_spectrum: [2][0] is 1, after 1; energies must ascend"}},
    {"SpectrumTooHigh",
     [](auto& f) {
       set_spectrum(f, {0, 1, 3.9, 1});
     },
     {"/source/beta_spectrum: [1][0] is 3.9"}},
    {"SpectrumNegative",
     [](auto& f) {
       set_spectrum(f, {0, 1, 1, -1});
     },
     {"/source/beta_spectrum: [1][1] is -1"}},
    {"SpectrumZero",
     [](auto& f) {
       set_spectrum(f, {0, 0, 1, 0});
     },
     {"/source/beta_spectrum: is 0 everywhere"}},
    {"BeamDirectionOfAnotherLength",
     [](auto& f) {
       f.set_numbers("/source/points", "direction", {0, 0.6, 0.9});
     },
     {"/source/points: direction is (0, 0.6, 0.9); it must be a unit vector"},
     Start::points},
    {"BeamDirectionOfTwoNumbers",
     [](auto& f) {
       f.set_numbers("/source/points", "direction", {0, 1});
     },
     {"/source/points", "direction"},
     Start::points},
    {"PointOutside",
     [](auto& f) { f.poke("/source/points/position", 3, -12); },
     {"/source/points/position: [1] is (-12, 29, -285) mm, outside the grid"},
     Start::points},
    {"PointNaN",
     [](auto& f) { f.poke("/source/points/position", 2, nan); },
     {"/source/points/position: [0] is (-8, 23.5, nan)"},
     Start::points},
    {"PointInVacuum",
     [](auto& f) {
       f.poke("/source/points/position", 0, -10);
       f.poke("/source/points/position", 1, 20.5);
       f.poke("/source/points/position", 2, -300);
     },
     {"/source/points/position: [0] lies in voxel [0][0][0], whose density is 0"},
     Start::points},
    {"PointNegative",
     [](auto& f) { f.poke("/source/points/decays", 1, -3); },
     {"/source/points/decays: [1] is -3"},
     Start::points},
    {"PointsZero",
     [](auto& f) {
       f.put("/source/points/decays", {2}, H5T_IEEE_F64LE, {0, 0});
     },
     {"/source/points/decays: is 0 everywhere"},
     Start::points},
    {"PointsOfTwoLengths",
     [](auto& f) {
       f.put("/source/points/decays", {3}, H5T_IEEE_F64LE, {1, 1, 1});
     },
     {"/source/points/position: has shape [2][3]", "[3][3]"},
     Start::points},
    {"PointsWithoutUnit",
     [](auto& f) { f.remove_attribute("/source/points/position", "units"); },
     {"/source/points/position: has no attribute \"units\"", "\"mm\""},
     Start::points},
    {"PointsWithoutNuclide",
     [](auto& f) { f.remove_attribute("/source/points", "nuclide"); },
     {"/source/points: has no attribute \"nuclide\""},
     Start::points}};

INSTANTIATE_TEST_SUITE_P(Source, BadCase, testing::ValuesIn(source), name_of);

}  // namespace
}  // namespace yttria::test
