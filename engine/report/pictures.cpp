// SPDX-License-Identifier: Apache-2.0
#include "engine/report/pictures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/analysis/grid_map.hpp"
#include "engine/analysis/resampling.hpp"
#include "engine/report/colour_map.hpp"
#include "engine/report/direction_marks.hpp"
#include "engine/report/picture_volume.hpp"
#include "engine/report/plane.hpp"
#include "engine/report/still_picture.hpp"
#include "engine/report/view.hpp"

namespace yttria::report {

namespace {

using Json = nlohmann::ordered_json;

constexpr Quantisation density_codes{0, 2.5, false, 1};
constexpr Quantisation uncertainty_codes{1e-3, 1, true, 1};

Json json_of(const Quantisation& codes, const std::string& volume) {
  return {{"volume", volume},
          {"low", codes.low},
          {"high", codes.high},
          {"logarithmic", codes.logarithmic},
          {"bytes", codes.bytes}};
}

Json json_of(const View& view) {
  return {{"name", view.name},
          {"normal", view.normal},
          {"across", view.across},
          {"down", view.down},
          {"normal_against", view.normal_against},
          {"across_against", view.across_against},
          {"down_against", view.down_against},
          {"left", view.left},
          {"right", view.right},
          {"top", view.top},
          {"bottom", view.bottom}};
}

std::string hex(const ColourMap& map) {
  std::string digits;
  for (const Rgb& c : map) digits += fmt::format("{:02x}{:02x}{:02x}", c[0], c[1], c[2]);
  return digits;
}

bool any_known(const std::vector<float>& values) {
  return std::any_of(values.begin(), values.end(), [](float v) { return !std::isnan(v); });
}

/// The element of the frame that is nearest to a voxel.
std::array<std::int64_t, 3> element_of(const PictureFrame& frame, const GridIndex& voxel) {
  std::array<std::int64_t, 3> at;
  for (std::size_t a = 0; a < 3; ++a) {
    const double place =
        static_cast<double>(voxel[a] - frame.first[a]) / static_cast<double>(frame.stride[a]);
    at[a] = std::clamp<std::int64_t>(std::llround(place), 0, frame.shape[a] - 1);
  }
  return at;
}

/// Adds volumes and what describes them.
class Packer {
 public:
  Packer(const ReportData& data, Pictures& pictures)
      : data_(data), pictures_(pictures), grid_(data.files.front().map.grid) {}

  Json volume(const std::string& id, const Quantisation& codes,
              const std::function<double(std::size_t)>& value) {
    pictures_.volumes.emplace_back(id, packed_volume(pictures_.frame, grid_, codes, value));
    return json_of(codes, id);
  }

  Json volume(const std::string& id, const Quantisation& codes, const std::vector<float>& values) {
    return volume(id, codes, [&](std::size_t i) { return static_cast<double>(values[i]); });
  }

  Json file(std::size_t number) {
    const ReportFile& file = data_.files[number];
    const DoseMap& first = data_.files.front().map;
    const std::string suffix = fmt::format("-{}", number);
    const ResampledDose there = resample(file.map, first);
    const Quantisation dose_codes{0, std::max(file.maximum_Gy, 1e-30), false, 2};
    Json json = {{"label", file.label},
                 {"name", std::filesystem::path(file.map.file).filename().string()},
                 {"resampled", !there.same_grid},
                 {"dose", volume("dose" + suffix, dose_codes, there.dose_Gy)}};
    if (there.same_grid && any_known(file.map.uncertainty)) {
      json["uncertainty"] = volume("uncertainty" + suffix, uncertainty_codes, file.map.uncertainty);
    }
    if (number == 0) return json;
    const Comparison& comparison = data_.comparisons[number - 1];
    if (!comparison.gamma.empty()) {
      const GammaMap& gamma = comparison.gamma.front();
      const Quantisation gamma_codes{0, comparison.options.gamma.maximum, false, 1};
      json["gamma"] = volume("gamma" + suffix, gamma_codes, gamma.gamma);
      json["criterion"] = to_string(gamma.criterion);
    }
    return json;
  }

