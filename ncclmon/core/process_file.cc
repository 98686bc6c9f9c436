// Opens the process file and its control file.
//
// All pages are allocated here (posix_fallocate), so a full tmpfs is an error now and never a
// SIGBUS inside a step. Whatever fails, the hook is off for good, one line goes to stderr and the
// training is untouched.
//
// The agent takes a file whose lock is gone for a process that is gone, so the lock is held for
// life. A POSIX lock dies with *any* descriptor of the file that the process closes; the descriptor
// therefore sits above the numbers that programs close in loops, and the file is opened once.
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "identity.h"
#include "process_file.h"
#include "state.h"

namespace c4 {

Monitor g_monitor;

namespace {

constexpr int kDescriptorMin = 200;

pthread_mutex_t g_open_mutex = PTHREAD_MUTEX_INITIALIZER;
PrivateState* g_private = nullptr;
int g_lock_descriptor = -1;

struct Failure {
  const char* what = nullptr;
  int error = 0;
};

bool make_directories(const Identity& identity, char* path, std::size_t capacity) noexcept {
  for (const char* leaf : {"", "/proc", "/ctl"}) {
    std::snprintf(path, capacity, "%s/%s%s", identity.directory, identity.node, leaf);
    if (mkdir(path, 0755) != 0 && errno != EEXIST) return false;
  }
  return true;
}

void path_of(const Identity& identity, const char* leaf, const char* suffix, char* path) noexcept {
  std::snprintf(path, kPathBytesMax + 128, "%s/%s/%s/%u-%llu.%s", identity.directory,
                identity.node, leaf, identity.pid,
                static_cast<unsigned long long>(identity.start_ticks), suffix);
}

int create_file(const char* path, off_t bytes, Failure& failure) noexcept {
  const int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) {
    failure = {"cannot create a file in the node's directory", errno};
    return -1;
  }
  const int error = posix_fallocate(fd, 0, bytes);
  if (error == 0) return fd;
  failure = {"no room in the node's directory", error};
  close(fd);
  unlink(path);
  return -1;
}

void* map_shared(int fd, std::size_t bytes) noexcept {
  void* address =
      mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, 0);
  return address == MAP_FAILED ? nullptr : address;
}

/// Out of the way of programs; before it is locked, since closing the low number unlocks.
int move_high(int fd) noexcept {
  const int high = fcntl(fd, F_DUPFD_CLOEXEC, kDescriptorMin);
  if (high < 0) return fd;
  close(fd);
  return high;
}

bool lock_for_life(int fd) noexcept {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  if (fcntl(fd, F_SETLK, &lock) != 0) return false;
  g_lock_descriptor = fd;
  return true;
}

// The agent may have made the file first; then it must be one that we know.
ControlFile* open_control(const Identity& identity, Failure& failure) noexcept {
  char path[kPathBytesMax + 128];
  path_of(identity, "ctl", "ctl", path);
  int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  const bool is_new = fd < 0 && errno == ENOENT;
  if (is_new) fd = create_file(path, sizeof(ControlFile), failure);
  if (fd < 0) {
    if (!is_new) failure = {"cannot open the control file", errno};
    return nullptr;
  }
  struct stat status {};
  void* address = nullptr;
  if (fstat(fd, &status) == 0 && status.st_size >= static_cast<off_t>(sizeof(ControlFile))) {
    address = map_shared(fd, sizeof(ControlFile));
  }
  close(fd);
  if (address == nullptr) {
    failure = {"the control file is too short", 0};
    return nullptr;
  }
  auto* control = static_cast<ControlFile*>(address);
  if (is_new) {
    control->version = kLayoutVersion;
    control->file_bytes = sizeof(ControlFile);
    control->mask.store(kWatchDefault, std::memory_order_relaxed);
    std::atomic_ref(control->magic).store(kControlMagic, std::memory_order_release);
  } else if (control->magic != kControlMagic || control->version != kLayoutVersion) {
    failure = {"the control file has a layout that is not ours", 0};
    munmap(address, sizeof(ControlFile));
    return nullptr;
  }
  return control;
}

