// What tells this process from those whose events PXN hands over: its pid and its nonce.
//
// Both are known before the first event and anew in a forked child, so that no event asks the
// kernel for them.
#pragma once

#include <cstdint>

namespace c4::nccl {

/// To be called before the two below; any number of times, from any thread.
void know_process() noexcept;
std::int32_t own_pid() noexcept;
/// The monitor's where it is open, so that a process has one; else a random one of our own.
std::uint32_t own_nonce() noexcept;

}  // namespace c4::nccl
