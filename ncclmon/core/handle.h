// Handles. A library may hand back a handle that is stale, that belongs to another process (NCCL's
// PXN does) or that was never one. So a handle is never an address: it names a slot of a
// preallocated table and the generation of the slot it was made for, under a number drawn at
// random by each process.
//
//   63        50 49           26 25    23 22            0
//   | nonce 14  | generation 24 | kind 3 | index 23      |
//
// The nonce is never 0, so no handle is NULL, and a forked child invalidates all by drawing anew.
#pragma once

#include <cstdint>

namespace c4 {

enum class HandleKind : std::uint32_t {
  kCommunicator = 1, kOperation = 2, kConnection = 3, kProxyOp = 4, kProxyStep = 5, kKernel = 6,
  kOther = 7,
};

using Handle = std::uint64_t;
inline constexpr Handle kNoHandle = 0;
inline constexpr std::uint32_t kHandleIndexMask = (1U << 23) - 1;
inline constexpr std::uint32_t kHandleGenerationMask = (1U << 24) - 1;
inline constexpr std::uint32_t kHandleNonceMask = (1U << 14) - 1;

constexpr Handle make_handle(std::uint32_t nonce, HandleKind kind, std::uint32_t generation,
                             std::uint32_t index) noexcept {
  return (static_cast<Handle>(nonce & kHandleNonceMask) << 50) |
         (static_cast<Handle>(generation & kHandleGenerationMask) << 26) |
         (static_cast<Handle>(kind) << 23) | (index & kHandleIndexMask);
}

constexpr std::uint32_t handle_index(Handle handle) noexcept {
  return static_cast<std::uint32_t>(handle) & kHandleIndexMask;
}
constexpr std::uint32_t handle_generation(Handle handle) noexcept {
  return static_cast<std::uint32_t>(handle >> 26) & kHandleGenerationMask;
}
constexpr HandleKind handle_kind(Handle handle) noexcept {
  return static_cast<HandleKind>((handle >> 23) & 7);
}

/// Nonce and kind in one comparison: the bits of both are compared at once.
constexpr bool handle_is(Handle handle, std::uint32_t nonce, HandleKind kind) noexcept {
  constexpr Handle fixed = (static_cast<Handle>(kHandleNonceMask) << 50) | (Handle{7} << 23);
  return (handle & fixed) == make_handle(nonce, kind, 0, 0);
}

}  // namespace c4