PrivateState* map_private() noexcept {
  void* address = mmap(nullptr, sizeof(PrivateState), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return address == MAP_FAILED ? nullptr : static_cast<PrivateState*>(address);
}

void attach(unsigned char* file, ControlFile* control, PrivateState* state,
            const ClockCalibration& clock) noexcept {
  g_private = state;
  g_monitor.header = reinterpret_cast<FileHeader*>(file);
  g_monitor.communicators = reinterpret_cast<CommunicatorEntry*>(file + kCommunicatorOffset);
  g_monitor.connections = reinterpret_cast<ConnectionEntry*>(file + kConnectionOffset);
  g_monitor.rings = file + kRingOffset;
  g_monitor.control = control;
  g_monitor.operation_states = state->operations;
  g_monitor.communicator_states = state->communicators;
  g_monitor.connection_states = state->connections;
  g_monitor.clock = clock;
  g_monitor.tsc = clock.kind == ClockKind::kTsc;
  g_monitor.nonce = draw_nonce();
  g_monitor.refine_at_ticks.store(0, std::memory_order_relaxed);
  g_monitor.mask.store(kWatchDefault, std::memory_order_relaxed);
  // Differs from any generation in the file, so that the first event reads the mask.
  g_monitor.seen_generation.store(~std::uint64_t{0}, std::memory_order_relaxed);
}

/// Nobody else would remove it: an agent finds a process by its process file.
void discard_control(const Identity& identity, ControlFile* control) noexcept {
  char path[kPathBytesMax + 128];
  path_of(identity, "ctl", "ctl", path);
  unlink(path);
  munmap(control, sizeof(ControlFile));
}

bool open_locked(const FrontEnd& front_end, Failure& failure) noexcept {
  Identity identity;
  const IdentityState found = read_identity(identity, failure.what);
  if (found != IdentityState::kReady) return false;
  char path[kPathBytesMax + 128];
  if (!make_directories(identity, path, sizeof(path))) {
    failure = {"cannot make the node's directory", errno};
    return false;
  }
  ControlFile* control = open_control(identity, failure);
  if (control == nullptr) return false;
  path_of(identity, "proc", "mon", path);
  // One of this name was written by this very process before it called exec: the new image starts
  // anew, and whoever still reads the old file keeps its inode.
  unlink(path);
  const int created = create_file(path, kFileBytes, failure);
  if (created < 0) {
    discard_control(identity, control);
    return false;
  }
  const int fd = move_high(created);
  void* file = map_shared(fd, kFileBytes);
  PrivateState* state = map_private();
  if (file == nullptr || state == nullptr || !lock_for_life(fd)) {
    failure = {"cannot map or lock the process file", errno};
    if (file != nullptr) munmap(file, kFileBytes);
    if (state != nullptr) munmap(state, sizeof(PrivateState));
    discard_control(identity, control);
    unlink(path);
    close(fd);
    return false;
  }
  const ClockCalibration clock = calibrate_clock();
  write_header(*static_cast<FileHeader*>(file), identity, front_end, clock);
  attach(static_cast<unsigned char*>(file), control, state, clock);
  forget_rings();
  forget_connections();
  watch_lifecycle();
  return true;
}

}  // namespace

std::uint32_t draw_nonce() noexcept {
  std::uint32_t nonce = 0;
  if (getrandom(&nonce, sizeof(nonce), GRND_NONBLOCK) != sizeof(nonce)) {
    nonce = static_cast<std::uint32_t>(monotonic_ns() ^ static_cast<std::uint64_t>(getpid()) << 7);
  }
  nonce &= kHandleNonceMask;
  return nonce == 0 ? 1 : nonce;
}

