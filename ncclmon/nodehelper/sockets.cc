#include "sockets.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <span>
#include <string_view>

namespace c4 {
namespace {

constexpr unsigned kTcpEstablished = 1;  // netinet/tcp.h and linux/tcp.h cannot be included at once

struct Dump {
  bool taken;
  bool truncated;
  std::uint64_t namespace_inode;
  std::uint64_t taken_ns;
  std::size_t count;
  SocketFacts sockets[kDumpedSocketsMax];
};

struct Inodes {
  bool truncated;
  std::size_t count;
  std::uint32_t inodes[kDescriptorsMax];
};

// Static, since they are large and the process has one thread; pages cost nothing until used.
Dump g_dump;
Inodes g_inodes;
int g_own_namespace = -1;
std::uint64_t g_own_namespace_inode;

struct DumpRequest {
  nlmsghdr header;
  inet_diag_req_v2 request;
};

// Returns 0, or an errno with which the kernel refused.
int take_message(const unsigned char* bytes, const nlmsghdr& header, bool& done) noexcept {
  const std::size_t body = header.nlmsg_len - sizeof(nlmsghdr);
  if (header.nlmsg_type == NLMSG_DONE) {
    done = true;
  } else if (header.nlmsg_type == NLMSG_ERROR) {
    int error = -EPROTO;
    if (body >= sizeof(error)) memcpy(&error, bytes + sizeof(nlmsghdr), sizeof(error));
    return error == 0 ? EPROTO : -error;
  } else if (header.nlmsg_type == SOCK_DIAG_BY_FAMILY) {
    if (g_dump.count == kDumpedSocketsMax) {
      g_dump.truncated = done = true;
      return 0;
    }
    SocketFacts& facts = g_dump.sockets[g_dump.count];
    if (parse_diag_message(bytes + sizeof(nlmsghdr), body, facts)) ++g_dump.count;
  }
  return 0;
}

int take_messages(const unsigned char* bytes, std::size_t length, bool& done) noexcept {
  while (!done && length >= sizeof(nlmsghdr)) {
    nlmsghdr header;
    memcpy(&header, bytes, sizeof(header));
    if (header.nlmsg_len < sizeof(header) || header.nlmsg_len > length) return EPROTO;
    const int error = take_message(bytes, header, done);
    if (error != 0) return error;
    const std::size_t step = std::min<std::size_t>((header.nlmsg_len + 3U) & ~3U, length);
    bytes += step;
    length -= step;
  }
  return 0;
}

// A dump never waits: the kernel prepares each part while it is asked for it.
int dump_family(std::uint8_t family) noexcept {
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0) return errno;
  DumpRequest request{};
  request.header.nlmsg_len = sizeof(request);
  request.header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  request.header.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  request.request.sdiag_family = family;
  request.request.sdiag_protocol = IPPROTO_TCP;
  request.request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
  request.request.idiag_states = 1U << kTcpEstablished;
  int error = send(fd, &request, sizeof(request), 0) < 0 ? errno : 0;
  bool done = false;
  while (error == 0 && !done) {
    alignas(8) static unsigned char bytes[65536];
    const ssize_t length = recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT);
    if (length < 0 && errno == EINTR) continue;
    error = length < 0 ? errno : take_messages(bytes, static_cast<std::size_t>(length), done);
  }
  close(fd);
  return error;
}

int dump_here() noexcept {
  g_dump.count = 0;
  g_dump.taken = g_dump.truncated = false;
  const int error = dump_family(AF_INET);
  if (error != 0) return error;
  // A machine without IPv6 refuses the second; it has no such sockets.
  const int error_6 = dump_family(AF_INET6);
  return error_6 == ENOENT || error_6 == EAFNOSUPPORT ? 0 : error_6;
}

// A netlink socket lists the namespace it is made in, so for a process of another one (a pod, an
// emulated node) this process, which has a single thread, steps over there and back.
int dump_in(int namespace_fd) noexcept {
  if (setns(namespace_fd, CLONE_NEWNET) != 0) return errno;
  const int error = dump_here();
  if (setns(g_own_namespace, CLONE_NEWNET) != 0) abort();  // never answer from the wrong place
  return error;
}

