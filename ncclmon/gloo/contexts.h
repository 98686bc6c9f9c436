// Which communicator a gloo context is.
//
// gloo gives a context no name that all ranks know. But while a full mesh connects, every rank
// publishes one blob and reads everybody else's, so the sum of the hashes of all blobs is the same
// on every rank and on no other communicator (blobs hold addresses and ports). Nothing is added to
// the store, so nothing can block.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include "../core/handle.h"

namespace c4::gloo {

inline constexpr std::uint32_t kContextsMax = 128;

/// A mesh of `context` begins and ends to connect on this thread.
void begin_mesh(void* context) noexcept;
void end_mesh(void* context) noexcept;
/// The context whose mesh connects on this thread; null outside.
void* meshing() noexcept;

/// A blob of this mesh: of a rank's address (PyTorch 2), or of the store (gloo before that, where
/// the same blobs pass under keys that are rank numbers). One kind of them makes the id.
void hash_rank_blob(const char* bytes, std::size_t size) noexcept;
void hash_store_blob(const char* bytes, std::size_t size) noexcept;

/// Since the first mesh connected gloo's loop turns in this process.
extern std::atomic<bool> g_has_connected;

/// The communicator of a context; kNoHandle when unknown.
Handle communicator_of_context(void* context) noexcept;
void close_context(void* context) noexcept;

}  // namespace c4::gloo
