// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/rtdose_writer.hpp"

#include <dcmtk/config/osconfig.h>
// DCMTK's configuration comes before its other headers.
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "engine/analysis/grid_map.hpp"
#include "engine/error.hpp"
#include "engine/exchange/dcmtk_session.hpp"
#include "engine/exchange/dicom_values.hpp"
#include "engine/version.hpp"

namespace yttria {

namespace {

constexpr double largest_integer = std::numeric_limits<std::uint32_t>::max();
constexpr std::int64_t most_rows = 65535;          // US
constexpr std::int64_t most_bytes = 0xFFFFFFFELL;  // of a value (PS3.5 section 7.1.1)
constexpr std::size_t most_offset_bytes = 65534;   // of a DS in explicit VR (PS3.5 7.1.2)

/// Puts values into a dataset; any failure is a RunError naming the file.
class Attributes {
 public:
  Attributes(DcmItem& item, const std::string& file) : item_(item), file_(file) {}

  void operator()(const DcmTagKey& tag, const std::string& value) {
    check(item_.putAndInsertString(tag, value.c_str()), tag);
  }
  void operator()(const DcmTagKey& tag, std::uint16_t value) {
    check(item_.putAndInsertUint16(tag, value), tag);
  }
  void words(const DcmTagKey& tag, const std::vector<std::uint16_t>& values) {
    check(item_.putAndInsertUint16Array(tag, values.data(), values.size()), tag);
  }

 private:
  void check(const OFCondition& done, const DcmTagKey& tag) {
    if (done.good()) return;
    throw RunError(
        fmt::format("{}: {} cannot be written ({})", file_, tag.toString().c_str(), done.text()));
  }

