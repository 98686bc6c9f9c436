#include "kernel_log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "json.h"

namespace c4 {
namespace {

constexpr std::uint64_t kLineCostNs = 1'000'000'000 / kKernelLinesPerSecondMax;
constexpr std::uint64_t kCreditMaxNs = kLineCostNs * kKernelLinesBurstMax;

// The kernel writes bytes that are not printable ASCII, and the backslash, as \xNN.
bool decode_escape(std::string_view text, char& byte) noexcept {
  if (text.size() < 4 || text[0] != '\\' || text[1] != 'x') return false;
  unsigned value = 0;
  const char* const end = text.data() + 4;
  const auto [stop, error] = std::from_chars(text.data() + 2, end, value, 16);
  byte = static_cast<char>(value);
  return error == std::errc{} && stop == end;
}

bool take_credit(KernelLog& log, std::uint64_t now_ns) noexcept {
  log.credit_ns = std::min(log.credit_ns + (now_ns - log.credited_ns), kCreditMaxNs);
  log.credited_ns = now_ns;
  if (log.credit_ns < kLineCostNs) return false;
  log.credit_ns -= kLineCostNs;
  return true;
}

}  // namespace

bool parse_kernel_record(std::string_view text, KernelRecord& record) noexcept {
  const std::size_t semicolon = text.find(';');
  const std::size_t comma = text.find(',');
  if (semicolon == std::string_view::npos || comma > semicolon) return false;
  const char* const end = text.data() + semicolon;
  const auto [stop, error] = std::from_chars(text.data() + comma + 1, end, record.sequence);
  if (error != std::errc{} || stop == end || *stop != ',') return false;

  // Behind the first newline stand key=value lines about the device; the text names it already.
  std::string_view rest = slice(text, semicolon + 1);
  rest = slice(rest, 0, rest.find('\n'));
  record.length = 0;
  while (!rest.empty() && record.length < kKernelLineMax) {
    char byte = rest[0];
    const std::size_t step = decode_escape(rest, byte) ? 4 : 1;
    record.line[record.length++] = byte;
    rest.remove_prefix(step);
  }
  // A cut may have gone through a character: drop the part that is left of it, at most 3 bytes.
  for (std::size_t back = 1; !rest.empty() && back <= std::min<std::size_t>(3, record.length);
       ++back) {
    const auto lead = static_cast<unsigned char>(record.line[record.length - back]);
    if (lead < 0x80) break;
    if (lead < 0xC0) continue;
    if (utf8_sequence({record.line + record.length - back, back}) != back) record.length -= back;
    break;
  }
  return true;
}

int open_kernel_log(KernelLog& log, std::uint64_t now_ns) noexcept {
  const int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0) return errno;
  if (lseek(fd, 0, SEEK_END) < 0) {
    const int error = errno;
    close(fd);
    return error;
  }
  log = KernelLog{fd, 0, 0, kCreditMaxNs, now_ns};
  return 0;
}

bool next_kernel_record(KernelLog& log, std::uint64_t now_ns, KernelRecord& record) noexcept {
  char text[8192];  // the kernel's own limit for a record
  record.length = 0;
  const ssize_t length = read(log.fd, text, sizeof(text));
  if (length < 0) {
    // EPIPE: records were overwritten before we read them. The next sequence number says how many.
    return errno == EPIPE || errno == EINTR;
  }
  if (length == 0) return false;
  if (!parse_kernel_record({text, static_cast<std::size_t>(length)}, record)) {
    ++log.dropped;
    record.length = 0;
    return true;
  }
  if (log.next_sequence != 0 && record.sequence > log.next_sequence) {
    log.dropped += record.sequence - log.next_sequence;
  }
  log.next_sequence = record.sequence + 1;
  if (!take_credit(log, now_ns)) {
    ++log.dropped;
    record.length = 0;
  }
  return true;
}

}  // namespace c4
