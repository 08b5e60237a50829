// SPDX-License-Identifier: Apache-2.0
// Of the fuzzers alone: memory as short as under `ulimit -v`. A file that claims more gets
// std::bad_alloc, as in the program, instead of a report by the sanitizer. (Other operators new
// stay the sanitizer's, so memory may be freed by another kind of operator than it came from.)
#include <cstddef>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t most_bytes = std::size_t{256} << 20;

void* allocate(std::size_t size) {
  void* memory = size > most_bytes ? nullptr : std::malloc(size);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

extern "C" const char* __asan_default_options() {
  return "allocator_may_return_null=1:max_allocation_size_mb=512:alloc_dealloc_mismatch=0:"
         "malloc_context_size=6";
}
extern "C" const char* __ubsan_default_options() {
  return "print_stacktrace=1";
}
