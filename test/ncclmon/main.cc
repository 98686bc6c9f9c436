// Runs the tests of one program, each in a child.
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "check.h"

namespace {

constexpr unsigned kSecondsMax = 120;
constexpr int kSkipped = 77;

int run(const check::Test& test) {
  char directory[] = "/tmp/c4mon-test-XXXXXX";
  if (mkdtemp(directory) == nullptr) return 1;
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    check::directory() = directory;
    setenv("C4_DIR", directory, 1);
    setenv("C4_NODE", "node-0", 1);
    for (const char* name : {"C4_NODES", "C4_JOB", "C4_RANK", "RANK", "WORLD_SIZE", "LOCAL_RANK",
                             "C4_CHAIN_PROFILER", "C4_WORLD_SIZE"}) {
      unsetenv(name);
    }
    alarm(kSecondsMax);
    test.run();
    std::fflush(nullptr);
    std::exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
  std::error_code ignored;
  std::filesystem::remove_all(directory, ignored);
  if (WIFSIGNALED(status)) std::fprintf(stderr, "      died by signal %d\n", WTERMSIG(status));
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string wanted = count > 1 ? arguments[1] : "";
  int failed = 0, passed = 0, skipped = 0;
  for (const check::Test* test = check::tests(); test != nullptr; test = test->next) {
    if (std::string(test->title).find(wanted) == std::string::npos) continue;
    const int status = run(*test);
    if (status == kSkipped) ++skipped;
    else if (status == 0) ++passed;
    else ++failed;
    if (status != 0) {
      std::printf("  %s %s\n", status == kSkipped ? "-" : "FAILED", test->title);
    }
  }
  std::printf("%s: %d passed, %d skipped, %d failed\n", arguments[0], passed, skipped, failed);
  return failed == 0 ? 0 : 1;
}
