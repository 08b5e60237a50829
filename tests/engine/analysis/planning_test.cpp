// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/planning.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/analysis/compartment_doses.hpp"
#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "tests/engine/support/row_of_doses.hpp"

namespace yttria {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A row of 20 voxels of 1 mL and density 1: lung 0..5, liver 6..15, two tumours in it.
Case patient() {
  Case problem;
  problem.grid.shape = {20, 1, 1};
  problem.grid.spacing_mm = {10, 10, 10};
  problem.density_g_cm3.assign(20, 1);
  for (std::size_t v = 0; v < 6; ++v) problem.density_g_cm3[v] = 0.25f;
  problem.material.assign(20, 0);
  problem.materials = {library_material("water")};
  problem.source.map_decays.assign(20, 0);
  for (std::size_t v = 0; v < 6; ++v) problem.source.map_decays[v] = 1e11f;
  for (std::size_t v = 6; v < 16; ++v) problem.source.map_decays[v] = 4e11f;
  for (const std::size_t v : {8u, 9u, 12u}) problem.source.map_decays[v] = 20e11f;
  for (const float decays : problem.source.map_decays) {
    problem.source.total_decays += static_cast<double>(decays);
  }
  problem.rois = {{"left", RoiRole::lung, {{0, 3}}},
                  {"right", RoiRole::lung, {{3, 6}}},
                  {"liver", RoiRole::normal_liver, {{6, 16}}},
                  {"one", RoiRole::tumour, {{8, 10}}},
                  {"two", RoiRole::tumour, {{12, 13}}}};
  problem.digest = "patient";
  return problem;
}

double dose_Gy(const Planning& plan, const std::string& model, const std::string& compartment) {
  for (const ModelDose& dose : plan.doses) {
    if (dose.model == model && (plan.compartments.*dose.where).voxels.name == compartment) {
      return dose.dose_Gy;
    }
  }
  ADD_FAILURE() << model << " of " << compartment << " is missing";
  return 0;
}

TEST(Compartments, TumoursAreNoNormalLiver) {
  const Compartments c = compartments(patient());
  EXPECT_EQ(c.normal_liver.voxels.runs, (std::vector<VoxelRun>{{6, 8}, {10, 12}, {13, 16}}));
  EXPECT_EQ(c.liver.voxels.runs, (std::vector<VoxelRun>{{6, 16}}));
  EXPECT_THAT(c.tumour.regions, ElementsAre("one", "two"));
  EXPECT_THAT(c.lung.regions, ElementsAre("left", "right"));
  EXPECT_DOUBLE_EQ(c.tumour.mass_g, 3);
  EXPECT_DOUBLE_EQ(c.normal_liver.mass_g, 7);
  EXPECT_DOUBLE_EQ(c.lung.mass_g, 1.5);
  EXPECT_DOUBLE_EQ(c.lung.volume_mL, 6);
  EXPECT_NEAR(c.tumour.decays / 60e11, 1, 1e-6);
  EXPECT_NEAR(c.normal_liver.decays / 28e11, 1, 1e-6);
  EXPECT_EQ(c.decays_elsewhere(), 0);
  ASSERT_EQ(c.overlaps.size(), 2u);
  EXPECT_EQ(c.overlaps[0].voxels, 2);
  EXPECT_EQ(c.overlaps[0].counted_as, RoiRole::tumour);
}

TEST(Compartments, SharedVoxelsCountOnce) {
  Case problem = patient();
  problem.rois[4].runs = {{9, 13}};  // two tumours share voxel 9
  problem.rois[1].runs = {{3, 7}};   // lung and liver share voxel 6
  problem.rois.push_back({"body", RoiRole::other, {{0, 20}}});
  const Compartments c = compartments(problem);
  EXPECT_EQ(c.tumour.voxels.voxels(), 5);
  EXPECT_EQ(c.lung.voxels.voxels(), 6);
  EXPECT_EQ(c.normal_liver.voxels.voxels() + c.tumour.voxels.voxels(), 10);
  std::vector<std::string> shared;
  for (const Overlap& both : c.overlaps) {
    shared.push_back(both.one + "+" + both.other + "=" + std::to_string(both.voxels) + " " +
                     to_string(both.counted_as));
  }
  EXPECT_THAT(shared, ElementsAre("right+liver=1 normal_liver", "liver+one=2 tumour",
                                  "liver+two=4 tumour", "one+two=1 tumour"));
}

TEST(Planning, ByHand) {
  const Planning plan = plan_treatment(patient(), {});
  // T/N: 20 over 4 per gram. Shunt: 6 of 6 + 60 + 28.
  EXPECT_NEAR(plan.tumour_to_normal.value(), 5, 1e-6);
  EXPECT_NEAR(plan.lung_shunt_fraction.value(), 6.0 / 94, 1e-8);
  const double Gy = plan.energy_per_decay_MeV * 1.602176634e-13 * 1e3 * 1e11;  // 1e11 decays in 1 g
  EXPECT_NEAR(dose_Gy(plan, "MIRD one compartment", "liver with tumours") / (8.8 * Gy), 1, 1e-6);
  EXPECT_NEAR(dose_Gy(plan, "partition model", "tumour") / (20 * Gy), 1, 1e-6);
  EXPECT_NEAR(dose_Gy(plan, "partition model", "normal_liver") / (4 * Gy), 1, 1e-6);
  EXPECT_NEAR(dose_Gy(plan, "lung, mass of the case", "lung") / (4 * Gy), 1, 1e-6);
  EXPECT_NEAR(dose_Gy(plan, "lung, 1000 g by convention", "lung") / (6e-3 * Gy), 1, 1e-6);
  EXPECT_THAT(plan.not_computed, ElementsAre());
}

TEST(Planning, TheFactorOfTheLiterature) {
  const Planning plan = plan_treatment(patient(), {});
  EXPECT_NEAR(plan.Gy_kg_per_GBq, 49.67, 0.05);  // 49.67 rests on 0.9348 MeV and 64.0 h or so
  EXPECT_NEAR(plan.Gy_kg_per_GBq, 50, 0.5);
  EXPECT_GT(std::fabs(plan.Gy_kg_per_GBq * 64.1 / 72 - 49.67), 0.05) << "another half-life shows";
  const double liver_GBq = plan.activity_GBq(plan.compartments.liver.decays);
  EXPECT_NEAR(dose_Gy(plan, "MIRD one compartment", "liver with tumours") /
                  (plan.Gy_kg_per_GBq * liver_GBq / 10e-3),
              1, 1e-9);
}

TEST(Planning, PartitionModelInItsNotation) {
  // In the notation of the model: A (1 - L) in liver, R m_T + m_N in the denominator.
  const Planning plan = plan_treatment(patient(), {});
  const Compartments& c = plan.compartments;
  const double A = plan.activity_GBq(c.lung.decays + c.liver.decays);
  const double L = *plan.lung_shunt_fraction, R = *plan.tumour_to_normal;
  const double normal = plan.Gy_kg_per_GBq * A * (1 - L) / (R * 3e-3 + 7e-3);
  EXPECT_NEAR(dose_Gy(plan, "partition model", "normal_liver") / normal, 1, 1e-9);
  EXPECT_NEAR(dose_Gy(plan, "partition model", "tumour") / (R * normal), 1, 1e-9);
  EXPECT_NEAR(
      dose_Gy(plan, "lung, mass of the case", "lung") / (plan.Gy_kg_per_GBq * A * L / 1.5e-3), 1,
      1e-9);
}

TEST(Planning, BodySurfaceArea) {
  const Planning plan = plan_treatment(patient(), {MicrosphereDevice::resin, 180, 75, 800});
  // Du Bois: 0.007184 180^0.725 75^0.425 = 1.942 m2; three of ten voxels are tumour.
  EXPECT_NEAR(plan.surface_area.value().body_surface_m2, 1.942, 0.001);
  EXPECT_NEAR(plan.surface_area->activity_GBq, 1.942 - 0.2 + 0.3, 0.001);
  EXPECT_GT(dose_Gy(plan, "lung, mass as given", "lung"), 0);
  const Planning without = plan_treatment(patient(), {MicrosphereDevice::resin, {}, {}, {}});
  EXPECT_FALSE(without.surface_area.has_value());
  EXPECT_THAT(without.not_computed, ElementsAre(HasSubstr("--height-cm and --weight-kg")));
  // Metres for centimetres: 0.07 m2.
  EXPECT_THROW(plan_treatment(patient(), {MicrosphereDevice::resin, 1.8, 75, {}}), InputError);
  EXPECT_THROW(plan_treatment(patient(), {MicrosphereDevice::resin, 180, {}, {}}), InputError);
  EXPECT_THROW(plan_treatment(patient(), {MicrosphereDevice::resin, {}, 75, {}}), InputError);
  EXPECT_THROW(plan_treatment(patient(), {MicrosphereDevice::glass, 180, 75, {}}), InputError);
  EXPECT_THROW(plan_treatment(patient(), {{}, 180, 75, {}}), InputError);
}

TEST(Planning, PointsCountWhereTheyLie) {
  Case problem = patient();
  problem.source.map_decays.clear();
  problem.source.points_mm = {{10, 0, 0}, {80, 4.9, -4.9}, {94, 0, 0}, {60, 0, 0}, {190, 0, 0}};
  problem.source.points_decays = {1e9, 2e9, 3e9, 4e9, 10e9};
  problem.source.total_decays = 20e9;
  const Planning plan = plan_treatment(problem, {});
  EXPECT_DOUBLE_EQ(plan.compartments.lung.decays, 1e9);
  EXPECT_DOUBLE_EQ(plan.compartments.tumour.decays, 5e9);
  EXPECT_DOUBLE_EQ(plan.compartments.normal_liver.decays, 4e9);
  EXPECT_DOUBLE_EQ(plan.compartments.decays_elsewhere(), 10e9);
  EXPECT_DOUBLE_EQ(plan.lung_shunt_fraction.value(), 0.1);
}

TEST(Planning, MissingRolesAreNoGuess) {
  Case problem = patient();
  problem.rois.erase(problem.rois.begin() + 2);  // the liver
  const Planning no_liver = plan_treatment(problem, {});
  EXPECT_FALSE(no_liver.tumour_to_normal || no_liver.lung_shunt_fraction);
  EXPECT_THAT(no_liver.not_computed,
              ElementsAre(HasSubstr("tumour-to-normal ratio: no region of the case has the role "
                                    "normal_liver"),
                          HasSubstr("lung shunt"), HasSubstr("MIRD"), HasSubstr("partition")));
  EXPECT_GT(dose_Gy(no_liver, "lung, mass of the case", "lung"), 0);
  problem = patient();
  problem.rois.resize(3);  // no tumour
  EXPECT_THAT(plan_treatment(problem, {}).not_computed,
              ElementsAre(HasSubstr("role tumour"), HasSubstr("role tumour")));
  problem.rois.clear();
  EXPECT_TRUE(plan_treatment(problem, {}).doses.empty());
}

TEST(Planning, ElectronsHaveNoActivity) {
  Case problem = patient();
  problem.source.nuclide = "electron";
  problem.source.electron_energy_MeV = 1;
  const Planning plan = plan_treatment(problem, {});
  EXPECT_TRUE(std::isnan(plan.activity_GBq(1e9)));
  EXPECT_THAT(plan.not_computed, ElementsAre(HasSubstr("half-life")));
  EXPECT_NEAR(dose_Gy(plan, "lung, mass of the case", "lung"), 4e11 * 1.602176634e-13 * 1e3, 1e-3);
}

TEST(CompartmentDoses, AreThoseOfTheUnion) {
  const std::vector<float> doses = {10, 20, 40, 80};
  DoseMap map = dose_map(test::noisy_row_of_doses(doses, 64, 0.1, 5), "dose.h5");
  const Roi some{"some", RoiRole::other, {{0, 1}, {2, 4}}};
  const std::vector<Estimate> means = mean_doses(std::move(map), {some, {"row", {}, {{0, 4}}}});
  EXPECT_NEAR(means[0].value, 130.0 / 3, 1.5);
  // Noise of 10 % in 64 batches: sqrt(10^2 + 40^2 + 80^2) / 3 * 0.1 / 8; 15 degrees of freedom.
  EXPECT_NEAR(means[0].sigma, std::sqrt(8100.0) / 3 * 0.1 / 8, 0.7 * 0.375);
  EXPECT_NEAR(means[1].value, 37.5, 1.5);
  EXPECT_NEAR(means[1].sigma, std::sqrt(8500.0) / 4 * 0.1 / 8, 0.4 * 0.288);
}

TEST(CompartmentDoses, OfAnotherCaseAreRefused) {
  const Case problem = patient();
  DoseMap map;
  map.file = "dose.h5";
  map.grid = problem.grid;
  EXPECT_THAT(check_same_case(map, problem, "case.h5"), HasSubstr("does not say"));
  map.provenance = {{"case_digest", std::string("patient")}};
  EXPECT_EQ(check_same_case(map, problem, "case.h5"), "");
  map.provenance = {{"case_digest", std::string("another")}};
  EXPECT_THROW(check_same_case(map, problem, "case.h5"), InputError);
  map.provenance.clear();
  map.grid.origin_mm[0] = 1;
  EXPECT_THROW(check_same_case(map, problem, "case.h5"), InputError);
}

}  // namespace
}  // namespace yttria