int refresh_dump(std::int32_t pid, std::uint64_t now_ns) noexcept {
  char path[32];
  snprintf(path, sizeof(path), "/proc/%d/ns/net", pid);
  struct stat status {};
  if (stat(path, &status) != 0) return errno;
  const bool fresh = g_dump.taken && g_dump.namespace_inode == status.st_ino &&
                     now_ns - g_dump.taken_ns < kDumpLifeNs;
  if (fresh) return 0;
  int error = 0;
  if (status.st_ino == g_own_namespace_inode) {
    error = dump_here();
  } else {
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    error = fd < 0 ? errno : dump_in(fd);
    if (fd >= 0) close(fd);
  }
  g_dump.taken = error == 0;
  g_dump.namespace_inode = status.st_ino;
  g_dump.taken_ns = now_ns;
  return error;
}

bool parse_socket_link(std::string_view link, std::uint32_t& inode) noexcept {
  constexpr std::string_view prefix = "socket:[";
  if (slice(link, 0, prefix.size()) != prefix) return false;
  const char* const end = link.data() + link.size();
  const auto [stop, error] = std::from_chars(link.data() + prefix.size(), end, inode);
  return error == std::errc{} && stop != end && *stop == ']';
}

int list_inodes(std::int32_t pid) noexcept {
  char path[32];
  snprintf(path, sizeof(path), "/proc/%d/fd", pid);
  DIR* const directory = opendir(path);
  if (directory == nullptr) return errno;
  g_inodes.count = 0;
  g_inodes.truncated = false;
  std::size_t seen = 0;
  while (const dirent* const entry = readdir(directory)) {
    if (++seen > kDescriptorsMax) {
      g_inodes.truncated = true;
      break;
    }
    char link[64];
    const ssize_t length = readlinkat(dirfd(directory), entry->d_name, link, sizeof(link));
    std::uint32_t inode = 0;
    if (length <= 0 || !parse_socket_link({link, static_cast<std::size_t>(length)}, inode)) {
      continue;
    }
    g_inodes.inodes[g_inodes.count++] = inode;
  }
  closedir(directory);
  std::sort(g_inodes.inodes, g_inodes.inodes + g_inodes.count);
  return 0;
}

void write_endpoint(LineWriter& line, const SocketFacts& facts, const unsigned char* address,
                    std::uint16_t port) noexcept {
  // A dual-stack socket shows an IPv4 peer as ::ffff:a.b.c.d, its peer shows a.b.c.d. They must
  // read alike, or the two ends of one connection would not be found.
  constexpr unsigned char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  const bool is_mapped = facts.version_6 && memcmp(address, mapped, sizeof(mapped)) == 0;
  const bool version_6 = facts.version_6 && !is_mapped;
  char text[INET6_ADDRSTRLEN] = {};
  inet_ntop(version_6 ? AF_INET6 : AF_INET, is_mapped ? address + 12 : address, text, sizeof(text));
  line.raw(version_6 ? "\"[" : "\"").raw(text).raw(version_6 ? "]:" : ":");
  line.number(port).raw("\"");
}

void write_socket(LineWriter& line, const SocketFacts& facts) noexcept {
  line.raw("{\"local\":");
  write_endpoint(line, facts, facts.local, facts.local_port);
  line.raw(",\"remote\":");
  write_endpoint(line, facts, facts.remote, facts.remote_port);
  line.raw(",\"bytesAcked\":").number(facts.bytes_acked);
  line.raw(",\"bytesReceived\":").number(facts.bytes_received);
  line.raw(",\"unackedSegments\":").number(facts.unacked_segments);
  line.raw(",\"unsentBytes\":").number(facts.unsent_bytes);
  line.raw(",\"unreadBytes\":").number(facts.unread_bytes);
  line.raw(",\"retransmits\":").number(facts.retransmits);
  line.raw(",\"roundTripMs\":").milliseconds(facts.round_trip_us);
  line.raw(",\"busyMs\":").milliseconds(facts.busy_us);
  line.raw(",\"receiveWindowLimitedMs\":").milliseconds(facts.receive_window_limited_us);
  line.raw(",\"sendBufferLimitedMs\":").milliseconds(facts.send_buffer_limited_us);
  line.raw(",\"deliveryBytesPerSecond\":").number(facts.delivery_bytes_per_second);
  line.raw(",\"lastSentAgeMs\":").number(facts.last_sent_age_ms);
  line.raw(",\"lastReceivedAgeMs\":").number(facts.last_received_age_ms).raw("}");
}

