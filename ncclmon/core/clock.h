// The hook's clock. A step event may cost 15 ns in all and clock_gettime alone costs 20, so where
// the processor's counter is invariant and the kernel itself trusts it, ticks are that counter;
// elsewhere they are nanoseconds of CLOCK_MONOTONIC.
//
// The reader converts with one multiplication (see layout.h). A calibration over two milliseconds
// is wrong by tens of parts per million, which after a day of training is seconds of wrong age.
// So the multiplier is refined while the job runs: the base stays, the newest pair of readings
// sets the mean rate since the base, and a time just now always converts right.
#pragma once

#include <cstdint>

#include "layout.h"

namespace c4 {

__attribute__((visibility("default"))) std::uint64_t monotonic_ns() noexcept;

struct ClockCalibration {
  ClockKind kind;
  std::uint64_t base_ticks;
  std::uint64_t base_ns;
  std::uint64_t multiplier;
  std::uint32_t shift;
};

/// Blocks for about two milliseconds; called once, at the first communicator.
ClockCalibration calibrate_clock() noexcept;

/// The mean rate between the base and now, as a new multiplier; 0 when there is nothing to learn.
std::uint64_t refined_multiplier(const ClockCalibration& clock) noexcept;

std::uint64_t ticks_to_ns(const ClockCalibration& clock, std::uint64_t ticks) noexcept;

}  // namespace c4
