// A profiler that writes down all it is told, as a line of text each, with its own handles as
// numbers. Alone or behind ours, it must write the same.
//
//   RECORDER_LOG      file to write           RECORDER_MASK      events to ask for
//   RECORDER_DECLINE  event to answer NULL    RECORDER_FAIL      init fails
#include <cstdio>
#include <cstdlib>

#include "core/monitor.h"
#include "nccl/abi.h"

namespace {

using namespace c4::nccl;

constexpr std::uintptr_t kHandleBase = 0x5000'0000'0000;
constexpr std::uintptr_t kContextBase = 0x6000'0000'0000;

std::FILE* g_log = nullptr;
std::uintptr_t g_handles = 0;
std::uintptr_t g_contexts = 0;

int number_from(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atoi(text);
}

// 0 is NULL; anything that we did not make is a fault that the log shows.
long own(std::uintptr_t handle, std::uintptr_t base, std::uintptr_t count) {
  if (handle == 0) return 0;
  return handle > base && handle <= base + count ? static_cast<long>(handle - base) : -1;
}
long own_handle(const void* handle) {
  return own(reinterpret_cast<std::uintptr_t>(handle), kHandleBase, g_handles);
}

int begin(void** context, int* mask, const char* name, std::uint64_t id, int ranks) {
  if (g_log == nullptr) g_log = std::fopen(std::getenv("RECORDER_LOG"), "w");
  std::fprintf(g_log, "init %s %llu %d\n", name == nullptr ? "-" : name,
               static_cast<unsigned long long>(id), ranks);
  if (number_from("RECORDER_FAIL") != 0) return kInternalError;
  *context = reinterpret_cast<void*>(kContextBase + ++g_contexts);
  *mask = number_from("RECORDER_MASK");
  return kSuccess;
}

int init1(void** context, int* mask) { return begin(context, mask, nullptr, 0, 0); }
int init4(void** context, int* mask, const char* name, std::uint64_t id, int, int ranks, int,
          Logger) {
  return begin(context, mask, name, id, ranks);
}
int init5(void** context, std::uint64_t id, int* mask, const char* name, int, int ranks, int,
          Logger) {
  return begin(context, mask, name, id, ranks);
}

void write_body(int version, int type, const void* descriptor) {
  switch (type) {
    case kColl: {
      const auto& body = body_of<Coll4>(descriptor);
      std::fprintf(g_log, " %s %zu %s", body.function, body.count, body.datatype);
      if (version >= 5) {
        std::fprintf(g_log, " group %ld", own_handle(body_of<Coll5>(descriptor).parent_group));
      }
      break;
    }
    case kProxyOp: {
      const auto& body = body_of<ProxyOpBody>(descriptor);
      std::fprintf(g_log, " channel %d peer %d send %d", body.channel, body.peer, body.is_send);
      break;
    }
    case kProxyStep: std::fprintf(g_log, " %d", body_of<ProxyStepBody>(descriptor).step); break;
    case kKernelCh:
      std::fprintf(g_log, " channel %d", body_of<KernelChBody>(descriptor).channel);
      break;
    default: break;
  }
}

template <int kVersion>
int start(void* context, void** handle, void* descriptor) {
  const int type = type_of(kVersion, descriptor);
  std::fprintf(g_log, "start %d context %ld parent %ld", type,
               own(reinterpret_cast<std::uintptr_t>(context), kContextBase, g_contexts),
               own_handle(parent_of(descriptor)));
  write_body(kVersion, type, descriptor);
  std::fputc('\n', g_log);
  *handle = type == number_from("RECORDER_DECLINE")
                ? nullptr
                : reinterpret_cast<void*>(kHandleBase + ++g_handles);
  return kSuccess;
}

int stop(void* handle) {
  std::fprintf(g_log, "stop %ld\n", own_handle(handle));
  return kSuccess;
}

int record(void* handle, int state, void* arguments) {
  std::fprintf(g_log, "record %ld %d %s", own_handle(handle), state,
               arguments == nullptr ? "NULL\n" : "");
  if (arguments != nullptr) {
    std::fprintf(g_log, "%zu\n", static_cast<const StateArgs*>(arguments)->proxy_step.bytes);
  }
  return kSuccess;
}

int finalize(void* context) {
  std::fprintf(g_log, "finalize %ld\n",
               own(reinterpret_cast<std::uintptr_t>(context), kContextBase, g_contexts));
  std::fflush(g_log);
  return kSuccess;
}

}  // namespace

extern "C" {
#if defined(RECORDER_ONLY_V4)  // the table alone decides what a chain can use
C4_EXPORT extern const Profiler4 ncclProfiler_v4 = {
    "recorder", init4, start<4>, stop, record, finalize};
#elif defined(RECORDER_ONLY_V3)
C4_EXPORT extern const Profiler1 ncclProfiler_v3 = {
    "recorder", init1, start<3>, stop, record, finalize};
#else
C4_EXPORT extern const Profiler4 ncclProfiler_v4 = {
    "recorder", init4, start<4>, stop, record, finalize};
C4_EXPORT extern const Profiler5 ncclProfiler_v5 = {
    "recorder", init5, start<5>, stop, record, finalize};
C4_EXPORT extern const Profiler5 ncclProfiler_v6 = {
    "recorder", init5, start<6>, stop, record, finalize};
#endif
}
