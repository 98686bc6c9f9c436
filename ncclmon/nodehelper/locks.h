// Whether a process still holds the lock on its file, which it takes for life.
#pragma once

#include <cstdint>

namespace c4 {

struct LockHolder {
  bool locked;
  /// In this process's pid namespace, whatever the holder takes itself for; 0 when it has none
  /// here.
  std::int32_t pid;
};

/// 0 or an errno; ENXIO for what is not a regular file.
int read_lock_holder(const char* path, LockHolder& holder) noexcept;

}  // namespace c4
