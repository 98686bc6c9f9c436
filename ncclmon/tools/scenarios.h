// What happens to a rank, as NCCL would tell it to a profiler.
#pragma once

#include "host.h"
#include "options.h"

namespace c4::replay {

struct Outcome {
  bool is_known = true;  // false: no such scenario or role
  unsigned long long calls = 0;
  unsigned long long declined = 0;  // operations for which the plugin returned NULL
};

/// Leaves the communicators open where the scenario says so; then holds.
Outcome play(Host& host, const Options& options);

}  // namespace c4::replay
