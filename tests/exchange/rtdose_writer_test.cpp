// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/rtdose_writer.hpp"

#include <dcmtk/config/osconfig.h>
// DCMTK's configuration comes before its other headers.
#include <dcmtk/dcmdata/dctk.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/error.hpp"
#include "tests/engine/support/temporary_folder.hpp"
#include "tests/exchange/grids.hpp"

namespace yttria {
namespace {

using namespace test;

DicomIdentity somebody() {
  DicomIdentity identity;
  identity.patient_name = "Müller^Änne";
  identity.patient_id = "17";
  identity.study_uid = "1.2.3";
  identity.frame_of_reference_uid = "1.2.3.4";
  identity.plan_uid = "1.2.3.5";
  return identity;
}

RtDose dose_on(const Grid& grid) {
  RtDose dose;
  dose.volume = {grid, values(grid)};
  dose.series_uid = "1.2.3.6";
  return dose;
}

/// An object as a planning system takes it.
class Loaded {
 public:
  explicit Loaded(const std::filesystem::path& path) {
    EXPECT_TRUE(file_.loadFile(path.c_str()).good());
  }
  DcmDataset& dataset() { return *file_.getDataset(); }
  double number(const DcmTagKey& tag, unsigned long at = 0) {
    OFString text;
    EXPECT_TRUE(dataset().findAndGetOFString(tag, text, at).good()) << tag.toString();
    return std::strtod(text.c_str(), nullptr);
  }
  std::string text(const DcmTagKey& tag) {
    OFString text;
    dataset().findAndGetOFStringArray(tag, text);
    return text.c_str();
  }
  /// PS3.3 C.7.6.2.1.1 and C.8.8.3.2.
  Vector point_mm(double column, double row, unsigned long frame) {
    Vector x{}, y{}, point{};
    for (unsigned long i = 0; i < 3; ++i) {
      x[i] = number(DCM_ImageOrientationPatient, i);
      y[i] = number(DCM_ImageOrientationPatient, 3 + i);
      point[i] = number(DCM_ImagePositionPatient, i) + column * number(DCM_PixelSpacing, 1) * x[i] +
                 row * number(DCM_PixelSpacing, 0) * y[i];
    }
    const Vector normal{x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2],
                        x[0] * y[1] - x[1] * y[0]};
    for (unsigned long i = 0; i < 3; ++i) {
      point[i] += normal[i] * number(DCM_GridFrameOffsetVector, frame);
    }
    return point;
  }
  double value_Gy(std::size_t pixel) {
    const Uint16* words = nullptr;
    EXPECT_TRUE(dataset().findAndGetUint16Array(DCM_PixelData, words).good());
    return (words[2 * pixel] + 65536.0 * words[2 * pixel + 1]) * number(DCM_DoseGridScaling);
  }

