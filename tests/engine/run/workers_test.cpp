// SPDX-License-Identifier: Apache-2.0
#include "engine/run/workers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "tests/support/mixed_problem.hpp"

namespace yttria {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CudaStatus machine_with(const std::vector<bool>& usable) {
  CudaStatus status;
  status.reason = "no device works";
  for (const bool good : usable) {
    CudaDevice device;
    device.index = static_cast<int>(status.devices.size());
    device.name = "NVIDIA X";
    device.usable = good;
    device.reason = good ? "" : "it is broken";
    status.usable |= good;
    status.devices.push_back(device);
  }
  if (status.usable) status.reason.clear();
  return status;
}

class Workers : public ::testing::Test {
 protected:
  Problem problem = test::mixed_problem("clinical", 100);

  Crew choose(const std::string& backend, const DeviceList& devices, const CudaStatus& cuda) {
    RunOptions options;
    options.backend = backend;
    options.devices = devices;
    return choose_workers(options, cuda, problem);
  }
  /// Labels; of those that stand by, in brackets.
  static std::vector<std::string> labels(const Crew& crew) {
    std::vector<std::string> all;
    for (const WorkerPlan& worker : crew.workers) {
      all.push_back(worker.standby ? "(" + worker.label + ")" : worker.label);
    }
    return all;
  }
  std::string error(const std::string& backend, const DeviceList& devices, const CudaStatus& cuda) {
    try {
      choose(backend, devices, cuda);
    } catch (const InputError& refused) {
      return refused.what();
    }
    return "accepted";
  }
};

TEST_F(Workers, AutoTakesTheFirstUsableDeviceAndSaysWhich) {
  const Crew crew = choose("auto", {}, machine_with({false, true, true}));
  EXPECT_THAT(labels(crew), ElementsAre("cuda 1", "(cpu)"));
  EXPECT_EQ(crew.choice, "cuda 1 (NVIDIA X); the cpu stands by");
}

TEST_F(Workers, AutoWithoutDeviceTakesTheCpuAndSaysWhy) {
  const Crew crew = choose("auto", {}, machine_with({}));
  EXPECT_THAT(labels(crew), ElementsAre("cpu"));
  EXPECT_EQ(crew.choice, "cpu, because of CUDA: no device works");
}

TEST_F(Workers, CudaHasNoStandby) {
  EXPECT_THAT(labels(choose("cuda", {}, machine_with({true}))), ElementsAre("cuda 0"));
}

TEST_F(Workers, AsManyAsAreNamed) {
  const CudaStatus two = machine_with({true, true});
  EXPECT_THAT(labels(choose("cuda", {{0, 1}, false}, two)), ElementsAre("cuda 0", "cuda 1"));
  EXPECT_THAT(labels(choose("auto", {{1}, true}, two)), ElementsAre("cuda 1", "cpu"));
  EXPECT_THAT(labels(choose("cuda", {{0, 0}, false}, two)), ElementsAre("cuda 0", "cuda 0"));
  EXPECT_THAT(labels(choose("cuda", {{}, true}, two)), ElementsAre("cuda 0", "cpu"));
  EXPECT_THAT(labels(choose("cpu", {}, two)), ElementsAre("cpu"));
  EXPECT_THAT(labels(choose("auto", {{}, true}, two)), ElementsAre("cpu"));
}

TEST_F(Workers, WhatCannotBeHadIsRefused) {
  const CudaStatus one = machine_with({true, false});
  EXPECT_THAT(error("cuda", {{2}, false}, one), HasSubstr("--devices 2: there is no such device"));
  EXPECT_THAT(error("cuda", {{1}, false}, one), HasSubstr("--devices 1: it is broken"));
  // Those that are not named are not asked, so none may be known to be usable.
  EXPECT_THAT(error("auto", {{2}, false}, machine_with({false, false})),
              HasSubstr("--devices 2: there is no such device, only 2"));
  EXPECT_THAT(error("cpu", {{0}, false}, one), HasSubstr("leave one of them out"));
  EXPECT_THAT(error("gpu", {}, one), HasSubstr("use auto, cpu or cuda"));
  EXPECT_THAT(error("cuda", {}, machine_with({})),
              HasSubstr("--backend cuda: no device works; or use --backend cpu"));
  EXPECT_THAT(error("auto", {{0}, false}, machine_with({})), HasSubstr("--devices: no device"));
}

}  // namespace
}  // namespace yttria
