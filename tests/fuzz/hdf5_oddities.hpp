// SPDX-License-Identifier: Apache-2.0
// What HDF5 lets a file hold, wherever a reader expects something else.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/fuzz/input.hpp"

namespace yttria::fuzz {

/// Owns one identifier of the library; negative where a call failed, which leaves things as they
/// are.
class Id {
 public:
  Id(hid_t id) : id_(id) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  Id& operator=(Id&&) = delete;
  ~Id() {
    if (id_ >= 0) H5Idec_ref(id_);
  }
  operator hid_t() const { return id_; }

 private:
  hid_t id_;
};

/// Any type of an element: numbers of every width and order, strings, enumerations, compounds...
Id odd_type(Decisions& decisions);
/// Any shape: scalar, none, up to five axes, 0 to 2^63 long.
Id odd_space(Decisions& decisions);
/// Layout, filters and fill value of a dataset.
Id odd_creation(Decisions& decisions, hid_t space);
/// Bytes of all elements of a type and shape, where there are few: numbers from those that trouble
/// readers, words of our formats. Empty: nothing is to be written.
class OddValues {
 public:
  OddValues(Decisions& decisions, hid_t type, hid_t space);
  const void* data() const { return bytes_.data(); }
  bool any() const { return !bytes_.empty(); }

 private:
  std::vector<char> bytes_;
  std::vector<std::string> texts_;
};

/// A number that troubles readers.
double odd_number(Decisions& decisions);
/// A word of our formats, or any bytes without 0.
std::string odd_text(Decisions& decisions);

}  // namespace yttria::fuzz
