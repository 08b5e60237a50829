// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_seg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/exchange/case_grid.hpp"
#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
constexpr std::int64_t most_mask_bytes = 8 * gibibyte;

/// An attribute of a frame's own functional group, or of the shared one.
class FrameGroups {
 public:
  explicit FrameGroups(const DicomFile& file)
      : shared_(file.items(dicom::shared_groups)), frames_(file.items(dicom::frame_groups)) {
    const std::int64_t count = file.whole(dicom::number_of_frames).value_or(1);
    if (static_cast<std::int64_t>(frames_.size()) != count) {
      file.fail(dicom::frame_groups,
                fmt::format("has {} items for {} frames", frames_.size(), count));
    }
  }
  std::size_t size() const { return frames_.size(); }
  DicomObject of(std::size_t frame, const DicomTag& sequence) const {
    const std::vector<DicomObject> own = frames_[frame].items(sequence);
    if (!own.empty()) return own.front();
    if (!shared_.empty()) {
      const std::vector<DicomObject> common = shared_.front().items(sequence);
      if (!common.empty()) return common.front();
    }
    frames_[frame].fail(sequence,
                        "is missing, here and among the shared ones; export the object again");
  }

 private:
  std::vector<DicomObject> shared_, frames_;
};

ImagePlane plane_of(const DicomFile& file, const FrameGroups& groups, std::size_t frame) {
  ImagePlane plane;
  plane.name = fmt::format("frame {}", frame + 1);
  const DicomObject measures = groups.of(frame, dicom::pixel_measures);
  const auto position =
      groups.of(frame, dicom::plane_positions).required_numbers(dicom::image_position, 3);
  const auto axes =
      groups.of(frame, dicom::plane_orientations).required_numbers(dicom::image_orientation, 6);
  const auto spacing = measures.required_numbers(dicom::pixel_spacing, 2);
  if (!(spacing[0] > 0) || !(spacing[1] > 0))
    measures.fail(dicom::pixel_spacing, "is not above 0; correct it, or export the object again");
  std::copy_n(position.begin(), 3, plane.position_mm.begin());
  std::copy_n(axes.begin(), 6, plane.orientation.begin());
  std::copy_n(spacing.begin(), 2, plane.pixel_spacing_mm.begin());
  plane.rows = dicom_rows(file);
  plane.columns = dicom_columns(file);
  plane.thickness_mm = measures.number(dicom::slice_spacing);
  if (!plane.thickness_mm) plane.thickness_mm = measures.number(dicom::slice_thickness);
  return plane;
}

/// Segment numbers with their names.
std::map<std::int64_t, std::string> segment_names(const DicomFile& file,
                                                  std::vector<std::string>& warnings) {
  std::map<std::int64_t, std::string> names;
  for (const DicomObject& segment : file.items(dicom::segments)) {
    const std::int64_t number = segment.required_whole(dicom::segment_number);
    names[number] =
        segment.label(dicom::segment_label, fmt::format("segment-{}", number), warnings);
  }
  if (names.empty())
    file.fail(dicom::segments, "is missing or empty: there is no region; export the object again");
  return names;
}

/// The stored value that means "all of the voxel".
double full_value(const DicomFile& file) {
  const std::string type = file.required_text(dicom::segmentation_type);
  if (type == "BINARY") return 1;
  if (type != "FRACTIONAL") {
    file.fail(dicom::segmentation_type, fmt::format("is {}; BINARY and FRACTIONAL are read", type));
  }
  const std::int64_t most = file.required_whole(dicom::largest_fraction);
  if (most < 1 || most > 255) file.fail(dicom::largest_fraction, fmt::format("is {}", most));
  return static_cast<double>(most);
}

/// The slices from the first to the last frame of each chosen segment; of one without a frame the
/// first slice.
std::map<std::int64_t, IndexBox> boxes_of(const SliceStack& stack,
                                          const std::vector<std::int64_t>& segment_of_frame,
                                          const std::map<std::int64_t, std::string>& chosen) {
  const auto& shape = stack.grid.shape;
  std::map<std::int64_t, IndexBox> boxes;
  for (std::size_t frame = 0; frame < segment_of_frame.size(); ++frame) {
    if (chosen.count(segment_of_frame[frame]) == 0) continue;
    const std::int64_t z = stack.z[frame];
    IndexBox& box =
        boxes.emplace(segment_of_frame[frame], IndexBox{{0, 0, z}, {shape[0], shape[1], z + 1}})
            .first->second;
    box.first[2] = std::min(box.first[2], z);
    box.last[2] = std::max(box.last[2], z + 1);
  }
  for (const auto& [number, name] : chosen) {
    boxes.emplace(number, IndexBox{{0, 0, 0}, {shape[0], shape[1], 1}});
  }
  return boxes;
}

