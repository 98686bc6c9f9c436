// Fork, exit, errors and the program's own words.
//
// No signal handler is ever set: a process that dies by a signal leaves its last state in the file
// and its lock vanishes, which says more than a handler could.
#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "identity.h"
#include "process_file.h"
#include "state.h"

namespace c4 {
namespace {

std::atomic<bool> g_logged{false};
std::atomic<bool> g_registered{false};

void after_fork_in_parent() noexcept {
  if (is_on()) count(g_monitor.header->forks);
}

void at_exit(int status, void*) noexcept {
  // Exit codes are what the parent sees: the low eight bits.
  const std::int32_t code = status & 0xFF;
  record_end(code == 0 ? EndKind::kFinished : EndKind::kExited, code, "exit");
}

}  // namespace

void watch_lifecycle() noexcept {
  // Both registrations are inherited by a forked child, which must not make them twice.
  if (g_registered.exchange(true, std::memory_order_relaxed)) return;
  pthread_atfork(nullptr, after_fork_in_parent, detach_in_child);
  on_exit(at_exit, nullptr);
}

void record_end(EndKind kind, std::int32_t code, const char* reason) noexcept {
  if (!is_on()) return;
  FileHeader& header = *g_monitor.header;
  // A child made by vfork runs no fork handler and shares our memory until it calls exec: what it
  // says of its own end (a failed exec ends in _exit) is not ours, and must not spend our one word.
  // The system call, since a library may remember the parent's answer.
  if (static_cast<std::uint32_t>(syscall(SYS_getpid)) != header.pid) return;
  static std::atomic<std::uint32_t> recorded_for{0};
  // The nonce changes in a child that opens its own file, which then records its own end.
  const std::uint32_t before = recorded_for.exchange(g_monitor.nonce, std::memory_order_relaxed);
  if (before == g_monitor.nonce) return;
  header.exit_code = code;
  header.end_ticks = now_ticks();
  copy_text(header.end_reason, sizeof(header.end_reason), reason);
  // Release: a reader that sees the kind sees the three fields above.
  header.end_kind.store(kind, std::memory_order_release);
}

void note_error(const char* message) noexcept {
  if (!is_on()) return;
  FileHeader& header = *g_monitor.header;
  static std::atomic<std::uint32_t> noted_for{0};
  if (noted_for.exchange(g_monitor.nonce, std::memory_order_relaxed) == g_monitor.nonce) return;
  copy_text(header.first_error, sizeof(header.first_error), message);
}

void log_once(const char* message, const char* detail) noexcept {
  if (g_logged.exchange(true, std::memory_order_relaxed)) return;
  char line[256];
  const bool has_detail = detail != nullptr && *detail != '\0';
  const int length =
      std::snprintf(line, sizeof(line), "c4mon: %s%s%s; training goes on without\n", message,
                    has_detail ? ": " : "", has_detail ? detail : "");
  if (length <= 0) return;
  const auto bytes = static_cast<std::size_t>(length);
  const ssize_t written = write(2, line, bytes < sizeof(line) ? bytes : sizeof(line) - 1);
  (void)written;  // there is nobody else to tell
}

void declare_phase(Phase phase) noexcept {
  if (!is_on()) return;
  FileHeader& header = *g_monitor.header;
  if (header.phase.load(std::memory_order_relaxed) == phase) return;
  header.phase_since_ticks.store(now_ticks(), std::memory_order_relaxed);
  if (phase != Phase::kNone) header.phase_count.fetch_add(1, std::memory_order_relaxed);
  // Release: whoever sees the phase sees when it began.
  header.phase.store(phase, std::memory_order_release);
}

void declare_step(std::uint64_t step) noexcept {
  if (is_on()) g_monitor.header->step.store(step, std::memory_order_relaxed);
}

}  // namespace c4
