#include "options.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace c4::replay {
namespace {

constexpr const char* kHelp =
    R"(c4mon-replay --plugin FILE [--plugin FILE ...] [options]

Loads NCCL profiler plugins by their interface and replays NCCL's calls into them.

  --abi N              interface version 1 to 7 (default: the newest up to 6 that FILE has)
  --scenario NAME      healthy | hang | pxn | storm | communicators | graph | finalize | unstopped
  --role NAME          of a hang: absent | peer | data | gpu | launch | network
  --channel N --step N where it hangs           --channels N --steps N   the shape of operations
  --operations N       operations to replay     --communicators N        of the process
  --polls N            polls of a stalled step  --threads 1|2            application, progress
  --mask N             force NCCL's event mask  --hold SECONDS           stay before the end
  --bench              ns per callback of each plugin and of one that does nothing, as JSON
  --runs N             repetitions of the benchmark
)";

struct Number {
  const char* name;
  int Options::*field;
};
constexpr Number kNumbers[] = {
    {"--abi", &Options::abi},           {"--operations", &Options::operations},
    {"--channel", &Options::channel},   {"--communicators", &Options::communicators},
    {"--channels", &Options::channels}, {"--step", &Options::step},
    {"--steps", &Options::steps},       {"--polls", &Options::polls},
    {"--threads", &Options::threads},   {"--mask", &Options::mask},
    {"--runs", &Options::runs},         {"--hold", &Options::hold_seconds}};

bool complain(const char* what, const char* about) {
  std::fprintf(stderr, "c4mon-replay: %s %s\n", what, about);
  return false;
}

bool take_number(const char* name, const char* value, Options& options) {
  for (const Number& number : kNumbers) {
    if (std::strcmp(name, number.name) != 0) continue;
    char* end = nullptr;
    const long parsed = std::strtol(value, &end, 0);
    if (*value == '\0' || *end != '\0' || parsed < 0 || parsed > 1'000'000'000) {
      return complain("no number:", value);
    }
    options.*number.field = static_cast<int>(parsed);
    return true;
  }
  return complain("unknown option", name);
}

bool check(const Options& options) {
  if (options.plugins.empty()) return complain("needs", "--plugin FILE");
  if (options.abi < 1 || options.abi > 7) return complain("no such interface;", "--abi 1 to 7");
  if (options.channels < 1 || options.channels > 64) return complain("1 to 64", "--channels");
  return true;
}

}  // namespace

bool parse(int count, char** arguments, Options& options) {
  for (int at = 1; at < count; ++at) {
    const char* name = arguments[at];
    if (std::strcmp(name, "--help") == 0) {
      std::fputs(kHelp, stdout);
      return false;
    }
    if (std::strcmp(name, "--bench") == 0) {
      options.is_bench = true;
      continue;
    }
    if (at + 1 >= count) return complain("a value is missing after", name);
    const char* value = arguments[++at];
    if (std::strcmp(name, "--plugin") == 0) options.plugins.emplace_back(value);
    else if (std::strcmp(name, "--scenario") == 0) options.scenario = value;
    else if (std::strcmp(name, "--role") == 0) options.role = value;
    else if (!take_number(name, value, options)) return false;
    if (std::strcmp(name, "--abi") == 0) options.is_exact = true;
  }
  return check(options);
}

}  // namespace c4::replay