/// Frames far apart, or large and empty ones, take little in the file and much as masks.
void check_memory(const DicomFile& file, const Grid& grid,
                  const std::map<std::int64_t, IndexBox>& boxes) {
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  std::int64_t bytes = plane * static_cast<std::int64_t>(sizeof(double));  // a frame in hand
  for (const auto& [number, box] : boxes) bytes += plane * (box.last[2] - box.first[2]);
  if (bytes <= most_mask_bytes) return;
  file.fail(fmt::format(
      "the frames of {} segment{} span {} x {} pixels and up to {} slices: {:.3g} GiB of "
      "masks, at most {} GiB are taken; choose segments with --roi, or crop or split the "
      "object where it was made",
      boxes.size(), boxes.size() == 1 ? "" : "s", grid.shape[0], grid.shape[1], grid.shape[2],
      static_cast<double>(bytes) / gibibyte, most_mask_bytes / gibibyte));
}

/// A frame's shares into slice `z` of a mask.
void add_frame(const DicomPixels& pixels, std::size_t frame, double full, std::int64_t z,
               ShareMask& mask) {
  std::vector<double> stored;
  pixels.frame(static_cast<std::int64_t>(frame), stored);
  std::uint8_t* out = mask.values.data() + static_cast<std::size_t>(z) * stored.size();
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const double share = std::clamp(stored[i] / full, 0.0, 1.0);
    out[i] = std::max(out[i], static_cast<std::uint8_t>(std::lround(255 * share)));
  }
}

}  // namespace

std::vector<ImageRegion> read_seg(const std::filesystem::path& path,
                                  const std::function<bool(const std::string&)>& wanted,
                                  std::vector<std::string>& warnings) {
  const DicomFile file(path);
  const std::string modality = file.text(dicom::modality).value_or("missing");
  if (modality != "SEG")
    file.fail(dicom::modality, fmt::format("is {}; --seg needs SEG", modality));
  const std::map<std::int64_t, std::string> names = segment_names(file, warnings);
  const double full = full_value(file);
  const FrameGroups groups(file);
  std::vector<ImagePlane> planes;
  std::vector<std::int64_t> segment;
  for (std::size_t frame = 0; frame < groups.size(); ++frame) {
    planes.push_back(plane_of(file, groups, frame));
    const DicomObject identification = groups.of(frame, dicom::segment_of_frame);
    segment.push_back(identification.required_whole(dicom::segment_referenced));
    if (names.count(segment.back()) == 0) {
      identification.fail(dicom::segment_referenced,
                          fmt::format("{} is no segment of the file", segment.back()));
    }
  }
  const DicomPixels pixels(file);  // the file has as many as it claims
  const SliceStack stack = stack_slices(path.string(), planes, SliceGaps::allow);
  if (stack.grid.shape[2] > 4096) file.fail("spans more than 4096 slices: positions are wrong");
  std::map<std::int64_t, std::string> chosen;
  for (const auto& named : names) {
    if (wanted(named.second)) chosen.insert(named);
  }
  const std::map<std::int64_t, IndexBox> boxes = boxes_of(stack, segment, chosen);
  check_memory(file, stack.grid, boxes);
  const std::string frame = file.text(dicom::frame_of_reference).value_or("");
  std::vector<ImageRegion> regions;
  for (const auto& [number, name] : chosen) {
    ImageRegion region{name, {cropped(stack.grid, boxes.at(number)), {}}, 0, "SEG", frame};
    region.mask.values.assign(static_cast<std::size_t>(region.mask.grid.voxels()), 0);
    for (std::size_t i = 0; i < segment.size(); ++i) {
      if (segment[i] != number) continue;
      add_frame(pixels, i, full, stack.z[i] - boxes.at(number).first[2], region.mask);
    }
    region.stated_mL = volume_mL(region.mask);
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace yttria