  DcmItem& item_;
  const std::string& file_;
};

std::string decimal_list(const std::vector<double>& values) {
  std::string text;
  for (const double value : values) {
    if (!text.empty()) text += '\\';
    text += decimal_string(value);
  }
  return text;
}

std::vector<double> frame_offsets_mm(const Grid& grid) {
  std::vector<double> offsets;
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    offsets.push_back(static_cast<double>(z) * grid.spacing_mm[2]);
  }
  return offsets;
}

void check_limits(const std::string& file, const Grid& grid) {
  if (grid.shape[0] > most_rows || grid.shape[1] > most_rows ||
      grid.voxels() * static_cast<std::int64_t>(sizeof(std::uint32_t)) > most_bytes ||
      decimal_list(frame_offsets_mm(grid)).size() > most_offset_bytes) {
    throw InputError(fmt::format(
        "{}: a grid of {} x {} x {} voxels does not fit an RT Dose object ({} rows and columns, "
        "4 GiB, {} bytes of slice positions); use --nifti or --mhd",
        file, grid.shape[0], grid.shape[1], grid.shape[2], most_rows, most_offset_bytes));
  }
}

void put_patient_and_study(Attributes& put, const DicomIdentity& who, const std::string& date,
                           const std::string& time) {
  put(DCM_PatientName, who.patient_name);
  put(DCM_PatientID, who.patient_id);
  put(DCM_PatientBirthDate, who.birth_date);
  put(DCM_PatientSex, who.sex);
  if (!who.identity_removed.empty()) put(DCM_PatientIdentityRemoved, who.identity_removed);
  if (!who.deidentification_method.empty()) {
    put(DCM_DeidentificationMethod, who.deidentification_method);
  }
  put(DCM_StudyInstanceUID, who.study_uid);
  put(DCM_StudyDate, who.study_date.empty() ? date : who.study_date);
  put(DCM_StudyTime, who.study_date.empty() ? time : who.study_time);
  put(DCM_StudyID, who.study_id);
  put(DCM_AccessionNumber, who.accession_number);
  put(DCM_ReferringPhysicianName, who.referring_physician);
  if (!who.study_description.empty()) put(DCM_StudyDescription, who.study_description);
}

/// Series, equipment, SOP common, general image.
void put_object(Attributes& put, const RtDose& dose, const std::string& instance_uid,
                const std::string& date, const std::string& time) {
  put(DCM_SOPClassUID, UID_RTDoseStorage);
  put(DCM_SOPInstanceUID, instance_uid);
  put(DCM_InstanceCreationDate, date);
  put(DCM_InstanceCreationTime, time);
  put(DCM_Modality, "RTDOSE");
  put(DCM_SeriesInstanceUID, dose.series_uid);
  put(DCM_SeriesNumber, "1");
  put(DCM_SeriesDescription, dose.description);
  put(DCM_OperatorsName, "");
  put(DCM_Manufacturer, "Yttria");
  put(DCM_ManufacturerModelName, "yttria");
  put(DCM_SoftwareVersions, version());
  put(DCM_InstanceNumber, std::to_string(dose.number));
  put(DCM_ContentDate, date);
  put(DCM_ContentTime, time);
}

/// Frame of reference, image plane, multi-frame.
void put_geometry(Attributes& put, const Grid& grid, const DicomIdentity& who) {
  const auto& d = grid.direction;
  put(DCM_FrameOfReferenceUID, who.frame_of_reference_uid);
  put(DCM_PositionReferenceIndicator, who.position_reference);
  put(DCM_ImagePositionPatient, decimal_list({grid.origin_mm.begin(), grid.origin_mm.end()}));
  put(DCM_ImageOrientationPatient, decimal_list({d[0], d[3], d[6], d[1], d[4], d[7]}));
  put(DCM_PixelSpacing, decimal_list({grid.spacing_mm[1], grid.spacing_mm[0]}));  // rows, columns
  put(DCM_SliceThickness, decimal_string(grid.spacing_mm[2]));
  put(DCM_Rows, static_cast<std::uint16_t>(grid.shape[1]));
  put(DCM_Columns, static_cast<std::uint16_t>(grid.shape[0]));
  if (grid.shape[2] == 1) return;  // a single frame has no offsets: the vector takes two or more
  put(DCM_NumberOfFrames, std::to_string(grid.shape[2]));
  put(DCM_GridFrameOffsetVector, decimal_list(frame_offsets_mm(grid)));
}

void put_dose(DcmDataset& dataset, Attributes& put, const std::string& file, const RtDose& dose,
              const DicomIdentity& who) {
  put(DCM_DoseUnits, "GY");
  put(DCM_DoseType, dose.type == RtDose::Type::physical ? "PHYSICAL" : "ERROR");
  put(DCM_DoseComment, dose.comment.substr(0, 64));
  put(DCM_DoseSummationType, "PLAN");
  if (dose.heterogeneity) put(DCM_TissueHeterogeneityCorrection, "IMAGE");
  DcmItem* plan = nullptr;
  if (dataset.findOrCreateSequenceItem(DCM_ReferencedRTPlanSequence, plan, 0).bad()) {
    throw RunError(file + ": the reference to a plan cannot be written");
  }
  Attributes put_plan(*plan, file);
  put_plan(DCM_ReferencedSOPClassUID, UID_RTPlanStorage);
  put_plan(DCM_ReferencedSOPInstanceUID, who.plan_uid);
}

/// The finest scaling that holds the largest value, as it is written: the value that readers use.
std::string scaling_text(const std::vector<float>& value_Gy) {
  double largest = 0;
  for (const float value : value_Gy) {
    if (value > largest) largest = static_cast<double>(value);
  }
  if (largest == 0) return "1";
  std::string text;
  double scaling = largest / largest_integer;
  do {  // rounding to ten digits may have made it too small
    text = fmt::format("{:.9e}", scaling);
    scaling *= 1 + 1e-9;
  } while (std::round(largest / std::strtod(text.c_str(), nullptr)) > largest_integer);
  return text;
}

/// As 16-bit words, the lower first.
std::vector<std::uint16_t> pixels(const std::vector<float>& value_Gy, double scaling) {
  std::vector<std::uint16_t> words;
  words.reserve(2 * value_Gy.size());
  for (const float value : value_Gy) {
    const double steps = std::isnan(value) ? 0 : std::round(static_cast<double>(value) / scaling);
    const auto pixel = static_cast<std::uint32_t>(steps);
    words.push_back(static_cast<std::uint16_t>(pixel & 0xFFFFu));
    words.push_back(static_cast<std::uint16_t>(pixel >> 16));
  }
  return words;
}

void put_pixels(DcmDataset& dataset, Attributes& put, const std::string& file, const RtDose& dose,
                const std::string& scaling) {
  put(DCM_SamplesPerPixel, std::uint16_t{1});
  put(DCM_PhotometricInterpretation, "MONOCHROME2");
  put(DCM_BitsAllocated, std::uint16_t{32});
  put(DCM_BitsStored, std::uint16_t{32});
  put(DCM_HighBit, std::uint16_t{31});
  put(DCM_PixelRepresentation, std::uint16_t{0});
  put(DCM_DoseGridScaling, scaling);
  if (dose.volume.grid.shape[2] > 1 &&
      dataset.putAndInsertTagKey(DCM_FrameIncrementPointer, DCM_GridFrameOffsetVector).bad()) {
    throw RunError(file + ": FrameIncrementPointer cannot be written");
  }
  put.words(DCM_PixelData, pixels(dose.volume.values, std::strtod(scaling.c_str(), nullptr)));
}

/// Turns the order of slices where index axes are left-handed. The image in space stays what it is.
void make_right_handed(Volume<float>& volume) {
  Grid& grid = volume.grid;
  const std::array<double, 9>& d = grid.direction;
  const double determinant = d[0] * (d[4] * d[8] - d[5] * d[7]) -
                             d[1] * (d[3] * d[8] - d[5] * d[6]) +
                             d[2] * (d[3] * d[7] - d[4] * d[6]);
  if (determinant > 0) return;
  grid.origin_mm = voxel_centre_mm(grid, {0, 0, grid.shape[2] - 1});
  for (const std::size_t i : {2u, 5u, 8u}) grid.direction[i] = -grid.direction[i];
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  for (std::int64_t z = 0; z < grid.shape[2] / 2; ++z) {
    const auto one = volume.values.begin() + z * plane;
    const auto other = volume.values.begin() + (grid.shape[2] - 1 - z) * plane;
    std::swap_ranges(one, one + plane, other);
  }
}

}  // namespace

