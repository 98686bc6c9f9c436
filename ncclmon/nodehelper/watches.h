// The processes whose death is awaited.
#pragma once

#include <cstddef>
#include <cstdint>

#include "json.h"
#include "process.h"

namespace c4 {

inline constexpr std::size_t kWatchesMax = 4096;
/// An upper bound of {"event":"ended",…}; the outbox keeps this much free for every watch.
inline constexpr std::size_t kEndedBytesMax = 160;
/// How long a dead process is given until its status can be seen: by the reaping or by a message.
inline constexpr std::uint64_t kStatusWaitNs = 200'000'000;

struct ExitSources {
  bool stat = true;
  bool exit_info = true;
  bool connector = true;
};

enum class WatchAnswer : std::uint8_t {
  kWatching,
  kAlreadyGone,
  kAlreadyWatched,
  kFull,
  kNoThreadLeader,
  kNoPidfd
};

struct Ended {
  std::uint64_t id;
  EndStatus status;
};

/// Opens what `wanted` names and this machine has; `wanted` becomes what is in use.
bool open_watches(ExitSources& wanted) noexcept;
std::size_t watch_count() noexcept;
WatchAnswer watch(const Request& request) noexcept;
void unwatch(std::uint64_t id) noexcept;

/// To be polled for reading; the second is -1 without a proc connector.
int watches_fd() noexcept;
int connector_fd() noexcept;
/// The earliest moment at which next_ended() has something to say without a descriptor; 0 never.
std::uint64_t watches_deadline_ns() noexcept;

/// Looks at the descriptors; then next_ended() gives what ended, until it returns false.
void refresh_watches() noexcept;
bool next_ended(std::uint64_t now_ns, Ended& ended) noexcept;

}  // namespace c4
