// c4-nodehelper: what the node agent needs of the kernel and Node cannot do. A child of the agent;
// JSON lines, requests on stdin and events on stdout, each of at most 64 KiB with its newline.
//
//   {"op":"watch","id":1,"pid":42,"startTicks":"12345"}     field 22 of /proc/42/stat
//     → {"event":"ended","id":1,"status":S}                 when it dies, at once if it has:
//       S: {"kind":"exited","code":3} | {"kind":"signaled","signal":"SIGKILL","core":false} |
//          {"kind":"unknown"}
//   {"op":"unwatch","id":1}                                 no answer; an unknown id is no error,
//                                                           since `ended` may be on its way
//   {"op":"sockets","id":2,"pid":42}  → {"event":"sockets","id":2,"sockets":[…],"truncated":false}
//   {"op":"locks","id":3,"path":"/…"} → {"event":"locks","id":3,"locked":true,"pid":42}
//   {"op":"kmsg"}                     → {"event":"kmsg","line":"…","dropped":0} for each new line;
//                                       `dropped` counts those left out since the start
//   {"op":"ping","id":4}              → {"event":"pong","id":4}
//   anything else                     → {"event":"error","id":5,"code":"…","message":"…"}
//
// It begins with {"event":"hello","version":1,"pid":…,"features":[…]}, and ends when stdin does,
// when nobody reads stdout, and with the thread that started it. One thread, one loop, nothing in
// it waits but poll(); memory is fixed.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>

#include "json.h"
#include "kernel_log.h"
#include "locks.h"
#include "pipes.h"
#include "process.h"
#include "sockets.h"
#include "watches.h"

