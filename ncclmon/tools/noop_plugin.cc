// A profiler that does nothing, as a library: the floor of every comparison.
#include "core/monitor.h"
#include "nccl/abi.h"

namespace {

using namespace c4::nccl;

constexpr int kEverything = 4095;

int initialize(void** context, int* mask) noexcept {
  *context = context;
  *mask = kEverything;
  return kSuccess;
}
int init1(void** context, int* mask) noexcept { return initialize(context, mask); }
int init4(void** context, int* mask, const char*, std::uint64_t, int, int, int, Logger) noexcept {
  return initialize(context, mask);
}
int init5(void** context, std::uint64_t, int* mask, const char*, int, int, int, Logger) noexcept {
  return initialize(context, mask);
}
int start(void* context, void** handle, void*) noexcept {
  *handle = context;
  return kSuccess;
}
int stop(void*) noexcept { return kSuccess; }
int record(void*, int, void*) noexcept { return kSuccess; }

}  // namespace

extern "C" {
C4_EXPORT extern const Profiler1 ncclProfiler_v1 = {"noop", init1, start, stop, record, stop};
C4_EXPORT extern const Profiler1 ncclProfiler_v2 = {"noop", init1, start, stop, record, stop};
C4_EXPORT extern const Profiler1 ncclProfiler_v3 = {"noop", init1, start, stop, record, stop};
C4_EXPORT extern const Profiler4 ncclProfiler_v4 = {"noop", init4, start, stop, record, stop};
C4_EXPORT extern const Profiler5 ncclProfiler_v5 = {"noop", init5, start, stop, record, stop};
C4_EXPORT extern const Profiler5 ncclProfiler_v6 = {"noop", init5, start, stop, record, stop};
C4_EXPORT extern const Profiler5 ncclProfiler_v7 = {"noop", init5, start, stop, record, stop};
}
