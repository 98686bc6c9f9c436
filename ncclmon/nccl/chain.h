// A second profiler behind ours (C4_CHAIN_PROFILER=path), since NCCL has one place for a plugin.
//
// NCCL sees one profiler whose mask is the union of both. Each of the two gets only the events that
// its own mask asks for, by NCCL's own rules of what implies what; with the handles that it itself
// returned as parents; and a handle that it declined is NULL for its children and is never stopped
// or recorded, as if it were alone. The second one's interface must be the version that NCCL uses
// with us, or 4 where NCCL uses 5 to 7: such a descriptor reads right as it is (see abi.h), but the
// parent of a Coll is then its group.
//
// Differences to being alone, both in its favour: an event that belongs to another process (PXN) is
// not passed on, since following its context is what crashes profilers; and the mask it sees is its
// own word, not the process's. The other process may well run this hook and count its handles as we
// do: theirs are told from ours by the nonce in each.
#pragma once

#include <cstdint>

#include "abi.h"
#include "events.h"

namespace c4::nccl::chain {

/// The second profiler's init, in its own version's form.
struct Init {
  const char* name = nullptr;
  std::uint64_t id = 0;
  int nodes = -1, ranks = -1, rank = -1;
  Logger logger = nullptr;
};

/// Loads it at the first call. False: none is asked for, or it cannot be had (logged once).
bool is_loaded(int version) noexcept;

/// Whether events go through here. Settled before the first event of any communicator.
bool is_active() noexcept;

/// Wraps our context and its own; 0 when neither wants this communicator. An init of its that fails
/// leaves it out of that communicator alone: each is counted, the first is logged.
Handle open(int version, Handle ours, const Init& init) noexcept;
void close(Handle context) noexcept;

Handle start(int version, Handle context, const void* descriptor) noexcept;
void stop(int version, Handle handle) noexcept;
void record(int version, Handle handle, int state, void* arguments) noexcept;

/// What it asks for now; it may change its word at any time.
int mask() noexcept;

}  // namespace c4::nccl::chain