namespace c4 {
namespace {

/// After the end of the input the reader of our output has this long for each of its reads.
constexpr std::uint64_t kFlushMaxNs = 1'000'000'000;

struct NodeHelper {
  KernelLog kernel_log;
  std::uint64_t closing_ns = 0;  // when to give up on the reader; 0 while stdin is open
};

NodeHelper g_helper;
Inbox g_inbox;
Outbox g_outbox;
Request g_request;

std::uint64_t now_ns() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(time.tv_nsec);
}

LineWriter reply() noexcept {
  return outbox_writer(g_outbox, outbox_room(g_outbox, watch_count()));
}

void send_error(const Request& request, std::string_view code, std::string_view message) noexcept {
  LineWriter line = reply();
  line.raw(R"({"event":"error","id":)");
  if (request.has_id)
    line.number(request.id);
  else
    line.raw("null");
  line.raw(",\"code\":").string(code).raw(",\"message\":").string(message).raw("}\n");
  commit(g_outbox, line);
}

void send_errno(const Request& request, std::string_view what, int error) noexcept {
  std::string_view code = "internal";
  if (error == ENOENT || error == ESRCH)
    code = "not-found";
  else if (error == EACCES || error == EPERM)
    code = "denied";
  else if (error == EMFILE || error == ENFILE || error == ENOMEM)
    code = "exhausted";
  else if (error == ENOTSUP || error == EPROTONOSUPPORT || error == ENODEV)
    code = "unsupported";
  else if (error == ENXIO || error == ELOOP || error == ENOTDIR || error == ENAMETOOLONG) {
    code = "invalid-argument";
  }
  char message[128];
  const char* const reason = strerrordesc_np(error);
  snprintf(message, sizeof(message), "%.*s: %s", static_cast<int>(what.size()), what.data(),
           reason == nullptr ? "unknown error" : reason);
  send_error(request, code, message);
}

void send_ended(const Ended& ended) noexcept {
  LineWriter line = outbox_writer(g_outbox, kEndedBytesMax);
  line.raw(R"({"event":"ended","id":)").number(ended.id).raw(",\"status\":");
  write_end_status(line, ended.status);
  commit(g_outbox, line.raw("}\n"));
}

void on_watch(const Request& request) noexcept {
  switch (watch(request)) {
    case WatchAnswer::kWatching:
      return;
    // Also when the pid lives on as another process: the one that was meant has gone.
    case WatchAnswer::kAlreadyGone:
      return send_ended({request.id, EndStatus{}});
    case WatchAnswer::kAlreadyWatched:
      return send_error(request, "already-exists", "a watch has this id");
    case WatchAnswer::kFull:
      return send_error(request, "exhausted", "no more processes can be watched: unwatch some");
    case WatchAnswer::kNoThreadLeader:
      return send_error(request, "invalid-argument", "the pid is a thread's, not a process's");
    case WatchAnswer::kNoPidfd:
      return send_error(request, "unsupported", "this machine refuses pidfd_open");
  }
}

void on_sockets(const Request& request) noexcept {
  LineWriter line = reply();
  const int error = write_sockets(line, request.id, request.pid, now_ns());
  if (error != 0) return send_errno(request, "cannot list the sockets of the process", error);
  commit(g_outbox, line);
}

void on_locks(const Request& request) noexcept {
  LockHolder holder{};
  const int error = read_lock_holder(request.path, holder);
  if (error != 0) return send_errno(request, "cannot ask for the lock of the file", error);
  LineWriter line = reply();
  line.raw(R"({"event":"locks","id":)").number(request.id).raw(",\"locked\":");
  line.boolean(holder.locked).raw(",\"pid\":").number(static_cast<std::uint64_t>(holder.pid));
  commit(g_outbox, line.raw("}\n"));
}

void on_kernel_log(const Request& request) noexcept {
  if (g_helper.kernel_log.fd >= 0) return;
  const int error = open_kernel_log(g_helper.kernel_log, now_ns());
  if (error != 0) send_errno(request, "cannot read the kernel log", error);
}

void on_ping(const Request& request) noexcept {
  LineWriter line = reply();
  commit(g_outbox, line.raw(R"({"event":"pong","id":)").number(request.id).raw("}\n"));
}

void answer(std::string_view text) noexcept {
  Request& request = g_request;
  const char* const wrong = parse_request(text, request);
  if (wrong != nullptr) return send_error(request, "invalid-argument", wrong);
  switch (request.operation) {
    case Operation::kWatch:
      return on_watch(request);
    case Operation::kUnwatch:
      return unwatch(request.id);
    case Operation::kSockets:
      return on_sockets(request);
    case Operation::kLocks:
      return on_locks(request);
    case Operation::kKernelLog:
      return on_kernel_log(request);
    case Operation::kPing:
      return on_ping(request);
  }
}

bool can_answer() noexcept { return outbox_room(g_outbox, watch_count()) == kLineMax; }

// Returns whether the inbox holds no whole line any more.
bool answer_lines() noexcept {
  while (can_answer()) {
    std::string_view text;
    const LineKind kind = next_line(g_inbox, text);
    if (kind == LineKind::kNone) return true;
    if (kind == LineKind::kWhole) {
      answer(text);
    } else {
      g_request.has_id = false;
      send_error(g_request, "invalid-argument", "the line is longer than 65536 bytes");
    }
  }
  return false;
}

void report_deaths() noexcept {
  refresh_watches();
  Ended ended{};
  while (next_ended(now_ns(), ended)) send_ended(ended);
}

void report_kernel_log() noexcept {
  KernelLog& log = g_helper.kernel_log;
  KernelRecord record;
  for (int turn = 0; turn < kKernelRecordsPerTurnMax; ++turn) {
    if (!next_kernel_record(log, now_ns(), record)) return;
    if (record.length == 0) continue;
    LineWriter line = reply();
    line.raw(R"({"event":"kmsg","line":)").string({record.line, record.length});
    line.raw(",\"dropped\":").number(log.dropped).raw("}\n");
    if (!line.fits()) ++log.dropped;
    commit(g_outbox, line);
  }
}

void say_hello(const ExitSources& sources, bool pidfd) noexcept {
  const bool sock_diag = open_sockets();
  const bool kernel_log = access("/dev/kmsg", R_OK) == 0;
  LineWriter line = reply();
  line.raw(R"({"event":"hello","version":1,"pid":)").number(static_cast<std::uint64_t>(getpid()));
  line.raw(",\"features\":[\"locks\"");
  if (pidfd) line.raw(",\"pidfd\"");
  if (sources.exit_info) line.raw(",\"exit-info\"");
  if (sources.connector) line.raw(",\"proc-connector\"");
  if (sock_diag) line.raw(",\"sock-diag\"");
  if (kernel_log) line.raw(",\"kmsg\"");
  commit(g_outbox, line.raw("]}\n"));
}

void start_closing() noexcept {
  if (g_helper.closing_ns == 0) g_helper.closing_ns = now_ns() + kFlushMaxNs;
}

int timeout_ms() noexcept {
  std::uint64_t deadline = watches_deadline_ns();
  const std::uint64_t closing = g_helper.closing_ns;
  if (closing != 0) deadline = deadline == 0 ? closing : std::min(deadline, closing);
  if (deadline == 0) return -1;
  const std::uint64_t now = now_ns();
  return deadline <= now ? 0 : static_cast<int>((deadline - now) / 1'000'000 + 1);
}

// One turn: deaths first, since others wait for nothing else as urgently. False ends the process.
bool turn() noexcept {
  const bool idle = answer_lines();
  const bool pending = g_outbox.begin != g_outbox.end;
  if (g_helper.closing_ns != 0 && idle && !pending) return false;

  // While there is no room for an answer, stdin is asked for nothing but its end.
  const short input_events = static_cast<short>(idle ? POLLIN : POLLRDHUP);
  pollfd polled[] = {
      {watches_fd(), POLLIN, 0},
      {connector_fd(), POLLIN, 0},
      {pending ? STDOUT_FILENO : -1, POLLOUT, 0},
      {g_helper.closing_ns == 0 ? STDIN_FILENO : -1, input_events, 0},
      {g_helper.kernel_log.fd, POLLIN, 0},
  };
  if (poll(polled, std::size(polled), timeout_ms()) < 0 && errno != EINTR) return false;
  report_deaths();
  if (polled[2].revents != 0) {
    if (!drain_outbox(g_outbox, STDOUT_FILENO)) return false;
    if (g_helper.closing_ns != 0) g_helper.closing_ns = now_ns() + kFlushMaxNs;
  }
  if ((polled[3].revents & POLLIN) != 0) {
    if (!fill_inbox(g_inbox, STDIN_FILENO)) start_closing();
  } else if (polled[3].revents != 0) {
    start_closing();
  }
  if (polled[4].revents != 0) report_kernel_log();
  return g_helper.closing_ns == 0 || now_ns() < g_helper.closing_ns;
}

// The parent may have died before prctl(): then stdin is closed too, and that ends us. The signal
// comes when the starting *thread* ends, so the agent starts us from its main thread.
void prepare_process() noexcept {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, SIG_IGN);  // Ctrl-C reaches us too, but the agent says when it is over
  fcntl(STDOUT_FILENO, F_SETFL, fcntl(STDOUT_FILENO, F_GETFL) | O_NONBLOCK);
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, kWatchesMax + 64);
    setrlimit(RLIMIT_NOFILE, &limit);
  }
}

// `--exit-source stat|exit-info|proc-connector` uses that one alone, to see what it can do.
bool parse_arguments(int count, char** values, ExitSources& sources) noexcept {
  if (count == 1) return true;
  if (count != 3 || std::string_view(values[1]) != "--exit-source") return false;
  const std::string_view source = values[2];
  sources = {source == "stat", source == "exit-info", source == "proc-connector"};
  return sources.stat || sources.exit_info || sources.connector;
}

}  // namespace
}  // namespace c4

int main(int count, char** values) {
  c4::ExitSources sources;
  if (!c4::parse_arguments(count, values, sources)) {
    fputs("usage: c4-nodehelper [--exit-source stat|exit-info|proc-connector]\n", stderr);
    return 64;
  }
  c4::prepare_process();
  const bool pidfd = c4::open_watches(sources);
  c4::say_hello(sources, pidfd);
  while (c4::turn()) {
  }
  return 0;
}
