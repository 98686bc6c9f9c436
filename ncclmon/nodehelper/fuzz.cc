// A fuzz target for all that c4-nodehelper parses. The first byte chooses what the rest is; the
// properties beyond "no fault" are those that the callers rest on.
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "json.h"
#include "kernel_log.h"
#include "process.h"
#include "sockets.h"

namespace {

using c4::LineWriter;
using c4::Request;

void require(bool holds) {
  if (!holds) abort();
}

void write_request(LineWriter& line, const Request& request) {
  constexpr std::string_view names[] = {"watch", "unwatch", "sockets", "locks", "kmsg", "ping"};
  line.raw("{\"op\":").string(names[static_cast<std::size_t>(request.operation)]);
  if (request.has_id) line.raw(",\"id\":").number(request.id);
  if (request.operation == c4::Operation::kLocks) line.raw(",\"path\":").string(request.path);
  line.raw("}");
}

// What the reader accepts, the writer can write, and it reads as the same again.
void fuzz_request(std::string_view text) {
  static Request request;
  static Request again;
  if (c4::parse_request(text, request) != nullptr) return;
  require(request.operation == c4::Operation::kKernelLog || request.has_id);
  const bool has_pid = request.operation == c4::Operation::kWatch ||
                       request.operation == c4::Operation::kSockets;
  if (has_pid) return require(request.pid > 0);
  static char bytes[8 * c4::kPathMax];
  LineWriter line(bytes, sizeof(bytes));
  write_request(line, request);
  require(line.fits());
  require(c4::parse_request(line.text(), again) == nullptr);
  require(again.operation == request.operation && again.has_id == request.has_id);
  require(!request.has_id || again.id == request.id);
  if (request.operation == c4::Operation::kLocks) {
    require(request.path[0] == '/' && strcmp(request.path, again.path) == 0);
  }
}

// Whatever is written as a string is UTF-8 on one line, in any room.
void fuzz_string(std::string_view text) {
  char bytes[256];
  LineWriter line(bytes, text.size() % sizeof(bytes));
  line.string(text);
  std::string_view written = line.text();
  while (!written.empty()) {
    const std::size_t length = c4::utf8_sequence(written);
    require(length > 0 && static_cast<unsigned char>(written[0]) >= 0x20);
    written.remove_prefix(length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  if (bytes[0] < 128) {
    fuzz_request({reinterpret_cast<const char*>(bytes), size});  // '{' chooses this by itself
  } else if (bytes[0] % 4 == 0) {
    fuzz_string(text);
  } else if (bytes[0] % 4 == 1) {
    c4::KernelRecord record;
    if (c4::parse_kernel_record(text, record)) require(record.length <= c4::kKernelLineMax);
  } else if (bytes[0] % 4 == 2) {
    c4::ProcessStat stat;
    c4::parse_process_stat(text, stat);
  } else {
    c4::SocketFacts facts;
    c4::parse_diag_message(bytes + 1, size - 1, facts);
  }
  return 0;
}
