// New lines of the kernel's log, decoded and rate-limited. A driver in distress writes thousands of
// lines a second; the first ones tell the story, and how many were left out is told with the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace c4 {

inline constexpr std::size_t kKernelLineMax = 512;
inline constexpr std::uint64_t kKernelLinesPerSecondMax = 20;
inline constexpr std::uint64_t kKernelLinesBurstMax = 100;
/// Records read in one turn, so that a flood does not keep the deaths waiting.
inline constexpr int kKernelRecordsPerTurnMax = 64;

struct KernelRecord {
  std::uint64_t sequence;
  std::size_t length;
  char line[kKernelLineMax];
};

struct KernelLog {
  int fd = -1;
  std::uint64_t next_sequence = 0;  // 0: not known yet
  std::uint64_t dropped = 0;
  std::uint64_t credit_ns = 0;
  std::uint64_t credited_ns = 0;
};

/// One record of /dev/kmsg: `priority,sequence,us,flags[,…];text`, its bytes escaped as \xNN.
bool parse_kernel_record(std::string_view text, KernelRecord& record) noexcept;

/// From the end of the log on. Returns 0 or an errno.
int open_kernel_log(KernelLog& log, std::uint64_t now_ns) noexcept;

/// Reads at most one record; false when none waits. What the rate does not allow is counted in
/// `dropped`, and then `record.length` is 0.
bool next_kernel_record(KernelLog& log, std::uint64_t now_ns, KernelRecord& record) noexcept;

}  // namespace c4
