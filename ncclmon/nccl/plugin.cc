// libnccl-profiler-c4.so: the seven tables that NCCL looks for, all over one event core.
//
// NCCL takes the newest version it knows. No call returns an error: from version 6 on an init that
// fails unloads the plugin, and a hook that is off simply asks for nothing.
#include <atomic>

#include "abi.h"
#include "chain.h"
#include "core/monitor.h"
#include "events.h"

namespace c4::nccl {
namespace {

constexpr const char* kName = "c4";

// NCCL has one mask for the process, and hands it to each init.
std::atomic<int*> g_mask{nullptr};
std::atomic<int> g_version{0};
std::atomic<std::uint64_t> g_applied_changes{0};
std::atomic<int> g_applied_chain_mask{0};

// Written only when what we want changes: in 2.31 an operator may set the mask by NCCL's own RAS.
void apply_mask(int version) noexcept {
  int* mask = g_mask.load(std::memory_order_acquire);
  if (mask == nullptr) return;
  g_applied_changes.store(g_monitor.mask_changes.load(std::memory_order_acquire),
                          std::memory_order_relaxed);
  int wanted = wanted_mask(version);
  if (chain::is_active()) {
    const int theirs = chain::mask();
    g_applied_chain_mask.store(theirs, std::memory_order_relaxed);
    wanted |= theirs;
  }
  __atomic_store_n(mask, wanted, __ATOMIC_RELAXED);
}

struct Arguments {
  void** context;
  int* mask;
  Communicator communicator;
  Logger logger;
};

int initialize(int version, const Arguments& arguments) noexcept {
  // Ours first: what is wrong with the second one is counted in our file.
  Handle context = open_context(version, arguments.communicator);
  if (chain::is_loaded(version)) {
    const Communicator& about = arguments.communicator;
    context = chain::open(version, context,
                          {about.name, about.id, about.nodes, about.ranks, about.rank,
                           arguments.logger});
  }
  *arguments.context = reinterpret_cast<void*>(context);
  if (arguments.mask != nullptr) {
    g_version.store(version, std::memory_order_relaxed);
    g_mask.store(arguments.mask, std::memory_order_release);
    apply_mask(version);
  }
  return kSuccess;
}

template <int kVersion>
int start(void* context, void** handle, void* descriptor) noexcept {
  if (chain::is_active()) [[unlikely]] {
    *handle = reinterpret_cast<void*>(
        chain::start(kVersion, reinterpret_cast<Handle>(context), descriptor));
    if (chain::mask() != g_applied_chain_mask.load(std::memory_order_relaxed)) {
      apply_mask(kVersion);
    }
  } else {
    *handle = reinterpret_cast<void*>(
        start_event(kVersion, reinterpret_cast<Handle>(context), descriptor));
  }
  if (g_monitor.mask_changes.load(std::memory_order_relaxed) !=
      g_applied_changes.load(std::memory_order_relaxed)) [[unlikely]] {
    apply_mask(kVersion);
  }
  return kSuccess;
}

template <int kVersion>
int stop(void* handle) noexcept {
  if (chain::is_active()) [[unlikely]] {
    chain::stop(kVersion, reinterpret_cast<Handle>(handle));
  } else {
    stop_event(reinterpret_cast<Handle>(handle));
  }
  return kSuccess;
}

template <int kVersion>
int record(void* handle, int state, void* arguments) noexcept {
  if (chain::is_active()) [[unlikely]] {
    chain::record(kVersion, reinterpret_cast<Handle>(handle), state, arguments);
  } else {
    record_state(kVersion, reinterpret_cast<Handle>(handle), state, arguments);
  }
  return kSuccess;
}

int finalize(void* context) noexcept {
  if (chain::is_active()) {
    chain::close(reinterpret_cast<Handle>(context));
  } else {
    close_context(reinterpret_cast<Handle>(context));
  }
  return kSuccess;
}

template <int kVersion>
int init1(void** context, int* mask) noexcept {
  return initialize(kVersion, {context, mask, {}, nullptr});
}

int init4(void** context, int* mask, const char* comm_name, std::uint64_t comm_hash, int nodes,
          int ranks, int rank, Logger logger) noexcept {
  return initialize(4, {context, mask, {comm_hash, comm_name, nodes, ranks, rank}, logger});
}

template <int kVersion>
int init5(void** context, std::uint64_t comm_id, int* mask, const char* comm_name, int nodes,
          int ranks, int rank, Logger logger) noexcept {
  return initialize(kVersion, {context, mask, {comm_id, comm_name, nodes, ranks, rank}, logger});
}

}  // namespace
}  // namespace c4::nccl

// Data symbols, as NCCL expects them.
extern "C" {
using namespace c4::nccl;
C4_EXPORT extern const Profiler1 ncclProfiler_v1 = {
    kName, init1<1>, start<1>, stop<1>, record<1>, finalize};
C4_EXPORT extern const Profiler1 ncclProfiler_v2 = {
    kName, init1<2>, start<2>, stop<2>, record<2>, finalize};
C4_EXPORT extern const Profiler1 ncclProfiler_v3 = {
    kName, init1<3>, start<3>, stop<3>, record<3>, finalize};
C4_EXPORT extern const Profiler4 ncclProfiler_v4 = {
    kName, init4, start<4>, stop<4>, record<4>, finalize};
C4_EXPORT extern const Profiler5 ncclProfiler_v5 = {
    kName, init5<5>, start<5>, stop<5>, record<5>, finalize};
C4_EXPORT extern const Profiler5 ncclProfiler_v6 = {
    kName, init5<6>, start<6>, stop<6>, record<6>, finalize};
C4_EXPORT extern const Profiler5 ncclProfiler_v7 = {
    kName, init5<7>, start<7>, stop<7>, record<7>, finalize};
}
