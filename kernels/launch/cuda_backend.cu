// SPDX-License-Identifier: Apache-2.0
// CUDA backend: lane_backend.hpp on a device. Here is only what CUDA itself asks for.
#include <thrust/execution_policy.h>
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system_error.h>

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/device_buffer.hpp"
#include "kernels/launch/device_error.hpp"
#include "kernels/launch/device_facts.hpp"
#include "kernels/launch/device_stream.hpp"
#include "kernels/launch/lane_backend.hpp"
#include "kernels/launch/nvml.hpp"
#include "kernels/launch/transport_kernel.hpp"
#include "kernels/launch/warp.hpp"

namespace yttria {

namespace {

// Small blocks: the multiprocessor's registers are then used to the last warp.
constexpr int most_block_threads = 64;
constexpr int least_blocks = 10;  // per multiprocessor: no register is spilled
constexpr unsigned whole_warp = 0xFFFFFFFFu;

/// Adds one number of every lane; one addition to memory for the warp.
__device__ void add_of_warp(std::uint64_t* to, std::uint64_t value) {
  for (int distance = warp_lanes / 2; distance > 0; distance /= 2) {
    value += __shfl_down_sync(whole_warp, static_cast<unsigned long long>(value), distance);
  }
  if (threadIdx.x % warp_lanes == 0 && value != 0) atomic_add(to, value);
}

__device__ void add_of_warp(HistoryResult* total, const HistoryResult& of_lane) {
  add_of_warp(&total->emitted, of_lane.emitted);
  add_of_warp(&total->deposited, of_lane.deposited);
  add_of_warp(&total->escaped, of_lane.escaped);
  add_of_warp(&total->digest, of_lane.digest);
  add_of_warp(&total->particles, of_lane.particles);
  add_of_warp(&total->left_grid, of_lane.left_grid);
  add_of_warp(&total->legs, of_lane.legs);
  add_of_warp(&total->lost, of_lane.lost);
}

__device__ int lanes_in(Lane::State state, const Lane& lane) {
  return __popc(__ballot_sync(whole_warp, lane.state() == state));
}

/// Room for a lane's result in shared memory, which leaves the registers to the particle. The word
/// between keeps the lanes of a warp in different banks.
struct ResultRoom {
  std::uint64_t words[sizeof(HistoryResult) / sizeof(std::uint64_t) + 1];
};

/// Every lane follows particles until the queue is empty. Blocks are whole warps.
__global__ void __launch_bounds__(most_block_threads, least_blocks)
    transport(const __grid_constant__ ProblemView problem, const __grid_constant__ Pass pass,
              Patience patience, HistoryResult* total) {
  Particle waiting[detail::waiting_capacity];
  __shared__ ResultRoom rooms[most_block_threads];
  HistoryResult& result = *new (&rooms[threadIdx.x]) HistoryResult;
  Lane lane(problem, pass, waiting, result);
  for (;;) {
    const WarpTurn turn =
        next_turn(lanes_in(Lane::State::flying, lane), lanes_in(Lane::State::at_event, lane),
                  lanes_in(Lane::State::idle, lane), patience);
    if (turn.stop) break;
    if (turn.meet_events && lane.state() == Lane::State::at_event) lane.meet_event();
    if (turn.take_up && lane.state() == Lane::State::idle) lane.take_up();
    if (lane.state() == Lane::State::flying) lane.fly();
  }
  add_of_warp(total, result);
}

/// Adds f(0), f(1) ... f(count - 1). Blocks are whole warps.
template <class F>
__global__ void __launch_bounds__(most_block_threads, least_blocks)
    sum_over_indices(const __grid_constant__ F f, std::uint64_t count, HistoryResult* total) {
  HistoryResult sum;
  const std::uint64_t stride = static_cast<std::uint64_t>(gridDim.x) * blockDim.x;
  for (std::uint64_t i = static_cast<std::uint64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       i < count; i += stride) {
    sum += f(i);
  }
  add_of_warp(total, sum);
}

/// Makes a device the current one of its thread. First in line: all else is made on that device.
class CurrentDevice {
 public:
  explicit CurrentDevice(int device) {
    cuda_check(cudaSetDevice(device), "select the device");
    cuda_check(cudaGetDeviceProperties(&properties_, device), "read the device's properties");
    char bus_id[32] = "";
    cuda_check(cudaDeviceGetPCIBusId(bus_id, sizeof bus_id, device), "read the device's place");
    bus_id_ = bus_id;
  }
  const cudaDeviceProp& properties() const { return properties_; }
  const std::string& bus_id() const { return bus_id_; }
  /// As many as it can hold.
  std::uint64_t threads() const {
    return static_cast<std::uint64_t>(properties_.maxThreadsPerMultiProcessor) *
           static_cast<std::uint64_t>(properties_.multiProcessorCount);
  }

  /// As many blocks of a kernel as are resident at a time.
  template <class Kernel>
  int blocks(Kernel kernel, const LaunchShape& shape) const {
    int per_multiprocessor = shape.blocks_per_multiprocessor;
    if (per_multiprocessor == 0) {
      cuda_check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&per_multiprocessor, kernel,
                                                               shape.threads_per_block, 0),
                 "ask for the occupancy");
    }
    return properties_.multiProcessorCount * (per_multiprocessor > 0 ? per_multiprocessor : 1);
  }