 private:
  DcmFileFormat file_;
};

class RtDoseWriter : public ::testing::Test {
 protected:
  RtDoseWritten write(const RtDose& dose, const DicomIdentity& identity = somebody()) {
    NewFile file(path, true);
    const RtDoseWritten written = write_rtdose(file, dose, identity);
    file.commit();
    return written;
  }
  TemporaryFolder folder;
  const std::filesystem::path path = folder / "dose.dcm";
};

TEST_F(RtDoseWriter, EveryVoxelIsWhereItWas) {
  for (const auto& [name, grid] : grids()) {
    const RtDose dose = dose_on(grid);
    const RtDoseWritten written = write(dose);
    Loaded loaded(path);
    const bool mirrored = name == "left-handed";
    for (const Vector& index : corners(grid)) {
      const auto frame = static_cast<unsigned long>(
          mirrored ? static_cast<double>(grid.shape[2] - 1) - index[2] : index[2]);
      EXPECT_LT(distance_mm(loaded.point_mm(index[0], index[1], frame), point_mm(grid, index)),
                1e-3)
          << name;
      const auto at = [&, &grid = grid](double z) {  // clang 14 captures no such name by itself
        return static_cast<std::size_t>((z * static_cast<double>(grid.shape[1]) + index[1]) *
                                            static_cast<double>(grid.shape[0]) +
                                        index[0]);
      };
      EXPECT_NEAR(loaded.value_Gy(at(static_cast<double>(frame))), dose.volume.values[at(index[2])],
                  0.5 * written.scaling_Gy * (1 + 1e-6))
          << name;
    }
    for (unsigned long i = 0; i < static_cast<unsigned long>(grid.shape[2]); ++i) {
      EXPECT_DOUBLE_EQ(loaded.number(DCM_GridFrameOffsetVector, i),
                       std::round(2.7 * static_cast<double>(i) * 10) / 10);
    }
  }
}

TEST_F(RtDoseWriter, UsesAllThirtyTwoBits) {
  RtDose dose = dose_on(grids().front().grid);
  for (const float largest : {1e-30f, 3.3e-4f, 0.1f, 1.0f / 3, 229.0f, 65535.0f, 1e30f}) {
    std::fill(dose.volume.values.begin(), dose.volume.values.end(), 0.5f * largest);
    dose.volume.values[7] = largest;
    dose.volume.values[8] = std::nanf("");
    const RtDoseWritten written = write(dose);
    Loaded loaded(path);
    EXPECT_NEAR(loaded.value_Gy(7) / largest, 1, 1e-8);
    EXPECT_NEAR(loaded.value_Gy(6) / largest, 0.5, 1e-9);
    EXPECT_EQ(loaded.value_Gy(8), 0);
    EXPECT_EQ(written.gaps, 1);
    EXPECT_LT(written.scaling_Gy, largest / 4.29e9);
    EXPECT_LE(loaded.text(DCM_DoseGridScaling).size(), 16u);
  }
  std::fill(dose.volume.values.begin(), dose.volume.values.end(), 0.0f);
  write(dose);
  EXPECT_EQ(Loaded(path).value_Gy(0), 0);
}

TEST_F(RtDoseWriter, SaysWhatItIs) {
  RtDose dose = dose_on(grids().front().grid);
  dose.comment = "Absorbed dose to medium, Gy";
  dose.heterogeneity = true;
  const RtDoseWritten written = write(dose);
  Loaded loaded(path);
  EXPECT_EQ(loaded.text(DCM_SOPInstanceUID), written.instance_uid);
  const std::pair<DcmTagKey, const char*> wanted[] = {
      {DCM_SOPClassUID, UID_RTDoseStorage},
      {DCM_Modality, "RTDOSE"},
      {DCM_DoseUnits, "GY"},
      {DCM_DoseType, "PHYSICAL"},
      {DCM_DoseSummationType, "PLAN"},
      {DCM_TissueHeterogeneityCorrection, "IMAGE"},
      {DCM_DoseComment, "Absorbed dose to medium, Gy"},
      {DCM_FrameOfReferenceUID, "1.2.3.4"},
      {DCM_StudyInstanceUID, "1.2.3"},
      {DCM_SeriesInstanceUID, "1.2.3.6"},
      {DCM_PatientName, "Müller^Änne"},
      {DCM_PatientID, "17"},
      {DCM_SpecificCharacterSet, "ISO_IR 192"}};
  for (const auto& [tag, value] : wanted) EXPECT_EQ(loaded.text(tag), value) << tag.toString();
  for (const DcmTagKey& tag : {DCM_PatientBirthDate, DCM_PatientSex, DCM_ReferringPhysicianName,
                               DCM_AccessionNumber, DCM_StudyID, DCM_OperatorsName,
                               DCM_PositionReferenceIndicator}) {  // type 2: there, and empty
    EXPECT_TRUE(loaded.dataset().tagExists(tag)) << tag.toString();
    EXPECT_EQ(loaded.text(tag), "") << tag.toString();
  }
  DcmItem* plan = nullptr;
  ASSERT_TRUE(
      loaded.dataset().findAndGetSequenceItem(DCM_ReferencedRTPlanSequence, plan, 0).good());
  OFString uid;
  plan->findAndGetOFString(DCM_ReferencedSOPInstanceUID, uid);
  EXPECT_EQ(uid, "1.2.3.5");
}

TEST_F(RtDoseWriter, OneSliceIsASingleFrame) {
  Grid grid = grids().front().grid;
  grid.shape[2] = 1;
  write(dose_on(grid));
  Loaded loaded(path);
  EXPECT_FALSE(loaded.dataset().tagExists(DCM_GridFrameOffsetVector));
  EXPECT_FALSE(loaded.dataset().tagExists(DCM_FrameIncrementPointer));
  EXPECT_EQ(loaded.text(DCM_SliceThickness), "2.7");
}

TEST_F(RtDoseWriter, RefusesWhatDicomCannotHold) {
  Grid grid = grids().front().grid;
  grid.shape = {1, 70000, 1};
  EXPECT_THAT([&] { write(dose_on(grid)); },
              ::testing::ThrowsMessage<InputError>(::testing::HasSubstr("use --nifti or --mhd")));
  grid.shape = {1, 1, 30000};
  EXPECT_THROW(write(dose_on(grid)), InputError);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(RtDoseWriter, IdentityComesBackFromItsOwnFile) {
  write(dose_on(grids().front().grid));
  const DicomIdentity found = read_dicom_identity(path);
  EXPECT_EQ(found.patient_name, somebody().patient_name);
  EXPECT_EQ(found.patient_id, "17");
  EXPECT_EQ(found.frame_of_reference_uid, "1.2.3.4");
  EXPECT_EQ(found.study_uid, "1.2.3");
  EXPECT_EQ(found.plan_uid, "1.2.3.5");
}

TEST(DicomIdentity, WrongWordsNameTheirFlags) {
  const auto refused = [](auto&& set, const char* flag) {
    DicomIdentity identity;
    set(identity);
    EXPECT_THAT([&] { check_dicom_identity(identity); },
                ::testing::ThrowsMessage<InputError>(::testing::HasSubstr(flag)));
  };
  refused([](DicomIdentity& who) { who.sex = "female"; }, "--sex");
  refused([](DicomIdentity& who) { who.birth_date = "1956-04-27"; }, "--birth-date");
  refused([](DicomIdentity& who) { who.patient_name = std::string(65, 'x'); }, "--patient-name");
  refused([](DicomIdentity& who) { who.patient_id = "a\\b"; }, "--patient-id");
  refused([](DicomIdentity& who) { who.study_uid = "study"; }, "--study-uid");
  refused([](DicomIdentity& who) { who.frame_of_reference_uid = "1.02"; }, "--frame-of-reference");
}

}  // namespace
}  // namespace yttria
