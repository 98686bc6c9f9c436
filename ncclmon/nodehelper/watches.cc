#include "watches.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>

namespace c4 {
namespace {

enum class Life : std::uint8_t { kFree, kAlive, kDead };

struct Watched {
  Life life;
  bool has_connector_status;
  bool leader_left;  // the main thread has, and others of the process live on
  std::int32_t pid;
  int pidfd;
  std::uint32_t connector_status;
  std::uint64_t id;
  std::uint64_t start_ticks;
  std::uint64_t deadline_ns;  // of a dead one; 0 until it was first looked at
};

struct Watches {
  ExitSources sources;
  int epoll = -1;
  int connector = -1;
  std::size_t count = 0;
  std::size_t dead = 0;
  std::size_t used = 0;  // slots ever used: loops stop here
};

Watches g_watches;
Watched g_slots[kWatchesMax];  // apart, so that it is no part of the file

void release(Watched& slot) noexcept {
  close(slot.pidfd);  // takes it out of the epoll set, since there is no other copy of it
  if (slot.life == Life::kDead) --g_watches.dead;
  slot.life = Life::kFree;
  --g_watches.count;
}

Watched* find(std::uint64_t id) noexcept {
  for (std::size_t at = 0; at < g_watches.used; ++at) {
    Watched& slot = g_slots[at];
    if (slot.life != Life::kFree && slot.id == id) return &slot;
  }
  return nullptr;
}

Watched* free_slot() noexcept {
  for (std::size_t at = 0; at < g_watches.used; ++at) {
    if (g_slots[at].life == Life::kFree) return &g_slots[at];
  }
  return g_watches.used < kWatchesMax ? &g_slots[g_watches.used++] : nullptr;
}

bool is_readable(int pidfd) noexcept {
  pollfd polled{pidfd, POLLIN, 0};
  return poll(&polled, 1, 0) == 1;
}

// The kernel tells of every thread, and only after the pidfd has become readable. So a message that
// comes before speaks of a thread alone. Once the process is dead the main thread speaks for it;
// if that one left first, whoever was last does.
void drain_connector() noexcept {
  ThreadExit exit{};
  while (g_watches.connector >= 0 && next_thread_exit(g_watches.connector, exit)) {
    for (std::size_t at = 0; at < g_watches.used; ++at) {
      Watched& slot = g_slots[at];
      if (slot.life == Life::kFree || slot.pid != exit.process) continue;
      const bool is_leader = exit.thread == exit.process;
      if (!is_readable(slot.pidfd)) {
        slot.leader_left = slot.leader_left || is_leader;
      } else if (is_leader || slot.leader_left) {
        slot.has_connector_status = true;
        slot.connector_status = exit.wait_status;
      }
    }
  }
}

// Returns false while the status may still come.
bool learn_status(const Watched& slot, std::uint64_t now_ns, EndStatus& status) noexcept {
  const ExitSources& sources = g_watches.sources;
  std::uint32_t wait_status = 0;
  ZombieAnswer zombie = ZombieAnswer::kNotAllowed;
  if (sources.stat) zombie = read_zombie_status(slot.pid, slot.start_ticks, wait_status);
  // In this order: when /proc has let go of the process, its exit information is there.
  const bool known = zombie == ZombieAnswer::kKnown ||
                     (sources.exit_info && read_exit_info(slot.pidfd, wait_status));
  if (known) {
    status = decode_wait_status(wait_status);
    return true;
  }
  if (slot.has_connector_status) {
    status = decode_wait_status(slot.connector_status);
    return true;
  }
  status = EndStatus{};
  const bool may_come = sources.connector || (sources.exit_info && zombie != ZombieAnswer::kGone);
  return !may_come || (slot.deadline_ns != 0 && now_ns >= slot.deadline_ns);
}

}  // namespace

bool open_watches(ExitSources& wanted) noexcept {
  g_watches.epoll = epoll_create1(EPOLL_CLOEXEC);
  wanted.exit_info = wanted.exit_info && probe_exit_info();
  if (wanted.connector && !wanted.exit_info) g_watches.connector = open_proc_connector();
  wanted.connector = g_watches.connector >= 0;
  g_watches.sources = wanted;
  const int own = open_pidfd(getpid());
  if (own < 0) return false;
  close(own);
  return g_watches.epoll >= 0;
}

std::size_t watch_count() noexcept { return g_watches.count; }
int watches_fd() noexcept { return g_watches.epoll; }
int connector_fd() noexcept { return g_watches.connector; }

WatchAnswer watch(const Request& request) noexcept {
  if (find(request.id) != nullptr) return WatchAnswer::kAlreadyWatched;
  if (g_watches.count == kWatchesMax) return WatchAnswer::kFull;
  const int pidfd = open_pidfd(request.pid);
  if (pidfd < 0) {
    if (errno == ESRCH) return WatchAnswer::kAlreadyGone;
    if (errno == EMFILE || errno == ENFILE) return WatchAnswer::kFull;
    // EINVAL, and ENOENT since Linux 6.9: a thread that leads no process.
    return errno == EINVAL || errno == ENOENT ? WatchAnswer::kNoThreadLeader
                                              : WatchAnswer::kNoPidfd;
  }
  // Whoever asks saw this pid with this start time before, so the pid was that process's or is a
  // later one's. If /proc shows the start time still, now that the pidfd is held, it holds that
  // one.
  ProcessStat stat{};
  if (read_process_stat(request.pid, stat) != 0 || stat.start_ticks != request.start_ticks) {
    close(pidfd);
    return WatchAnswer::kAlreadyGone;
  }
  Watched& slot = *free_slot();  // there is one: the count was compared above
  slot = {Life::kAlive, false, false, request.pid, pidfd, 0, request.id, request.start_ticks, 0};
  // Edges: a zombie stays readable until it is reaped, which may be never. It becomes so once at
  // death and once at the reaping.
  epoll_event event{};
  event.events = EPOLLIN | EPOLLET;
  event.data.u64 = static_cast<std::uint64_t>(&slot - g_slots);
  ++g_watches.count;
  if (epoll_ctl(g_watches.epoll, EPOLL_CTL_ADD, pidfd, &event) == 0) return WatchAnswer::kWatching;
  release(slot);
  return WatchAnswer::kFull;
}

void unwatch(std::uint64_t id) noexcept {
  Watched* const slot = find(id);
  if (slot != nullptr) release(*slot);
}

void refresh_watches() noexcept {
  // A slot is released only outside this loop, so an index of this batch names the same watch.
  epoll_event events[64];
  const int count = epoll_wait(g_watches.epoll, events, 64, 0);
  drain_connector();
  for (int at = 0; at < count; ++at) {
    Watched& slot = g_slots[events[at].data.u64];
    if (slot.life != Life::kAlive) continue;
    slot.life = Life::kDead;
    ++g_watches.dead;
  }
}

std::uint64_t watches_deadline_ns() noexcept {
  std::uint64_t earliest = 0;
  for (std::size_t at = 0; g_watches.dead > 0 && at < g_watches.used; ++at) {
    const Watched& slot = g_slots[at];
    if (slot.life != Life::kDead || slot.deadline_ns == 0) continue;
    earliest = earliest == 0 ? slot.deadline_ns : std::min(earliest, slot.deadline_ns);
  }
  return earliest;
}

bool next_ended(std::uint64_t now_ns, Ended& ended) noexcept {
  for (std::size_t at = 0; g_watches.dead > 0 && at < g_watches.used; ++at) {
    Watched& slot = g_slots[at];
    if (slot.life != Life::kDead) continue;
    if (learn_status(slot, now_ns, ended.status)) {
      ended.id = slot.id;
      release(slot);
      return true;
    }
    if (slot.deadline_ns == 0) slot.deadline_ns = now_ns + kStatusWaitNs;
  }
  return false;
}

}  // namespace c4
