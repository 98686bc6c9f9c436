#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <charconv>

namespace c4 {
namespace {

// linux/pidfd.h of Linux 6.15; the headers we are built with may be older than the kernel.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroup_id;
  std::uint32_t ids[11];
  std::int32_t exit_code;
};
static_assert(sizeof(PidfdInfo) == 64, "PIDFD_INFO_SIZE_VER0; the ioctl number carries it");
constexpr std::uint64_t kPidfdInfoExit = 1U << 3;
constexpr unsigned long kPidfdGetInfo = _IOWR(0xFF, 11, PidfdInfo);

// linux/cn_proc.h, whose enumerations moved between versions.
constexpr int kConnectorProbeMs = 100;
constexpr std::uint32_t kConnectorListen = 1;
constexpr std::uint32_t kEventExit = 0x80000000;
struct ExitEvent {
  std::uint32_t what;
  std::uint32_t cpu;
  std::uint64_t timestamp_ns;
  std::int32_t thread;
  std::int32_t process;
  std::uint32_t exit_code;
};
// cn_msg without its flexible array, which no other field may follow in C++.
struct ConnectorHeader {
  std::uint32_t index, value, sequence, acknowledged;
  std::uint16_t length, flags;
};
struct ExitMessage {
  nlmsghdr header;
  ConnectorHeader connector;
  ExitEvent event;
} __attribute__((packed));
static_assert(offsetof(ExitMessage, event) == 36, "what the socket filter below looks at");

struct ListenMessage {
  nlmsghdr header;
  ConnectorHeader connector;
  std::uint32_t operation;
} __attribute__((packed));

// Of all that happens to all processes of the machine, only exits shall wake us.
bool accept_only_exits(int fd) noexcept {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(ExitMessage, event)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __builtin_bswap32(kEventExit), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, 0xFFFFFFFF),
      BPF_STMT(BPF_RET | BPF_K, 0),
  };
  const sock_fprog program{sizeof(code) / sizeof(code[0]), code};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) == 0;
}

bool listen_to_exits(int fd) noexcept {
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = CN_IDX_PROC;
  ListenMessage message{};
  message.header.nlmsg_len = sizeof(message);
  message.header.nlmsg_type = NLMSG_DONE;
  message.connector.index = CN_IDX_PROC;
  message.connector.value = CN_VAL_PROC;
  message.connector.length = sizeof(message.operation);
  message.operation = kConnectorListen;
  return accept_only_exits(fd) &&
         bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
         send(fd, &message, sizeof(message), 0) == static_cast<ssize_t>(sizeof(message));
}

}  // namespace

bool parse_process_stat(std::string_view text, ProcessStat& stat) noexcept {
  // The name, field 2, is the process's own choice and may hold anything, ')' and newlines too;
  // what follows the last ')' is the kernel's.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || text.size() < name_end + 3) return false;
  stat = {0, 0};
  std::string_view rest = slice(text, name_end + 3);
  for (int field = 4; field <= 52; ++field) {
    rest.remove_prefix(rest.find_first_not_of(' ') == std::string_view::npos
                           ? rest.size()
                           : rest.find_first_not_of(' '));
    const std::string_view word = slice(rest, 0, rest.find_first_of(" \n"));
    rest.remove_prefix(word.size());
    if (field != 22 && field != 52) continue;
    std::uint64_t value = 0;
    const char* const end = word.data() + word.size();
    const auto [stop, error] = std::from_chars(word.data(), end, value);
    if (error != std::errc{} || stop != end) return false;
    if (field == 22) stat.start_ticks = value;
    if (field == 52) stat.wait_status = static_cast<std::uint32_t>(value);
  }
  return true;
}

int read_process_stat(std::int32_t pid, ProcessStat& stat) noexcept {
  char path[32];
  snprintf(path, sizeof(path), "/proc/%d/stat", pid);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return errno;
  char text[1024];
  const ssize_t length = read(fd, text, sizeof(text));
  const int error = errno;
  close(fd);
  if (length < 0) return error;
  return parse_process_stat({text, static_cast<std::size_t>(length)}, stat) ? 0 : EPROTO;
}

int open_pidfd(std::int32_t pid) noexcept {
  return static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
}

