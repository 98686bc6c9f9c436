// The two ends of the pipe to the agent: lines in, events out, both bounded.
//
// Nothing that must be told can be lost, and nothing here waits for a reader. A request is taken
// from the inbox only while its answer has room, beyond what is reserved for the deaths of all
// watched processes; with no room the agent's requests stay in the pipe, where they slow the agent
// down and nobody else. Only kernel log lines are dropped, and counted.
#pragma once

#include <cstddef>
#include <string_view>

#include "json.h"
#include "watches.h"

namespace c4 {

inline constexpr std::size_t kOutboxBytes = kWatchesMax * kEndedBytesMax + 4 * kLineMax;

enum class LineKind : std::uint8_t { kNone, kWhole, kOversized };

struct Inbox {
  std::size_t begin;
  std::size_t end;
  bool skipping;  // within a line that was too long
  char bytes[kLineMax];
};

struct Outbox {
  std::size_t begin;
  std::size_t end;
  char bytes[kOutboxBytes];
};

/// The next whole line without its newline; valid until the next call on the inbox.
LineKind next_line(Inbox& inbox, std::string_view& line) noexcept;
/// Reads once. False at the end of the input. To be called only when no whole line is left.
bool fill_inbox(Inbox& inbox, int fd) noexcept;

/// Room for one more line that is not an ended event, while `watched` processes may still end.
std::size_t outbox_room(const Outbox& outbox, std::size_t watched) noexcept;
/// A writer for at most `room` bytes at the end of the outbox; commit() takes them in.
LineWriter outbox_writer(Outbox& outbox, std::size_t room) noexcept;
void commit(Outbox& outbox, const LineWriter& line) noexcept;
/// Writes once. False when nobody reads any more.
bool drain_outbox(Outbox& outbox, int fd) noexcept;

}  // namespace c4
