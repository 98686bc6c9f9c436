#include "pipes.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>

namespace c4 {

LineKind next_line(Inbox& inbox, std::string_view& line) noexcept {
  const std::string_view held(inbox.bytes + inbox.begin, inbox.end - inbox.begin);
  const std::size_t newline = held.find('\n');
  if (newline != std::string_view::npos) {
    inbox.begin += newline + 1;
    line = slice(held, 0, newline);
    const bool tail = inbox.skipping;
    inbox.skipping = false;
    return tail ? next_line(inbox, line) : LineKind::kWhole;
  }
  if (held.size() < kLineMax && !inbox.skipping) return LineKind::kNone;
  const bool first = !inbox.skipping;
  inbox.begin = inbox.end = 0;
  inbox.skipping = true;
  return first ? LineKind::kOversized : LineKind::kNone;
}

bool fill_inbox(Inbox& inbox, int fd) noexcept {
  memmove(inbox.bytes, inbox.bytes + inbox.begin, inbox.end - inbox.begin);
  inbox.end -= inbox.begin;
  inbox.begin = 0;
  const ssize_t length = read(fd, inbox.bytes + inbox.end, kLineMax - inbox.end);
  if (length > 0) inbox.end += static_cast<std::size_t>(length);
  return length > 0 || (length < 0 && (errno == EAGAIN || errno == EINTR));
}

std::size_t outbox_room(const Outbox& outbox, std::size_t watched) noexcept {
  const std::size_t taken = outbox.end - outbox.begin + watched * kEndedBytesMax;
  return taken < kOutboxBytes ? std::min(kOutboxBytes - taken, kLineMax) : 0;
}

LineWriter outbox_writer(Outbox& outbox, std::size_t room) noexcept {
  if (kOutboxBytes - outbox.end < room) {
    memmove(outbox.bytes, outbox.bytes + outbox.begin, outbox.end - outbox.begin);
    outbox.end -= outbox.begin;
    outbox.begin = 0;
  }
  return {outbox.bytes + outbox.end, std::min(room, kOutboxBytes - outbox.end)};
}

void commit(Outbox& outbox, const LineWriter& line) noexcept {
  if (line.fits()) outbox.end += line.length();
}

bool drain_outbox(Outbox& outbox, int fd) noexcept {
  const ssize_t length = write(fd, outbox.bytes + outbox.begin, outbox.end - outbox.begin);
  if (length < 0) return errno == EAGAIN || errno == EINTR;
  outbox.begin += static_cast<std::size_t>(length);
  if (outbox.begin == outbox.end) outbox.begin = outbox.end = 0;
  return true;
}

}  // namespace c4