 private:
  const ReportData& data_;
  Pictures& pictures_;
  const Grid& grid_;
};

/// Of one element of the picture, before packing.
double bytes_per_element(const ReportData& data) {
  double bytes = 1;  // density
  for (const ReportFile& file : data.files) bytes += any_known(file.map.uncertainty) ? 3 : 2;
  for (const Comparison& comparison : data.comparisons) bytes += comparison.gamma.empty() ? 0 : 1;
  return bytes;
}

/// As the page has them, without base64.
double packed_bytes(const Pictures& pictures) {
  double bytes = 0;
  for (const auto& volume : pictures.volumes) bytes += static_cast<double>(volume.second.size());
  return bytes * 3 / 4;
}

/// Where the difference colours end, Gy: what 98 % of the judged differences stay within.
double difference_scale_Gy(const ReportData& data) {
  double largest = 0;
  for (const Comparison& comparison : data.comparisons) {
    const Distribution& global = comparison.global_distribution;
    for (const double tail : {global.percentiles.front(), global.percentiles.back()}) {
      largest = std::max(largest, std::abs(tail) * comparison.maximum_Gy);
    }
  }
  return largest > 0 ? largest : data.full_scale_Gy / 100;
}

}  // namespace

std::string unseen_maximum(const ReportData& data, const PictureFrame& frame) {
  const ReportFile& first = data.files.front();
  const GridIndex voxel = grid_index(first.map.grid, first.maximum_voxel);
  const auto at = element_of(frame, voxel);
  const auto shown = static_cast<std::int64_t>(frame.voxel(first.map.grid, at[0], at[1], at[2]));
  if (shown == first.maximum_voxel) return {};
  return fmt::format("maximum dose, {:.4g} Gy in voxel {}, {}, {}, which is between those shown",
                     first.maximum_Gy, voxel[0], voxel[1], voxel[2]);
}

namespace {

Json places(const ReportData& data, const PictureFrame& frame) {
  const ReportFile& first = data.files.front();
  Json all = Json::array();
  const auto add = [&](const std::string& name, const GridIndex& voxel) {
    all.push_back({{"name", direction_marks_shown(name)}, {"at", element_of(frame, voxel)}});
  };
  add(data.centre_name, data.centre);
  const std::string unseen = unseen_maximum(data, frame);
  add(unseen.empty() ? "maximum dose" : "next to the " + unseen,
      grid_index(first.map.grid, first.maximum_voxel));
  for (const Roi& roi : first.map.rois) {
    if (roi.voxels() == 0) continue;
    add("centre of " + roi.name, grid_index(first.map.grid, middle_voxel(first.map.grid, roi)));
  }
  return all;
}

/// Side by side in these proportions the views have one scale, and one height.
double shown_width(const PictureFrame& frame, const Grid& grid, const View& view) {
  const auto extent_mm = [&](std::size_t axis) {
    return static_cast<double>(frame.shape[axis] * frame.stride[axis]) * grid.spacing_mm[axis];
  };
  const double ratio = extent_mm(view.across) / extent_mm(view.down);
  const bool alike = ratio > 0.4 && ratio < 3;  // the script does not keep to scale beyond
  return alike ? extent_mm(view.across) / extent_mm(0) : 1;
}

}  // namespace

namespace {

Pictures packed_pictures(const ReportData& data, double most_elements) {
  const DoseMap& first = data.files.front().map;
  Pictures pictures;
  pictures.frame =
      picture_frame(first, data.centre, static_cast<std::int64_t>(std::max(most_elements, 1.0)));
  const PictureFrame& frame = pictures.frame;
  Packer packer(data, pictures);
  Json& json = pictures.description;
  json = {{"first", frame.first},
          {"stride", frame.stride},
          {"shape", frame.shape},
          {"spacing_mm", first.grid.spacing_mm},
          {"origin_mm", first.grid.origin_mm},
          {"direction", first.grid.direction},
          {"tilted", tilt_degrees(first.grid) > 0.01},
          {"places", places(data, frame)},
          {"full_scale_Gy", data.full_scale_Gy},
          {"isodose_Gy", data.isodose_Gy},
          {"difference_scale_Gy", difference_scale_Gy(data)},
          {"colours",
           {{"dose", hex(dose_colours())},
            {"uncertainty", hex(uncertainty_colours())},
            {"difference", hex(difference_colours())}}}};
  for (const View& view : views(first.grid)) json["views"].push_back(json_of(view));
  if (!first.mass_g.empty()) {
    json["density"] = packer.volume("density", density_codes,
                                    [&](std::size_t i) { return density_g_cm3(first, i); });
  }
  for (std::size_t i = 0; i < data.files.size(); ++i) json["files"].push_back(packer.file(i));
  return pictures;
}

}  // namespace

Pictures make_pictures(const ReportData& data, double most_bytes) {
  // Nothing real packs better than that, and more would be packed in vain.
  constexpr double best_packing = 8;
  double elements = best_packing * most_bytes / bytes_per_element(data);
  for (;;) {
    Pictures pictures = packed_pictures(data, elements);
    const double packed = packed_bytes(pictures);
    const std::int64_t size = pictures.frame.size();
    if (packed <= most_bytes || size == 1) return pictures;
    elements = 0.97 * static_cast<double>(size) * most_bytes / packed;
  }
}

Html still_views(const ReportData& data, const Pictures& pictures) {
  const DoseMap& first = data.files.front().map;
  const PictureFrame& frame = pictures.frame;
  const auto centre = element_of(frame, data.centre);
  Html all;
  std::size_t number = 0;
  for (const View& view : views(first.grid)) {
    const std::int64_t slice = centre[view.normal];
    const Plane dose = plane(frame, first.grid, view, slice,
                             [&](std::size_t i) { return static_cast<double>(first.dose_Gy[i]); });
    const Plane density = plane(frame, first.grid, view, slice,
                                [&](std::size_t i) { return density_g_cm3(first, i); });
    std::string lines;
    for (const double level : data.isodose_Gy) lines += isodose_path(dose, level);
    all += markup(fmt::format(
        "<figure class=\"view\" data-view=\"{}\" style=\"flex:{:.4f} 1 0\"><figcaption><b>{}</b> "
        "<output></output>"
        "</figcaption><div class=\"plane\"><img alt=\"{} slice: dose over density\" src=\"{}\">"
        "<svg class=\"lines\" viewBox=\"0 0 {} {}\" preserveAspectRatio=\"none\">"
        "<path class=\"casing\" d=\"{}\"/><path class=\"isodose\" d=\"{}\"/></svg>"
        "<i class=\"left\">{}</i><i class=\"right\">{}</i><i class=\"top\">{}</i>"
        "<i class=\"bottom\">{}</i></div></figure>",
        number++, shown_width(frame, first.grid, view), view.name, view.name,
        still_picture(dose, density, data.full_scale_Gy), dose.width, dose.height, lines, lines,
        view.left, view.right, view.top, view.bottom));
  }
  return all;
}

}  // namespace yttria::report
