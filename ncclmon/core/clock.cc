#include "clock.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace c4 {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint32_t kShift = 32;
constexpr std::uint64_t kCalibrationNs = 2'000'000;
constexpr std::uint64_t kRefineMinNs = 500'000'000;

#if defined(__x86_64__)
// Invariant says that the rate is constant; that the kernel keeps time by it says that the
// counters of all cores agree, which CPUID cannot promise.
bool tsc_is_trusted() noexcept {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) == 0 || (edx & (1U << 8)) == 0) return false;
  const int fd = open("/sys/devices/system/clocksource/clocksource0/current_clocksource",
                      O_RDONLY | O_CLOEXEC);
  if (fd < 0) return false;
  char name[8] = {};
  const ssize_t length = read(fd, name, sizeof(name) - 1);
  close(fd);
  return length >= 4 && std::memcmp(name, "tsc\n", 4) == 0;
}

struct Pair {
  std::uint64_t ticks;
  std::uint64_t ns;
};

// The tightest of several brackets: a reading that was interrupted has a wide one.
Pair read_pair() noexcept {
  Pair best{};
  std::uint64_t narrowest = ~std::uint64_t{0};
  for (int attempt = 0; attempt < 8; ++attempt) {
    const std::uint64_t before = __builtin_ia32_rdtsc();
    const std::uint64_t ns = monotonic_ns();
    const std::uint64_t after = __builtin_ia32_rdtsc();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = Pair{before + (after - before) / 2, ns};
    }
  }
  return best;
}

std::uint64_t multiplier_between(const Pair& first, const Pair& last) noexcept {
  const std::uint64_t ticks = last.ticks - first.ticks;
  if (ticks == 0) return 0;
  const auto scaled = static_cast<Wide>(last.ns - first.ns) << kShift;
  return static_cast<std::uint64_t>(scaled / ticks);
}
#endif

}  // namespace

std::uint64_t monotonic_ns() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

ClockCalibration calibrate_clock() noexcept {
#if defined(__x86_64__)
  if (tsc_is_trusted()) {
    const Pair first = read_pair();
    while (monotonic_ns() - first.ns < kCalibrationNs) {
    }
    const std::uint64_t multiplier = multiplier_between(first, read_pair());
    if (multiplier != 0) {
      return {ClockKind::kTsc, first.ticks, first.ns, multiplier, kShift};
    }
  }
#endif
  const std::uint64_t now = monotonic_ns();
  return {ClockKind::kMonotonic, now, now, 1, 0};
}

std::uint64_t refined_multiplier(const ClockCalibration& clock) noexcept {
#if defined(__x86_64__)
  if (clock.kind == ClockKind::kTsc) {
    const Pair now = read_pair();
    if (now.ns - clock.base_ns < kRefineMinNs) return 0;
    return multiplier_between(Pair{clock.base_ticks, clock.base_ns}, now);
  }
#endif
  (void)clock;
  return 0;
}

std::uint64_t ticks_to_ns(const ClockCalibration& clock, std::uint64_t ticks) noexcept {
  const auto since = static_cast<Wide>(ticks - clock.base_ticks);
  return clock.base_ns + static_cast<std::uint64_t>((since * clock.multiplier) >> clock.shift);
}

}  // namespace c4
