// SPDX-License-Identifier: Apache-2.0
#include "engine/digest.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(Sha256, KnownAnswers) {  // FIPS 180-4 examples
  EXPECT_EQ(Sha256().hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  Sha256 abc;
  abc.bytes("a", 1);
  abc.bytes("bc", 2);
  EXPECT_EQ(abc.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, LengthsArePartOfTheStream) {
  Sha256 one, two;
  one.text("ab");
  one.text("c");
  two.text("a");
  two.text("bc");
  EXPECT_NE(one.hex(), two.hex());
}

}  // namespace
}  // namespace yttria
