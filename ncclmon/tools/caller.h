// Calls a profiler as NCCL does: only what the mask activates, nothing for a handle that is NULL.
#pragma once

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/monitor.h"
#include "host.h"

namespace c4::replay {

/// Ticks per call, for tails; the last bin holds the rest.
struct Histogram {
  static constexpr std::size_t kBins = 1U << 16;
  std::vector<std::uint64_t> bins = std::vector<std::uint64_t>(kBins);
  std::uint64_t calls = 0;

  void add(std::uint64_t ticks) {
    ++bins[ticks < kBins ? ticks : kBins - 1];
    ++calls;
  }
  std::uint64_t quantile(double fraction) const {
    const auto target = static_cast<std::uint64_t>(static_cast<double>(calls) * fraction);
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < kBins; ++bin) {
      seen += bins[bin];
      if (seen > target) return bin;
    }
    return kBins - 1;
  }
};

struct Caller {
  Host* host = nullptr;
  void* context = nullptr;
  std::int32_t rank = 0;
  Histogram* histogram = nullptr;
  std::uint64_t calls = 0;
};

inline std::uint64_t stamp() noexcept {
#if defined(__x86_64__)
  return __builtin_ia32_rdtsc();
#else
  return monotonic_ns();
#endif
}

struct Descriptor {
  alignas(8) unsigned char bytes[136];

  Descriptor(int version, int type, void* parent, std::int32_t rank) {
    // Before version 5 the type is one byte and what follows it is whatever was there.
    if (version < 5) {
      std::memset(bytes, 0xA5, 8);
      bytes[0] = static_cast<unsigned char>(type);
    } else {
      const auto wide = static_cast<std::uint64_t>(type);
      std::memcpy(bytes, &wide, sizeof(wide));
    }
    std::memcpy(bytes + 8, &parent, sizeof(parent));
    std::memcpy(bytes + 16, &rank, sizeof(rank));
  }
  template <class Body>
  Body& body() {
    return *reinterpret_cast<Body*>(bytes + nccl::kBody);
  }
};

/// Whether NCCL starts events of this type under the mask: asking for one implies its ancestors.
inline bool is_activated(int version, int mask, int type) {
  using namespace nccl;
  const int steps = kProxyStep | kNetPlugin;
  const int proxies = kProxyOp | steps;
  const int colls = kColl | proxies | (version >= 3 ? int{kKernelCh} : 0);
  switch (type) {
    case kGroupApi: return version >= 5 && (mask & ~kProxyCtrl) != 0;
    case kCollApi: return version >= 5 && (mask & (kCollApi | colls)) != 0;
    case kP2pApi: return version >= 5 && (mask & (kP2pApi | kP2p | colls)) != 0;
    case kGroup: return (mask & (kGroup | kP2p | colls)) != 0;
    case kColl: return (mask & colls) != 0;
    case kP2p: return (mask & (kP2p | proxies | kKernelCh)) != 0;
    case kProxyOp: return (mask & proxies) != 0;
    case kProxyStep: return (mask & steps) != 0;
    case kKernelCh: case kNetPlugin: return version >= 3 && (mask & type) != 0;
    case kKernelLaunch: return version >= 5 && (mask & type) != 0;
    case kKernelPhase: return version >= 7 && (mask & type) != 0;
    default: return (mask & type) != 0;
  }
}

inline void* start(Caller& caller, Descriptor& descriptor) {
  void* handle = nullptr;
  ++caller.calls;
  if (caller.histogram == nullptr) {
    caller.host->table->start_event(caller.context, &handle, descriptor.bytes);
    return handle;
  }
  const std::uint64_t before = stamp();
  caller.host->table->start_event(caller.context, &handle, descriptor.bytes);
  caller.histogram->add(stamp() - before);
  return handle;
}

inline void stop(Caller& caller, void* handle) {
  if (handle == nullptr) return;
  ++caller.calls;
  if (caller.histogram == nullptr) {
    caller.host->table->stop_event(handle);
    return;
  }
  const std::uint64_t before = stamp();
  caller.host->table->stop_event(handle);
  caller.histogram->add(stamp() - before);
}

inline void record(Caller& caller, void* handle, int state, nccl::StateArgs* arguments) {
  if (handle == nullptr) return;
  ++caller.calls;
  if (caller.histogram == nullptr) {
    caller.host->table->record_state(handle, state, arguments);
    return;
  }
  const std::uint64_t before = stamp();
  caller.host->table->record_state(handle, state, arguments);
  caller.histogram->add(stamp() - before);
}

}  // namespace c4::replay