bool read_exit_info(int pidfd, std::uint32_t& wait_status) noexcept {
  PidfdInfo info{};
  info.mask = kPidfdInfoExit;
  if (ioctl(pidfd, kPidfdGetInfo, &info) != 0 || (info.mask & kPidfdInfoExit) == 0) return false;
  wait_status = static_cast<std::uint32_t>(info.exit_code);
  return true;
}

bool probe_exit_info() noexcept {
  constexpr int code = 42;
  const pid_t child = fork();
  if (child < 0) return false;
  if (child == 0) _exit(code);
  const int pidfd = open_pidfd(child);
  waitpid(child, nullptr, 0);
  std::uint32_t wait_status = 0;
  const bool known = pidfd >= 0 && read_exit_info(pidfd, wait_status);
  if (pidfd >= 0) close(pidfd);
  return known && wait_status == code << 8;
}

ZombieAnswer read_zombie_status(std::int32_t pid, std::uint64_t start_ticks,
                                std::uint32_t& wait_status) noexcept {
  ProcessStat stat{};
  if (read_process_stat(pid, stat) != 0 || stat.start_ticks != start_ticks) {
    return ZombieAnswer::kGone;
  }
  wait_status = stat.wait_status;
  if (wait_status != 0) return ZombieAnswer::kKnown;
  // 0 is an exit in peace or a field that we may not see. The kernel asks the same permission of
  // this link, and says EACCES where it shows 0 above; a zombie has no directory to name.
  char path[32];
  char target[8];
  snprintf(path, sizeof(path), "/proc/%d/cwd", pid);
  const bool denied = readlink(path, target, sizeof(target)) < 0 && errno == EACCES;
  return denied ? ZombieAnswer::kNotAllowed : ZombieAnswer::kKnown;
}

int open_proc_connector() noexcept {
  const int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
  if (fd < 0) return -1;
  if (!listen_to_exits(fd)) {
    close(fd);
    return -1;
  }
  // A refusal comes only as silence, since the filter hides the answer: hear a child of our own.
  const pid_t child = fork();
  if (child == 0) _exit(0);
  if (child > 0) waitpid(child, nullptr, 0);
  ThreadExit exit{};
  pollfd polled{fd, POLLIN, 0};
  while (child > 0 && poll(&polled, 1, kConnectorProbeMs) == 1) {
    while (next_thread_exit(fd, exit)) {
      if (exit.process == child) return fd;
    }
  }
  close(fd);
  return -1;
}

bool next_thread_exit(int fd, ThreadExit& exit) noexcept {
  alignas(8) char bytes[256];
  for (;;) {
    sockaddr_nl from{};
    socklen_t from_length = sizeof(from);
    const ssize_t length = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT,
                                    reinterpret_cast<sockaddr*>(&from), &from_length);
    // Messages lost to a full queue leave a death with status unknown, and are no reason to stop.
    if (length < 0 && (errno == ENOBUFS || errno == EINTR)) continue;
    if (length < 0) return false;
    ExitMessage message;
    if (static_cast<std::size_t>(length) < sizeof(message) || from.nl_pid != 0) continue;
    memcpy(&message, bytes, sizeof(message));
    if (message.event.what != kEventExit) continue;
    exit = {message.event.thread, message.event.process, message.event.exit_code};
    return true;
  }
}

EndStatus decode_wait_status(std::uint32_t wait_status) noexcept {
  const int signal = static_cast<int>(wait_status & 0x7F);
  if (signal == 0) return {EndKind::kExited, false, static_cast<int>((wait_status >> 8) & 0xFF)};
  return {EndKind::kSignaled, (wait_status & 0x80) != 0, signal};
}

void write_end_status(LineWriter& line, const EndStatus& status) noexcept {
  const auto number = static_cast<std::uint64_t>(status.number);
  if (status.kind == EndKind::kUnknown) {
    line.raw(R"({"kind":"unknown"})");
  } else if (status.kind == EndKind::kExited) {
    line.raw(R"({"kind":"exited","code":)").number(number).raw("}");
  } else {
    const char* const name = sigabbrev_np(status.number);
    line.raw(R"({"kind":"signaled","signal":"SIG)");
    if (name == nullptr)
      line.number(number);  // a real-time signal
    else
      line.raw(name);
    line.raw(R"(","core":)").boolean(status.core).raw("}");
  }
}

}  // namespace c4
