// Proxy operations and their steps: the transfers of one rank over the network.
//
// NCCL's progress thread reports each chunk of each channel here, thousands of calls for one
// collective, and when a peer stalls it reports the same chunk at every turn of its loop. All of
// it becomes counters of a connection: a repeated poll costs a comparison and one increment.
//
// Steps in flight of one proxy operation never span more than eight numbers (NCCL_STEPS), so step
// n lives in slot n mod 8 of its operation and needs no table of its own.
#pragma once

#include "core/connections.h"
#include "core/state.h"
#include "events.h"

namespace c4::nccl {

inline constexpr std::uint32_t kProxiesMax = 8192;
inline constexpr std::uint32_t kStepSlots = 8;

/// Maps the table; false when there is no memory. Idempotent, safe from several threads.
bool prepare_proxies() noexcept;
/// What a destroyed communicator left running: NCCL 2.31 recycles it without a stop.
void release_proxies_of(std::uint32_t communicator) noexcept;

Handle start_proxy_op(int version, Handle context, const void* descriptor) noexcept;
void stop_proxy_op(Handle proxy) noexcept;
void record_proxy_op(int version, Handle proxy, int state, const void* arguments) noexcept;

Handle start_step(Handle proxy, std::int32_t step) noexcept;
void stop_step(Handle step) noexcept;
void record_step(int version, Handle step, int state, const void* arguments) noexcept;

/// An event that belongs to another process.
void count_foreign() noexcept;

// ---- the operation that the transfers belong to (operations.cc) ----

/// False: the operation is stale or complete, and the child belongs to nothing.
bool child_started(Handle operation, std::uint64_t delta, std::uint64_t ticks) noexcept;
void child_stopped(Handle operation, std::uint64_t less, std::uint64_t more,
                   std::uint64_t ticks) noexcept;

}  // namespace c4::nccl
