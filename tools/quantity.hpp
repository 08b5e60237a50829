// SPDX-License-Identifier: Apache-2.0
// Words of the command line that are more than a number. All throw InputError that names the flag.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "engine/analysis/gamma_index.hpp"
#include "engine/case/phantom.hpp"
#include "engine/case/roi.hpp"
#include "engine/moment.hpp"
#include "engine/result/dose.hpp"
#include "engine/run/run.hpp"

namespace yttria {

/// "1e7", "2500000": a whole number of at least 1.
std::uint64_t parse_count(const std::string& flag, const std::string& word);
/// "17": a whole number that fits into 64 bits.
std::uint64_t parse_seed(const std::string& flag, const std::string& word);
/// "10min", "30s", "2h", "1.5h"; a bare number is seconds.
double parse_seconds(const std::string& flag, const std::string& word);
/// "1.5h", "90min", "2.67d": hours; the unit must be there.
double parse_hours(const std::string& flag, const std::string& word);
/// "98,50": numbers within the limits; `wanted` is for the message.
std::vector<double> parse_numbers(const std::string& flag, const std::string& word, double lowest,
                                  double highest, const std::string& wanted);
/// A number above 0.
double parse_positive(const std::string& flag, const std::string& word);
/// "liver=1": 1 means 1 %.
Goal parse_goal(const std::string& flag, const std::string& word);
/// "0:16": batches 0 to 15.
BatchRange parse_batches(const std::string& flag, const std::string& word);
/// "0.5:2".
std::array<double, 2> parse_interval(const std::string& flag, const std::string& word);
/// "31" or "31,31,61".
std::array<std::int64_t, 3> parse_voxels(const std::string& flag, const std::string& word);
/// "3" or "2,2,3": edges of a voxel in mm.
std::array<double, 3> parse_spacing(const std::string& flag, const std::string& word);
/// "0.01,0.1,1": energies in MeV within limits, ascending whatever their order was.
std::vector<double> parse_energies_MeV(const std::string& flag, const std::string& word,
                                       double lowest_MeV, double highest_MeV);
/// "2%/2mm": dose and distance above 0.
GammaCriterion parse_gamma(const std::string& flag, const std::string& word);
/// "10%" or "10": from 0 to 100.
double parse_percent(const std::string& flag, const std::string& word);
/// "0,1".
DeviceList parse_devices(const std::string& flag, const std::string& word);
/// "water:12", "lung:5:0.3", "water:1:source", "water:1:1.0:source".
SlabPhantom::Layer parse_layer(const std::string& flag, const std::string& word);

/// "liver=DIR": all after the first = is a path.
std::pair<std::string, std::filesystem::path> parse_named_path(const std::string& flag,
                                                               const std::string& word);
/// "tumour1=4".
std::pair<std::string, double> parse_named_number(const std::string& flag, const std::string& word);
/// "*tumor*=tumour".
std::pair<std::string, RoiRole> parse_role(const std::string& flag, const std::string& word);
/// "2024-01-31 14:30:00".
Moment parse_moment(const std::string& flag, const std::string& word);

}  // namespace yttria
