// When is an operation of NCCL complete?
//
// The stop of a Coll says only that it was enqueued. It is complete when all its proxy operations
// and kernel channels have stopped, and those come from other threads, before or after the Coll
// stops. So everything that matters is one word per operation, changed as a whole, and the thread
// whose change makes it complete ends the operation, exactly once:
//
//   bits 0-15   proxy operations running       bit 32  a proxy operation was seen
//        16-31  kernel channels that stopped       33  a kernel channel was seen
//        40-47  kernel channels running            34  the call was enqueued
//        48-55  kernel channels to come            35  complete
//                                                  36  kernels are watched
//                                                  37  lenient: quiet is complete
//                                                  38  childless: enqueued is complete
//
// How many kernel channels are to come is what NCCL says (nChannels), but some algorithms report
// fewer, and traffic that stays inside a node may report nothing at all. Both are learnt per
// communicator and function: an operation that is quiet but incomplete while much later ones have
// finished is taken for complete, and its function for lenient (or childless) from then on. That it
// is childless is forgotten when a child comes after all.
#pragma once

#include <cstdint>

namespace c4::nccl {

struct Progress {
  std::uint64_t word = 0;

  static constexpr std::uint64_t kOneProxy = 1;
  static constexpr std::uint64_t kOneStopped = std::uint64_t{1} << 16;
  static constexpr std::uint64_t kProxySeen = std::uint64_t{1} << 32;
  static constexpr std::uint64_t kKernelSeen = std::uint64_t{1} << 33;
  static constexpr std::uint64_t kEnqueued = std::uint64_t{1} << 34;
  static constexpr std::uint64_t kComplete = std::uint64_t{1} << 35;
  static constexpr std::uint64_t kKernelsWatched = std::uint64_t{1} << 36;
  static constexpr std::uint64_t kLenient = std::uint64_t{1} << 37;
  static constexpr std::uint64_t kChildless = std::uint64_t{1} << 38;
  static constexpr std::uint64_t kOneRunning = std::uint64_t{1} << 40;
  static constexpr std::uint64_t kOneExpected = std::uint64_t{1} << 48;

  constexpr bool has(std::uint64_t bit) const noexcept { return (word & bit) != 0; }
  constexpr std::uint64_t proxies() const noexcept { return word & 0xFFFF; }
  constexpr std::uint64_t stopped() const noexcept { return (word >> 16) & 0xFFFF; }
  constexpr std::uint64_t running() const noexcept { return (word >> 40) & 0xFF; }
  constexpr std::uint64_t expected() const noexcept { return (word >> 48) & 0xFF; }

  constexpr bool has_children() const noexcept { return has(kProxySeen | kKernelSeen); }
  constexpr bool is_quiet() const noexcept {
    return has(kEnqueued) && proxies() == 0 && running() == 0;
  }

  constexpr bool is_done() const noexcept {
    if (!is_quiet()) return false;
    if (!has_children()) return has(kChildless);
    if (!has(kKernelsWatched) || has(kLenient) || expected() == 0) return true;
    return stopped() >= expected();
  }
};

}  // namespace c4::nccl