 private:
  cudaDeviceProp properties_;
  std::string bus_id_;
};

class CudaExecutor {
 public:
  using Stream = DeviceStream;
  template <class T>
  using Buffer = DeviceBuffer<T>;

  CudaExecutor(const CurrentDevice& device, const LaunchShape& shape)
      : device_(device),
        before_(health()),
        threads_(shape.threads_per_block),
        blocks_(device.blocks(transport, shape)) {}

  Stream make_stream() { return Stream(); }
  template <class T>
  Buffer<T> make_buffer(std::uint64_t size) {
    return Buffer<T>(size);
  }
  template <class T>
  void upload(Buffer<T>& to, const T* from) {
    if (to.size() == 0) return;
    cuda_check(cudaMemcpy(to.data(), from, to.bytes(), cudaMemcpyHostToDevice), "upload");
    // It may return when the bytes are on their way, in a stream that ours do not wait for.
    cuda_check(cudaStreamSynchronize(cudaStreamLegacy), "upload");
  }
  template <class T>
  void download(T* to, const Buffer<T>& from, std::uint64_t count) {
    if (count == 0) return;
    cuda_check(cudaMemcpy(to, from.data(), count * sizeof(T), cudaMemcpyDeviceToHost), "download");
  }
  template <class T>
  void clear(Stream& stream, Buffer<T>& buffer) {
    if (buffer.size() == 0) return;
    cuda_check(cudaMemsetAsync(buffer.data(), 0, buffer.bytes(), stream.get()), "clear memory");
  }
  void wait(Stream& waiting, Stream& awaited) { waiting.wait_for(awaited); }
  void synchronise(Stream& stream) { stream.synchronise(); }
  void observe() { busy_ = health(); }

  template <class F>
  void for_each(Stream& stream, std::uint64_t count, const F& f) {
    if (count == 0) return;
    try {
      thrust::for_each_n(thrust::cuda::par_nosync.on(stream.get()),
                         thrust::counting_iterator<std::uint64_t>(0), count, f);
    } catch (const thrust::system_error& error) {
      throw DeviceError(std::string("CUDA failed to run a function for each: ") + error.what());
    }
  }
  template <class F>
  void sum_over(Stream& stream, std::uint64_t count, const F& f, HistoryResult* total) {
    const std::uint64_t needed = (count + most_block_threads - 1) / most_block_threads;
    const std::uint64_t most =
        16 * static_cast<std::uint64_t>(device_.properties().multiProcessorCount);
    sum_over_indices<<<static_cast<unsigned>(needed < most ? needed : most), most_block_threads, 0,
                       stream.get()>>>(f, count, total);
    cuda_check(cudaGetLastError(), "launch the emission");
  }
  void follow(Stream& stream, const ProblemView& problem, const Pass& pass, HistoryResult* total) {
    transport<<<static_cast<unsigned>(blocks_), static_cast<unsigned>(threads_), 0, stream.get()>>>(
        problem, pass, Patience(), total);
    cuda_check(cudaGetLastError(), "launch the transport");
  }

  std::string name() const { return "cuda"; }
  std::string device() const { return device_.properties().name; }
  std::vector<std::pair<std::string, std::string>> facts() {
    return device_facts(nvml_->driver_version(), before_, busy_, health());
  }

 private:
  DeviceHealth health() const { return nvml_->health(device_.bus_id()); }

  CurrentDevice device_;
  std::unique_ptr<Nvml> nvml_ = std::make_unique<Nvml>();
  DeviceHealth before_, busy_;
  int threads_, blocks_;
};

std::uint64_t free_for_plan(const CurrentDevice& device) {
  std::size_t free = 0, total = 0;
  cuda_check(cudaMemGetInfo(&free, &total), "ask for free memory");
  cudaFuncAttributes attributes;
  cuda_check(cudaFuncGetAttributes(&attributes, transport), "ask about the transport kernel");
  return memory_for_plan(free, attributes.localSizeBytes, device.threads());
}

void check_shape(const LaunchShape& shape) {
  const int threads = shape.threads_per_block;
  if (threads >= warp_lanes && threads <= most_block_threads && threads % warp_lanes == 0) return;
  throw std::runtime_error("a block has whole warps of 32 threads and at most " +
                           std::to_string(most_block_threads) + " threads, not " +
                           std::to_string(threads));
}

}  // namespace

std::unique_ptr<Backend> make_cuda_backend(const ProblemView& problem, const RoiLayout& rois,
                                           int device, const LaunchShape& shape) {
  const CurrentDevice current(device);
  check_shape(shape);
  CudaExecutor executor(current, shape);  // loads the kernels, which takes memory too
  const LaunchPlan plan = plan_launches(device_need(problem, rois), free_for_plan(current), shape);
  return std::make_unique<LaneBackend<CudaExecutor>>(std::move(executor), problem, rois, plan);
}

const void* transport_kernel() {
  return reinterpret_cast<const void*>(transport);
}

}  // namespace yttria
