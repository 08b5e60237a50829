// SPDX-License-Identifier: Apache-2.0
// Every way in which a case file can be wrong is refused, and the message names file, object,
// place and remedy.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "tests/engine/support/edited_file.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

using test::EditedFile;
using test::voxel;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

enum class Start { map, points, own_material };

struct Mistake {
  std::string name;
  std::function<void(EditedFile&)> make;
  std::vector<std::string> message;  // all of these must be in it
  Start start = Start::map;
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class BadCase : public testing::TestWithParam<Mistake> {};

TEST_P(BadCase, IsRefusedWithPlaceAndRemedy) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder / "case.h5";
  Case problem =
      GetParam().start == Start::points ? test::small_case_of_points() : test::small_case();
  if (GetParam().start == Start::own_material) {
    problem.materials[1] = user_material("resin", {{1, 0.08}, {6, 0.62}, {8, 0.3}}, 0);
  }
  write_case(path, problem, false);
  read_case(path);  // good before the mistake
  {
    EditedFile file(path);
    GetParam().make(file);
  }
  std::string message;
  try {
    read_case(path);
  } catch (const InputError& error) {
    message = error.what();
  }
  ASSERT_NE(message, "") << "the mistake was accepted";
  EXPECT_THAT(message, testing::StartsWith(path.string() + ": /"));
  for (const std::string& part : GetParam().message) {
    EXPECT_THAT(message, testing::HasSubstr(part));
  }
  // The pass that keeps all finds the same first problem.
  const std::vector<std::string> problems = check_case(path);
  ASSERT_FALSE(problems.empty());
  EXPECT_EQ(problems.front(), message);
}

std::vector<double> identity_with(std::size_t i, double value) {
  std::vector<double> direction = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  direction[i] = value;
  return direction;
}

void set_spectrum(EditedFile& f, const std::vector<double>& rows, const char* units = "MeV") {
  f.put("/source/beta_spectrum", {rows.size() / 2, 2}, H5T_IEEE_F64LE, rows);
  f.set_text("/source/beta_spectrum", "units", units);
}

void set_electron(EditedFile& f, double energy_MeV) {
  f.set_text("/source/map", "nuclide", "electron");
  f.set_numbers("/source/map", "energy_MeV", {energy_MeV});
}

const std::vector<double> zeros(60, 0);

const std::vector<Mistake> format_and_grid = {
    {"MissingFormat",
     [](auto& f) { f.remove_attribute("/", "format"); },
     {"/: has no attribute \"format\"", "yttria-case"}},
    {"OtherFormat",
     [](auto& f) { f.set_text("/", "format", "yttria-dose"); },
     {"format is \"yttria-dose\"", "\"yttria-case\" file is needed"}},
    {"MissingVersion",
     [](auto& f) { f.remove_attribute("/", "format_version"); },
     {"format_version", "[1, 0]"}},
    {"NewerMajor",
     [](auto& f) {
       f.set_integers("/", "format_version", {2, 0});
     },
     {"format_version is 2.0", "use a newer program"}},
    {"ShortVersion",
     [](auto& f) { f.set_integers("/", "format_version", {1}); },
     {"format_version holds 1 numbers"}},
    {"MissingGrid", [](auto& f) { f.remove("/grid"); }, {"/grid: is missing"}},
    {"MissingSpacing",
     [](auto& f) { f.remove_attribute("/grid", "spacing_mm"); },
     {"/grid: has no attribute \"spacing_mm\"; add it"}},
    {"TwoSpacings",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {1, 1});
     },
     {"/grid: attribute \"spacing_mm\" holds 2 numbers, but must hold 3"}},
    {"SpacingTooSmall",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {2, 0.00999, 2});
     },
     {"/grid: spacing_mm[1] is 0.00999", "from 0.01 to 20000 mm"}},
    {"SpacingTooLarge",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {2, 2, 20001});
     },
     {"spacing_mm[2] is 20001"}},
    {"SpacingZero",
     [](auto& f) {
       f.set_numbers("/grid", "spacing_mm", {0, 2, 2});
     },
     {"spacing_mm[0] is 0"}},
    {"SpacingText",
     [](auto& f) { f.set_text("/grid", "spacing_mm", "2"); },
     {"\"spacing_mm\" is string, but must be numbers"}},
    {"OriginNaN",
     [](auto& f) {
       f.set_numbers("/grid", "origin_mm", {0, nan, 0});
     },
     {"/grid: origin_mm[1] is nan; it must be finite"}},
    {"DirectionNotUnit",
     [](auto& f) { f.set_numbers("/grid", "direction", identity_with(4, 1.0001)); },
     {"/grid: direction is not orthonormal: columns 1 and 1"}},
    {"DirectionNotPerpendicular",
     [](auto& f) { f.set_numbers("/grid", "direction", identity_with(1, 1e-5)); },
     {"columns 0 and 1", "perpendicular unit vectors"}}};

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

const std::vector<Mistake> regions_and_storage = {
    {"MaskOffTheGrid",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 4}, H5T_STD_U8LE, std::vector<double>(80, 1));
     },
     {"/roi/liver: has shape [5][4][4], but /medium/density is [5][4][3]"}},
    {"MaskOfFloats",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 3}, H5T_IEEE_F32LE, zeros);
     },
     {"/roi/liver: has type f4, but must be u1"}},
    {"MaskEmpty",
     [](auto& f) {
       f.put("/roi/liver", {5, 4, 3}, H5T_STD_U8LE, zeros);
     },
     {"/roi/liver: is 0 everywhere"}},
    {"MaskWithoutRole",
     [](auto& f) { f.remove_attribute("/roi/lesion", "role"); },
     {"/roi/lesion: has no attribute \"role\"; set it to tumour, normal_liver, lung or other"}},
    {"BadRole",
     [](auto& f) { f.set_text("/roi/lesion", "role", "tumor"); },
     {"/roi/lesion: role \"tumor\" is not known; use tumour"}},
    {"SoftLink",
     [](auto& f) {
       f.move("/medium/density", "/elsewhere");
       f.soft_link("/medium/density", "/elsewhere");
     },
     {"/medium/density: is a soft link", "only hard links"}},
    {"ExternalLink",
     [](auto& f) {
       f.remove("/source/map");
       f.external_link("/source/map", "other.h5", "/map");
     },
     {"/source/map: is an external link", "only hard links"}},
    {"ExternalLinkToAGroup",
     [](auto& f) {
       f.remove("/grid");
       f.external_link("/grid", "other.h5", "/grid");
     },
     {"/grid: is an external link"}},
    {"VirtualDataset",
     [](auto& f) { f.virtual_dataset("/medium/density", "other.h5", "/density"); },
     {"/medium/density: is a virtual dataset"}},
    {"ExternalStorage",
     [](auto& f) { f.external_storage("/medium/density", "/dev/null"); },
     {"/medium/density: has its data in an external file"}}};

std::string name_of(const testing::TestParamInfo<Mistake>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(Format, BadCase, testing::ValuesIn(format_and_grid), name_of);
INSTANTIATE_TEST_SUITE_P(Medium, BadCase, testing::ValuesIn(medium), name_of);
INSTANTIATE_TEST_SUITE_P(Source, BadCase, testing::ValuesIn(source), name_of);
INSTANTIATE_TEST_SUITE_P(Storage, BadCase, testing::ValuesIn(regions_and_storage), name_of);

}  // namespace
}  // namespace yttria
