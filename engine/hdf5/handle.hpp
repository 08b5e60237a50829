// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace yttria::hdf5 {

/// Owns one HDF5 identifier. Negative: nothing.
class Handle {
 public:
  using Id = std::int64_t;  // hid_t, without including hdf5.h
  using Close = int (*)(Id);

  Handle() = default;
  Handle(Id id, Close close) : id_(id), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() { reset(); }

  /// Closes now; false when the library reports a failure (data may then be lost). What a file has
  /// closed with itself is closed.
  bool reset() { return !is_open() || close_(std::exchange(id_, -1)) >= 0; }
  Id id() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

 private:
  bool is_open() const;

  Id id_ = -1;
  Close close_ = nullptr;
};

/// Stops HDF5 from printing its error stack, from loading filter plug-ins, and from cleaning up at
/// exit. To be called before any other call.
void quiet_library();

/// Of the creation of a file or a group: its header holds no times, so that the same content is the
/// same bytes, and all attributes, however many there are: HDF5 1.10 crashes when it copies texts
/// among attributes that are stored otherwise.
void set_header(const Handle& creation);

/// The innermost message of HDF5's error stack, for the end of our own messages.
std::string library_error();

}  // namespace yttria::hdf5
