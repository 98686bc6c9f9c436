// Short words for the tests of the core.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <functional>

#include "core/connections.h"
#include "core/monitor.h"

namespace steps {

inline constexpr c4::FrontEnd kFrontEnd{c4::Framework::kOther, "test", 0};

inline c4::Handle open(std::uint64_t id = 7, const char* name = "world") {
  return c4::communicator_open(kFrontEnd, {.id = id, .rank = 0, .size = 4, .nodes = 4,
                                           .name = name});
}

inline c4::Handle begin(c4::Handle communicator, std::uint64_t ticks = c4::now_ticks()) {
  return c4::operation_begin(
      communicator,
      {.function = c4::Function::kAllReduce, .datatype = c4::Datatype::kFloat32, .bytes = 100},
      ticks);
}

/// As the agent does, into this process's control file.
inline void write_mask(std::uint64_t mask, std::uint64_t generation) {
  auto* control = const_cast<c4::ControlFile*>(c4::g_monitor.control);
  control->mask.store(mask);
  control->generation.store(generation, std::memory_order_release);
}

/// Runs it in a child and gives back the wait status.
inline int in_child(const std::function<void()>& body) {
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    body();
    std::exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

/// What the child wrote to stderr.
inline std::string errors_of(const std::function<void()>& body) {
  int ends[2];
  if (pipe(ends) != 0) return "no pipe";
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 2);
    close(ends[0]);
    body();
    std::exit(0);
  }
  close(ends[1]);
  std::string text;
  char buffer[512];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? text : text + "(child failed)";
}

}  // namespace steps
