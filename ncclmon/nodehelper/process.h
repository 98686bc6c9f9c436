// What one process is and how it ended, for a process that is not our child.
//
// wait() answers only a parent. Three other places know the status, each for a moment of its own:
//
//   /proc/<pid>/stat   field 52, while the process is a zombie, that is until its parent reaps it
//   PIDFD_GET_INFO     from the reaping on, as long as a pidfd is open (Linux 6.15 and later)
//   proc connector     a netlink message before the death is announced (init namespaces,
//   CAP_NET_ADMIN)
//
// The first two meet without a gap: the kernel records the exit information before it takes the
// process out of /proc, so when stat cannot be read any more, the pidfd has the answer. The proc
// connector brings the exit of every thread of the machine to us, so it is opened only where the
// kernel is too old for the second: there a quick parent reaps the zombie before we can look.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "json.h"

namespace c4 {

struct ProcessStat {
  std::uint64_t start_ticks;
  std::uint32_t wait_status;  // 0 also when we may not see it
};

enum class EndKind : std::uint8_t { kUnknown, kExited, kSignaled };

struct EndStatus {
  EndKind kind = EndKind::kUnknown;
  bool core = false;
  int number = 0;  // exit code or signal
};

struct ThreadExit {
  std::int32_t thread;
  std::int32_t process;
  std::uint32_t wait_status;
};

enum class ZombieAnswer : std::uint8_t { kKnown, kNotAllowed, kGone };

bool parse_process_stat(std::string_view text, ProcessStat& stat) noexcept;
/// 0 or an errno.
int read_process_stat(std::int32_t pid, ProcessStat& stat) noexcept;

int open_pidfd(std::int32_t pid) noexcept;
/// The status of a reaped process, if this kernel keeps it.
bool read_exit_info(int pidfd, std::uint32_t& wait_status) noexcept;
/// Whether it does, found out on a child of our own.
bool probe_exit_info() noexcept;
ZombieAnswer read_zombie_status(std::int32_t pid, std::uint64_t start_ticks,
                                std::uint32_t& wait_status) noexcept;

/// A descriptor, or -1 when this process may not listen.
int open_proc_connector() noexcept;
/// The next exit that waits there; false when none does.
bool next_thread_exit(int fd, ThreadExit& exit) noexcept;

EndStatus decode_wait_status(std::uint32_t wait_status) noexcept;
void write_end_status(LineWriter& line, const EndStatus& status) noexcept;

}  // namespace c4
