// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/cuda_reason.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace yttria {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const CudaVersions versions{13000, 13000};

CudaAnswer answer(int code) {
  return {code, "cudaErrorSomething", "something is wrong"};
}

CudaDevice device(int major, int minor) {
  CudaDevice made;
  made.name = "NVIDIA X";
  made.compute_major = major;
  made.compute_minor = minor;
  made.pci_bus_id = "0000:65:00.0";
  return made;
}

std::string reason(int code, ComputeMode mode = ComputeMode::shared) {
  return device_reason(device(9, 0), mode, answer(code), versions);
}

TEST(CudaReason, Versions) {
  EXPECT_EQ(cuda_version_text(13000), "13.0");
  EXPECT_EQ(cuda_version_text(12080), "12.8");
  EXPECT_EQ(driver_text("580.159.04", 13000), "580.159.04 (CUDA 13.0)");
  EXPECT_EQ(driver_text("", 13000), "CUDA 13.0");
  EXPECT_EQ(driver_text("", 0), "");
}

TEST(CudaReason, ABuildWithoutCuda) {
  EXPECT_THAT(not_built_reason(), AllOf(HasSubstr("CUDA Toolkit"), HasSubstr("YTTRIA_CUDA=ON")));
}

TEST(CudaReason, NoDriver) {
  // Without a driver the runtime says "insufficient"; the version tells the two apart.
  for (const int code : {cuda_code::insufficient_driver, cuda_code::no_device}) {
    EXPECT_THAT(no_device_reason(answer(code), {0, 13000}, nullptr),
                AllOf(HasSubstr("no NVIDIA driver is installed"), HasSubstr("580 or newer")));
  }
  EXPECT_THAT(no_device_reason(answer(cuda_code::stub_library), versions, nullptr),
              HasSubstr("no NVIDIA driver is installed"));
}

TEST(CudaReason, AnOldDriver) {
  const auto old = [](int driver, int runtime) {
    return no_device_reason(answer(cuda_code::insufficient_driver), {driver, runtime}, nullptr);
  };
  EXPECT_EQ(old(12020, 13000),
            "the NVIDIA driver serves CUDA up to 12.2 and this build needs 13.0: update the driver "
            "to 580 or newer, or build with CUDA Toolkit 12");
  EXPECT_THAT(old(11080, 12060), AllOf(HasSubstr("525 or newer"), Not(HasSubstr("build with"))));
  EXPECT_THAT(old(13000, 15010), HasSubstr("one for CUDA 15.1 or newer"));
}

TEST(CudaReason, NoVisibleDevice) {
  for (const int code : {cuda_code::success, cuda_code::no_device}) {
    EXPECT_THAT(no_device_reason(answer(code), versions, nullptr),
                AllOf(HasSubstr("no CUDA device is visible"), HasSubstr("nvidia-smi")));
    EXPECT_THAT(no_device_reason(answer(code), versions, ""),
                HasSubstr("CUDA_VISIBLE_DEVICES is ''; unset it"));
  }
}

TEST(CudaReason, AnythingElseHasItsNameAndText) {
  EXPECT_THAT(no_device_reason(answer(999), versions, nullptr),
              HasSubstr("cudaErrorSomething (something is wrong)"));
  EXPECT_THAT(reason(719), HasSubstr("answers cudaErrorSomething (something is wrong)"));
}

TEST(CudaReason, Architectures) {
  EXPECT_EQ(reason(cuda_code::success), "");
  EXPECT_EQ(device_reason(device(7, 5), ComputeMode::shared, answer(0), versions), "");
  // Too old for any build: said before CUDA is asked.
  for (const CudaDevice& old : {device(6, 1), device(7, 0)}) {
    EXPECT_THAT(device_reason(old, ComputeMode::shared, answer(0), versions),
                AllOf(StartsWith("NVIDIA X has compute capability"),
                      HasSubstr("Turing (7.5) and newer"), Not(HasSubstr("ARCHITECTURES"))));
  }
  for (const int code : {cuda_code::no_kernel_image, cuda_code::invalid_device_function}) {
    EXPECT_THAT(reason(code),
                AllOf(StartsWith("NVIDIA X has compute capability 9.0"),
                      HasSubstr("Turing (7.5) and newer"), HasSubstr("CMAKE_CUDA_ARCHITECTURES")));
  }
  EXPECT_THAT(device_reason(device(12, 0), ComputeMode::shared, answer(cuda_code::unsupported_ptx),
                            {12020, 12080}),
              AllOf(HasSubstr("12.2"), HasSubstr("12.8"), HasSubstr("update the driver")));
}

TEST(CudaReason, ADeviceOfWhichNothingIsKnown) {
  EXPECT_THAT(device_reason(device(0, 0), ComputeMode::shared, answer(999), versions),
              HasSubstr("answers cudaErrorSomething"));
}

TEST(CudaReason, DevicesThatOthersHold) {
  EXPECT_THAT(reason(cuda_code::success, ComputeMode::prohibited),
              AllOf(HasSubstr("Prohibited"), HasSubstr("nvidia-smi -i 0000:65:00.0 -c DEFAULT")));
  EXPECT_THAT(reason(cuda_code::devices_unavailable, ComputeMode::exclusive),
              AllOf(HasSubstr("Exclusive Process"), HasSubstr("-c DEFAULT")));
  EXPECT_THAT(reason(cuda_code::devices_unavailable), HasSubstr("busy or unavailable"));
  EXPECT_EQ(reason(cuda_code::success, ComputeMode::exclusive), "");
  EXPECT_THAT(reason(cuda_code::out_of_memory), HasSubstr("no memory left"));
}

TEST(CudaReason, OfAllDevices) {
  CudaDevice bad = device(6, 1), worse = device(7, 0), good = device(9, 0);
  worse.index = 1;
  bad.reason = "A is old";
  worse.reason = "B is busy";
  good.usable = true;
  EXPECT_EQ(overall_reason({bad}), "A is old");
  EXPECT_EQ(overall_reason({bad, worse}),
            "none of the 2 devices can be used; device 0: A is old; device 1: B is busy");
  EXPECT_EQ(overall_reason({bad, good}), "");
}

TEST(CudaReason, EveryReasonIsOneLine) {
  for (int code = 0; code < 1000; ++code) {
    for (const ComputeMode mode :
         {ComputeMode::shared, ComputeMode::prohibited, ComputeMode::exclusive}) {
      EXPECT_THAT(reason(code, mode), Not(HasSubstr("\n")));
      EXPECT_EQ(reason(code, mode).empty(), code == 0 && mode != ComputeMode::prohibited);
    }
    EXPECT_THAT(no_device_reason(answer(code), versions, "0"),
                AllOf(Not(HasSubstr("\n")), Not("")));
  }
}

}  // namespace
}  // namespace yttria
