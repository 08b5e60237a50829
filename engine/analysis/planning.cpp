// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/planning.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "engine/error.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/run/problem.hpp"
#include "kernels/core/constants.hpp"

namespace yttria {

namespace {

constexpr double seconds_per_hour = 3600;
constexpr double least_surface_m2 = 0.2;  // Lau 2012: BSA less this
constexpr double conventional_lung_mass_g = 1000;

void check(const PlanningChoice& choice) {
  if (choice.height_cm.has_value() != choice.weight_kg.has_value()) {
    throw InputError(choice.height_cm ? "--weight-kg: is missing; the body surface area needs it "
                                        "beside --height-cm"
                                      : "--height-cm: is missing; the body surface area needs it "
                                        "beside --weight-kg");
  }
  if (choice.height_cm && choice.device != MicrosphereDevice::resin) {
    throw InputError(
        "--height-cm, --weight-kg: are for the body surface area model of resin microspheres; add "
        "--device resin or leave them out");
  }
}

/// Fills in what one compartment lacks for a quantity; true: nothing.
class Lack {
 public:
  explicit Lack(Planning& plan) : plan_(plan) {}

  bool none(const std::string& quantity, std::initializer_list<const Compartment*> needed) {
    for (const Compartment* one : needed) {
      const std::string role = one->voxels.name;
      if (one->regions.empty()) return say(quantity, "no region of the case has the role " + role);
      if (!(one->mass_g > 0)) return say(quantity, role + " has no voxel with mass of its own");
    }
    return true;
  }
  bool say(const std::string& quantity, const std::string& reason) {
    plan_.not_computed.push_back(quantity + ": " + reason);
    return false;
  }

 private:
  Planning& plan_;
};

void add_ratios(Planning& plan, Lack& lack) {
  const Compartments& c = plan.compartments;
  const std::string ratio = "tumour-to-normal ratio";
  if (lack.none(ratio, {&c.tumour, &c.normal_liver})) {
    if (c.normal_liver.decays > 0) {
      plan.tumour_to_normal =
          c.tumour.decays / c.tumour.mass_g / (c.normal_liver.decays / c.normal_liver.mass_g);
    } else {
      lack.say(ratio, "normal liver has no activity");
    }
  }
  const std::string shunt = "lung shunt fraction";
  if (!lack.none(shunt, {&c.lung, &c.normal_liver})) return;
  const double both = c.lung.decays + c.liver.decays;
  if (both > 0) {
    plan.lung_shunt_fraction = c.lung.decays / both;
  } else {
    lack.say(shunt, "neither lung nor liver has activity");
  }
}

void add_doses(Planning& plan, const PlanningChoice& choice, Lack& lack) {
  const Compartments& c = plan.compartments;
  const double Gy_g_per_decay =
      plan.energy_per_decay_MeV * constants::joule_per_MeV * 1e3;  // J = Gy kg
  if (lack.none("MIRD one compartment", {&c.normal_liver})) {
    plan.doses.push_back({"MIRD one compartment", &Compartments::liver, c.liver.mass_g,
                          Gy_g_per_decay * c.liver.decays / c.liver.mass_g});
  }
  if (lack.none("partition model", {&c.tumour, &c.normal_liver}) && plan.tumour_to_normal) {
    const double normal_Gy = Gy_g_per_decay * c.liver.decays /
                             (*plan.tumour_to_normal * c.tumour.mass_g + c.normal_liver.mass_g);
    plan.doses.push_back({"partition model", &Compartments::tumour, c.tumour.mass_g,
                          *plan.tumour_to_normal * normal_Gy});
    plan.doses.push_back(
        {"partition model", &Compartments::normal_liver, c.normal_liver.mass_g, normal_Gy});
  }
  if (!lack.none("lung dose", {&c.lung})) return;
  const auto add_lung = [&](const std::string& word, double mass_g) {
    plan.doses.push_back(
        {"lung, " + word, &Compartments::lung, mass_g, Gy_g_per_decay * c.lung.decays / mass_g});
  };
  add_lung("mass of the case", c.lung.mass_g);
  if (choice.lung_mass_g) add_lung("mass as given", *choice.lung_mass_g);
  add_lung("1000 g by convention", conventional_lung_mass_g);
}

void add_surface_area(Planning& plan, const PlanningChoice& choice, Lack& lack) {
  const std::string model = "body surface area model";
  if (choice.device != MicrosphereDevice::resin) return;
  if (!choice.height_cm) {
    lack.say(model, "needs the patient's --height-cm and --weight-kg");
    return;
  }
  const Compartments& c = plan.compartments;
  if (!lack.none(model, {&c.tumour, &c.normal_liver})) return;
  SurfaceAreaModel result{};
  result.body_surface_m2 =
      0.20247 * std::pow(*choice.height_cm / 100, 0.725) * std::pow(*choice.weight_kg, 0.425);
  if (!(result.body_surface_m2 > least_surface_m2)) {
    throw InputError(fmt::format(
        "--height-cm {:g}, --weight-kg {:g}: a body surface of {:.3g} m2, below the {:g} m2 that "
        "the model takes off; give the height in cm and the weight in kg",
        *choice.height_cm, *choice.weight_kg, result.body_surface_m2, least_surface_m2));
  }
  result.activity_GBq =
      result.body_surface_m2 - least_surface_m2 + c.tumour.volume_mL / c.liver.volume_mL;
  plan.surface_area = result;
}

}  // namespace

double Planning::activity_GBq(double decays) const {
  if (!(half_life_h > 0)) return std::numeric_limits<double>::quiet_NaN();
  return decays * std::numbers::ln2 / (half_life_h * seconds_per_hour) * 1e-9;
}

Planning plan_treatment(const Case& problem, const PlanningChoice& choice) {
  check(choice);
  Planning plan;
  plan.compartments = compartments(problem);
  plan.device = choice.device;
  plan.nuclide = problem.source.nuclide;
  plan.energy_per_decay_MeV = mean_emitted_energy_MeV(problem.source);
  Lack lack(plan);
  if (plan.nuclide == "electron") {
    lack.say("activities", "the source emits single electrons, which have no half-life");
  } else {
    plan.half_life_h = nuclide(plan.nuclide).half_life_h;
    const double decays_per_GBq = 1e9 * plan.half_life_h * seconds_per_hour / std::numbers::ln2;
    plan.Gy_kg_per_GBq = plan.energy_per_decay_MeV * constants::joule_per_MeV * decays_per_GBq;
  }
  add_ratios(plan, lack);
  add_doses(plan, choice, lack);
  add_surface_area(plan, choice, lack);
  return plan;
}

}  // namespace yttria
