// Who this process is, from its environment.
#pragma once

#include <cstddef>
#include <cstdint>

namespace c4 {

inline constexpr std::uint32_t kPathBytesMax = 512;

/// Of a node or a job.
inline constexpr std::size_t kNameBytesMax = 63;

struct Identity {
  std::int32_t rank = -1;
  std::int32_t local_rank = -1;
  std::int32_t world_size = -1;
  std::uint32_t pid = 0;
  std::uint64_t start_ticks = 0;  // field 22 of /proc/self/stat
  char directory[kPathBytesMax] = {};
  char node[kNameBytesMax + 1] = {};
  char job[kNameBytesMax + 1] = {};
  char host[64] = {};
  char command[96] = {};
};

enum class IdentityState { kReady, kAbsent, kInvalid };

/// kAbsent: C4_DIR is not set, so nobody watches. kInvalid: `complaint` says what is wrong.
IdentityState read_identity(Identity& identity, const char*& complaint) noexcept;

/// Copies at most `capacity - 1` bytes, cuts no UTF-8 sequence, pads with NUL.
void copy_text(char* to, std::uint32_t capacity, const char* from) noexcept;

}  // namespace c4
