// SPDX-License-Identifier: Apache-2.0
// The host executor with streams that are late, as those of a device are: what is put into a stream
// runs only when somebody waits for it, and then in any order that streams and events allow.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/host_executor.hpp"

namespace yttria::test {

class LateExecutor {
 public:
  struct Stream {
    std::size_t index;
  };
  template <class T>
  using Buffer = std::vector<T>;

  explicit LateExecutor(unsigned seed) : machine_(std::make_unique<Machine>()) {
    machine_->random.seed(seed);
  }

  Stream make_stream() {
    machine_->streams.emplace_back();
    return {machine_->streams.size() - 1};
  }
  template <class T>
  Buffer<T> make_buffer(std::uint64_t size) {
    return Buffer<T>(size);
  }
  template <class T>
  void upload(Buffer<T>& to, const T* from) {
    machine_->host.upload(to, from);
  }
  template <class T>
  void download(T* to, const Buffer<T>& from, std::uint64_t count) {
    machine_->host.download(to, from, count);
  }
  template <class T>
  void clear(Stream& stream, Buffer<T>& buffer) {
    put(stream, [data = buffer.data(), size = buffer.size()] { std::fill_n(data, size, T()); });
  }
  void wait(Stream& waiting, Stream& awaited) {
    at(waiting).work.push_back({{}, awaited.index, at(awaited).work.size()});
  }
  void synchronise(Stream& stream) {
    while (!at(stream).idle()) step();
  }
  void observe() {}
  template <class F>
  void for_each(Stream& stream, std::uint64_t count, const F& f) {
    put(stream, [count, f] {
      for (std::uint64_t i = 0; i < count; ++i) f(i);
    });
  }
  template <class F>
  void sum_over(Stream& stream, std::uint64_t count, const F& f, HistoryResult* total) {
    put(stream, [count, f, total] {
      for (std::uint64_t i = 0; i < count; ++i) *total += f(i);
    });
  }
  void follow(Stream& stream, const ProblemView& problem, const Pass& pass, HistoryResult* total) {
    put(stream, [host = &machine_->host, problem, pass, total] {
      HostExecutor::Stream none;
      host->follow(none, problem, pass, total);
    });
  }

  std::string name() const { return "late lanes"; }
  std::string device() const { return "late lanes"; }
  std::vector<std::pair<std::string, std::string>> facts() { return {}; }

 private:
  struct Work {
    std::function<void()> run;  // or nothing: waits for `awaited` to have done so much
    std::size_t awaited = 0, done_there = 0;
  };
  struct Queue {
    std::vector<Work> work;
    std::size_t done = 0;
    bool idle() const { return done == work.size(); }
  };
  struct Machine {
    std::vector<Queue> streams;
    std::mt19937 random;
    HostExecutor host;
    std::size_t last = 0;
  };

  Queue& at(const Stream& stream) { return machine_->streams[stream.index]; }
  void put(Stream& stream, std::function<void()> work) {
    at(stream).work.push_back({std::move(work), 0, 0});
  }
  bool can_go_on(const Queue& queue) const {
    if (queue.idle()) return false;
    const Work& next = queue.work[queue.done];
    return next.run || machine_->streams[next.awaited].done >= next.done_there;
  }

  /// One piece of work, mostly of the stream that had the last: it runs far ahead of the others.
  void step() {
    std::vector<std::size_t> able;
    for (std::size_t i = 0; i < machine_->streams.size(); ++i) {
      if (can_go_on(machine_->streams[i])) able.push_back(i);
    }
    if (able.empty()) throw std::logic_error("streams wait for each other");
    const bool same = std::find(able.begin(), able.end(), machine_->last) != able.end() &&
                      machine_->random() % 4 != 0;
    if (!same) machine_->last = able[machine_->random() % able.size()];
    Queue& queue = machine_->streams[machine_->last];
    if (queue.work[queue.done].run) queue.work[queue.done].run();
    ++queue.done;
  }

  std::unique_ptr<Machine> machine_;
};

}  // namespace yttria::test