// The process's own sockets, moved to the front of nothing: pointers into the dump.
std::size_t match_sockets(const SocketFacts** found) noexcept {
  const std::span inodes(g_inodes.inodes, g_inodes.count);
  std::size_t count = 0;
  for (const SocketFacts& facts : std::span(g_dump.sockets, g_dump.count)) {
    if (std::binary_search(inodes.begin(), inodes.end(), facts.inode)) found[count++] = &facts;
  }
  std::sort(found, found + count, [](const SocketFacts* left, const SocketFacts* right) {
    if (left->bytes_acked != right->bytes_acked) return left->bytes_acked > right->bytes_acked;
    return left->bytes_received > right->bytes_received;
  });
  return count;
}

}  // namespace

bool parse_diag_message(const unsigned char* bytes, std::size_t length,
                        SocketFacts& facts) noexcept {
  inet_diag_msg message;
  if (length < sizeof(message)) return false;
  memcpy(&message, bytes, sizeof(message));
  if (message.idiag_inode == 0) return false;  // no descriptor refers to it any more
  facts = SocketFacts{};
  facts.inode = message.idiag_inode;
  facts.version_6 = message.idiag_family == AF_INET6;
  facts.local_port = ntohs(message.id.idiag_sport);
  facts.remote_port = ntohs(message.id.idiag_dport);
  memcpy(facts.local, message.id.idiag_src, sizeof(facts.local));
  memcpy(facts.remote, message.id.idiag_dst, sizeof(facts.remote));
  facts.unread_bytes = message.idiag_rqueue;

  std::size_t at = sizeof(message);
  while (length - at >= 4) {
    std::uint16_t header[2];  // length with this header, type
    memcpy(header, bytes + at, sizeof(header));
    if (header[0] < 4 || header[0] > length - at) return false;
    if (header[1] == INET_DIAG_INFO) {
      tcp_info info{};  // an older kernel sends less of it, a newer one more
      memcpy(&info, bytes + at + 4, std::min<std::size_t>(header[0] - 4U, sizeof(info)));
      facts.bytes_acked = info.tcpi_bytes_acked;
      facts.bytes_received = info.tcpi_bytes_received;
      facts.delivery_bytes_per_second = info.tcpi_delivery_rate;
      facts.busy_us = info.tcpi_busy_time;
      facts.receive_window_limited_us = info.tcpi_rwnd_limited;
      facts.send_buffer_limited_us = info.tcpi_sndbuf_limited;
      facts.unacked_segments = info.tcpi_unacked;
      facts.unsent_bytes = info.tcpi_notsent_bytes;
      facts.retransmits = info.tcpi_total_retrans;
      facts.round_trip_us = info.tcpi_rtt;
      facts.last_sent_age_ms = info.tcpi_last_data_sent;
      facts.last_received_age_ms = info.tcpi_last_data_recv;
      return true;
    }
    at += std::min<std::size_t>((header[0] + 3U) & ~3U, length - at);
  }
  return false;
}

bool open_sockets() noexcept {
  g_own_namespace = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
  struct stat status {};
  if (g_own_namespace < 0 || fstat(g_own_namespace, &status) != 0) return false;
  g_own_namespace_inode = status.st_ino;
  return dump_here() == 0;
}

int write_sockets(LineWriter& line, std::uint64_t id, std::int32_t pid,
                  std::uint64_t now_ns) noexcept {
  int error = list_inodes(pid);
  // A dump walks the kernel's whole table of connections: not for a process without a socket.
  const bool is_needed = g_inodes.count > 0;
  if (error == 0 && is_needed) error = refresh_dump(pid, now_ns);
  if (error != 0) return error;
  static const SocketFacts* found[kDumpedSocketsMax];
  const std::size_t count = is_needed ? match_sockets(found) : 0;
  bool truncated = g_inodes.truncated || (is_needed && g_dump.truncated) || count > kSocketsMax;

  constexpr std::string_view ending = "],\"truncated\":false}\n";
  line.raw(R"({"event":"sockets","id":)").number(id).raw(",\"sockets\":[");
  for (std::size_t at = 0; at < std::min(count, kSocketsMax); ++at) {
    const std::size_t before = line.length();
    if (at > 0) line.raw(",");
    write_socket(line, *found[at]);
    const std::size_t after = line.length();
    // The ending must fit behind the last socket; those with the fewest bytes are left out.
    if (!line.raw(ending).fits()) {
      line.rewind(before);
      truncated = true;
      break;
    }
    line.rewind(after);
  }
  line.raw("],\"truncated\":").boolean(truncated).raw("}\n");
  return 0;
}

}  // namespace c4