void write_header(FileHeader& header, const Identity& identity, const FrontEnd& front_end,
                  const ClockCalibration& clock) noexcept {
  header.magic = kFileMagic;
  header.header_bytes = kHeaderBytes;
  header.file_bytes = kFileBytes;
  header.communicator_offset = kCommunicatorOffset;
  header.communicator_slots = kCommunicatorSlots;
  header.communicator_stride = sizeof(CommunicatorEntry);
  header.connection_offset = kConnectionOffset;
  header.connection_slots = kConnectionSlots;
  header.connection_stride = sizeof(ConnectionEntry);
  header.ring_offset = kRingOffset;
  header.ring_count = kRingCount;
  header.ring_stride = kRingStride;
  header.ring_slots = kRingSlots;
  header.pid = identity.pid;
  header.rank = identity.rank;
  header.local_rank = identity.local_rank;
  header.world_size = identity.world_size;
  header.process_start_ticks = identity.start_ticks;
  header.opened_ns = clock.base_ns;
  header.clock_kind = clock.kind;
  header.framework = front_end.framework;
  header.clock_base_ticks = clock.base_ticks;
  header.clock_base_ns = clock.base_ns;
  header.clock_multiplier = clock.multiplier;
  header.clock_shift = clock.shift;
  header.abi_version = front_end.abi_version;
  copy_text(header.job, sizeof(header.job), identity.job);
  copy_text(header.node, sizeof(header.node), identity.node);
  copy_text(header.library, sizeof(header.library), front_end.library);
  copy_text(header.hook, sizeof(header.hook), kHookVersion);
  copy_text(header.host, sizeof(header.host), identity.host);
  copy_text(header.command, sizeof(header.command), identity.command);
  header.mask_in_force.store(kWatchDefault, std::memory_order_relaxed);
  // Release, last of all: a reader that sees the version sees the rest.
  header.layout_version.store(kLayoutVersion, std::memory_order_release);
}

bool ensure_open(const FrontEnd& front_end) noexcept {
  Watch watch = g_monitor.watch.load(std::memory_order_acquire);
  if (watch != Watch::kUnopened) return watch == Watch::kOn;
  // A lock is allowed here: communicators are made outside of steps and some threads at a time.
  pthread_mutex_lock(&g_open_mutex);
  watch = g_monitor.watch.load(std::memory_order_acquire);
  if (watch == Watch::kUnopened) {
    Failure failure;
    watch = open_locked(front_end, failure) ? Watch::kOn : Watch::kOff;
    if (failure.what != nullptr) {
      log_once(failure.what, failure.error == 0 ? "" : strerrordesc_np(failure.error));
    }
    // Release: pairs with the acquire above and with the handles that front-ends pass on.
    g_monitor.watch.store(watch, std::memory_order_release);
    if (watch == Watch::kOn) reread_control();
  }
  pthread_mutex_unlock(&g_open_mutex);
  return watch == Watch::kOn;
}

void reread_control() noexcept {
  if (!is_on()) return;
  // Acquire: pairs with the agent's release of the generation after the mask.
  const std::uint64_t generation = g_monitor.control->generation.load(std::memory_order_acquire);
  const std::uint64_t mask = g_monitor.control->mask.load(std::memory_order_relaxed);
  g_monitor.seen_generation.store(generation, std::memory_order_relaxed);
  if (g_monitor.mask.exchange(mask, std::memory_order_relaxed) != mask) {
    g_monitor.mask_changes.fetch_add(1, std::memory_order_release);
  }
  g_monitor.header->mask_in_force.store(mask, std::memory_order_relaxed);
  g_monitor.header->control_generation.store(generation, std::memory_order_release);
}

void detach_in_child() noexcept {
  // Only the forking thread lives on, and it may have forked while another held the mutex.
  g_open_mutex = PTHREAD_MUTEX_INITIALIZER;
  reset_table_mutex_in_child();
  g_monitor.watch.store(Watch::kUnopened, std::memory_order_relaxed);
  g_monitor.nonce = 0;  // no handle of the parent is valid here
  forget_rings();
  // The mappings stay: the file is the parent's and is not written any more, and a reader of ours
  // in the middle of the fork must not fault. Closing the descriptor cannot release the lock, which
  // is the parent's.
  if (g_lock_descriptor >= 0) close(g_lock_descriptor);
  g_lock_descriptor = -1;
}

}  // namespace c4