RtDoseWritten write_rtdose(const NewFile& file, RtDose dose, const DicomIdentity& identity) {
  const std::string name = file.path().string();
  start_dcmtk();
  make_right_handed(dose.volume);
  check_limits(name, dose.volume.grid);
  OFString date, time;
  DcmDate::getCurrentDate(date);
  DcmTime::getCurrentTime(time);
  DcmFileFormat format;
  DcmDataset& dataset = *format.getDataset();
  Attributes put(dataset, name);
  const std::string uid = new_dicom_uid(), scaling = scaling_text(dose.volume.values);
  put_object(put, dose, uid, date.c_str(), time.c_str());
  put_patient_and_study(put, identity, date.c_str(), time.c_str());
  put_geometry(put, dose.volume.grid, identity);
  put_dose(dataset, put, name, dose, identity);
  put_pixels(dataset, put, name, dose, scaling);
  if (dataset.containsExtendedCharacters()) put(DCM_SpecificCharacterSet, "ISO_IR 192");  // UTF-8
  const OFCondition saved = format.saveFile(file.temporary().c_str(), EXS_LittleEndianExplicit);
  if (saved.bad()) {
    throw RunError(
        fmt::format("{}: cannot be written ({}); is the disk full?", name, saved.text()));
  }
  const auto gaps = std::count_if(dose.volume.values.begin(), dose.volume.values.end(),
                                  [](float value) { return std::isnan(value); });
  return {std::strtod(scaling.c_str(), nullptr), gaps, uid};
}

}  // namespace yttria
