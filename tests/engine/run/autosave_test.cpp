// SPDX-License-Identifier: Apache-2.0
#include "engine/run/autosave.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace yttria {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Seconds = Autosave::Seconds;

void wait_until(const std::function<bool()>& reached) {
  while (!reached()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

TEST(Autosave, SavesAgainAndAgain) {
  std::atomic<int> saves{0};
  {
    const Autosave autosave([&] { ++saves; }, Seconds(0.001), [](const std::string&) { FAIL(); });
    wait_until([&] { return saves >= 3; });
  }
  const int at_the_end = saves;
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_EQ(saves, at_the_end);
}

TEST(Autosave, EndsAtOnceBetweenSaves) {
  const auto begin = std::chrono::steady_clock::now();
  {
    const Autosave autosave([] { FAIL(); }, Seconds(300), {});
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
}

TEST(Autosave, SavesAtOnceWhenAsked) {
  std::atomic<int> saves{0};
  Autosave autosave([&] { ++saves; }, Seconds(300), {});
  autosave.now();
  wait_until([&] { return saves == 1; });
}

TEST(Autosave, TellsOnceWhatFailsAndOnceThatItWorksAgain) {
  std::atomic<int> saves{0};
  std::vector<std::string> told;
  {
    const Autosave autosave(
        [&] {
          const int number = ++saves;
          if (number <= 3) throw std::runtime_error("no room");
          if (number == 4) throw std::runtime_error("no disk");
          if (number == 5) throw 5;
        },
        Seconds(0.001), [&](const std::string& message) { told.push_back(message); });
    wait_until([&] { return saves >= 8; });
  }
  EXPECT_THAT(told, ElementsAre(HasSubstr("not saved: no room"), HasSubstr("not saved: no disk"),
                                HasSubstr("not saved: unknown"), "saved again"));
}

TEST(Autosave, WhatCannotBeToldEndsNothing) {
  std::atomic<int> saves{0};
  const Autosave autosave(
      [&] {
        ++saves;
        throw std::bad_alloc();
      },
      Seconds(0.001), [](const std::string&) { throw std::bad_alloc(); });
  wait_until([&] { return saves >= 3; });
}

}  // namespace
}  // namespace yttria
