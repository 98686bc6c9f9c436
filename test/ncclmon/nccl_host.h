// The plugin's tables, linked into the test: no dlopen, so that the test may look inside.
#pragma once

#include "check.h"
#include "tools/scenarios.h"
#include "tools/sequence.h"

extern "C" {
extern const c4::nccl::Profiler1 ncclProfiler_v1, ncclProfiler_v2, ncclProfiler_v3;
extern const c4::nccl::Profiler4 ncclProfiler_v4;
extern const c4::nccl::Profiler5 ncclProfiler_v5, ncclProfiler_v6, ncclProfiler_v7;
}

namespace nccl_host {

inline c4::replay::Host host_of(int version) {
  const void* tables[] = {nullptr,           &ncclProfiler_v1, &ncclProfiler_v2, &ncclProfiler_v3,
                          &ncclProfiler_v4,  &ncclProfiler_v5, &ncclProfiler_v6, &ncclProfiler_v7};
  c4::replay::Host host;
  host.version = version;
  host.table = static_cast<const c4::nccl::Profiler1*>(tables[version]);
  return host;
}

/// A communicator of eight ranks on eight nodes; we are rank 0.
inline c4::replay::Caller open(c4::replay::Host& host, std::uint64_t id) {
  c4::replay::Caller caller;
  caller.host = &host;
  EQUAL(c4::replay::initialize(host, {"world", id, 8, 8, 0}, &caller.context), 0);
  return caller;
}

}  // namespace nccl_host
