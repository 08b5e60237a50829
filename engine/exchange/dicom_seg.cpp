// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dicom_seg.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/exchange/dicom_object.hpp"
#include "engine/exchange/dicom_pixels.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {

namespace {

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
    frames_[frame].fail(sequence, "is missing, here and among the shared ones");
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
  if (!(spacing[0] > 0) || !(spacing[1] > 0)) measures.fail(dicom::pixel_spacing, "is not above 0");
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
std::map<std::int64_t, std::string> segment_names(const DicomFile& file) {
  std::map<std::int64_t, std::string> names;
  for (const DicomObject& segment : file.items(dicom::segments)) {
    const std::int64_t number = segment.required_whole(dicom::segment_number);
    names[number] = segment.text(dicom::segment_label).value_or(fmt::format("segment-{}", number));
  }
  if (names.empty()) file.fail(dicom::segments, "is missing or empty");
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

}  // namespace

std::vector<ImageRegion> read_seg(const std::filesystem::path& path,
                                  const std::function<bool(const std::string&)>& wanted) {
  const DicomFile file(path);
  const std::string modality = file.text(dicom::modality).value_or("missing");
  if (modality != "SEG")
    file.fail(dicom::modality, fmt::format("is {}; --seg needs SEG", modality));
  const std::map<std::int64_t, std::string> names = segment_names(file);
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
  const SliceStack stack = stack_slices(path.string(), planes, SliceGaps::allow);
  if (stack.grid.shape[2] > 4096) file.fail("spans more than 4096 slices: positions are wrong");
  const DicomPixels pixels(file);
  const auto plane = static_cast<std::size_t>(pixels.rows() * pixels.columns());

  std::vector<ImageRegion> regions;
  std::vector<double> stored;
  for (const auto& [number, name] : names) {
    if (!wanted(name)) continue;
    ImageRegion region{
        name, {stack.grid, {}}, 0, "SEG", file.text(dicom::frame_of_reference).value_or("")};
    region.mask.values.assign(static_cast<std::size_t>(stack.grid.voxels()), 0);
    for (std::size_t frame = 0; frame < groups.size(); ++frame) {
      if (segment[frame] != number) continue;
      pixels.frame(static_cast<std::int64_t>(frame), stored);
      std::uint8_t* out =
          region.mask.values.data() + static_cast<std::size_t>(stack.z[frame]) * plane;
      for (std::size_t i = 0; i < plane; ++i) {
        const double share = std::clamp(stored[i] / full, 0.0, 1.0);
        out[i] = std::max(out[i], static_cast<std::uint8_t>(std::lround(255 * share)));
      }
    }
    region.stated_mL = volume_mL(region.mask);
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace yttria
