// Loads any NCCL profiler plugin by its interface, as NCCL does.
#pragma once

#include <cstdint>

#include "nccl/abi.h"

namespace c4::replay {

struct Host {
  int version = 0;
  const nccl::Profiler1* table = nullptr;  // all calls but init have one place in all versions
  void* library = nullptr;
  int mask = 0;         // NCCL has one for the process
  int forced_mask = 0;  // not 0: what the harness switches on, whatever the plugin asks for

  int mask_now() const noexcept {
    return forced_mask != 0 ? forced_mask : __atomic_load_n(&mask, __ATOMIC_RELAXED);
  }
};

/// The newest interface up to `version`, or exactly `version` if `is_exact`. False: said why.
bool load(Host& host, const char* path, int version, bool is_exact);

/// A plugin that is built in and does nothing: the harness's own cost.
void load_nothing(Host& host, int version);

struct CommunicatorNames {
  const char* name = nullptr;
  std::uint64_t id = 0;
  int nodes = 1, ranks = 1, rank = 0;
};

/// The result of the plugin's init; `context` as NCCL would keep it.
int initialize(Host& host, const CommunicatorNames& names, void** context);

}  // namespace c4::replay
