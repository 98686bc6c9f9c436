// The established TCP sockets of a process, with what the kernel knows of each.
//
// The kernel lists sockets by network namespace and not by process, so the list (one
// NETLINK_SOCK_DIAG dump) is joined with the inodes behind the process's descriptors. One dump
// serves all requests of the next moment: the ranks of a node are asked for one after another.
#pragma once

#include <cstddef>
#include <cstdint>

#include "json.h"

namespace c4 {

/// In one answer; a line of kLineMax may hold fewer.
inline constexpr std::size_t kSocketsMax = 256;
/// Looked at in one dump, and in one process.
inline constexpr std::size_t kDumpedSocketsMax = 16384;
inline constexpr std::size_t kDescriptorsMax = 16384;
inline constexpr std::uint64_t kDumpLifeNs = 100'000'000;

struct SocketFacts {
  std::uint32_t inode;
  bool version_6;
  std::uint16_t local_port, remote_port;
  unsigned char local[16], remote[16];
  std::uint64_t bytes_acked, bytes_received, delivery_bytes_per_second;
  std::uint64_t busy_us, receive_window_limited_us, send_buffer_limited_us;
  std::uint32_t unacked_segments, unsent_bytes, unread_bytes, retransmits;
  std::uint32_t round_trip_us, last_sent_age_ms, last_received_age_ms;
};

/// One message of the dump, without its netlink header.
bool parse_diag_message(const unsigned char* bytes, std::size_t length,
                        SocketFacts& facts) noexcept;

/// Whether this kernel answers. To be called once, before any other.
bool open_sockets() noexcept;

/// Writes the whole event; 0 or an errno, and then nothing is written.
int write_sockets(LineWriter& line, std::uint64_t id, std::int32_t pid,
                  std::uint64_t now_ns) noexcept;

}  // namespace c4
