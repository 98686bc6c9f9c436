// Finding the function that ours stands in front of.
//
// Python loads the libraries that we hook with RTLD_LOCAL, so RTLD_NEXT does not find them. The
// caller does: whoever called us is the library that defines the function or one that depends on
// it, and a search that begins at the caller ends at the real one.
//
// Nothing of the C++ run-time library is used: a preloaded library that needs libstdc++ would
// force the system's copy upon a Python that brings its own. Hence no clean-up on exceptions
// either; they pass through the frames of hooks freely.
#pragma once

#include <atomic>

#include "monitor.h"

namespace c4 {

/// The real `symbol` as seen from the library that holds `caller`. Ends the process when there is
/// none, which cannot be: somebody has just called it.
C4_EXPORT void* find_real(const char* symbol, void* caller) noexcept;

/// One per interposed function. Constant-initialized: calls may come before any constructor ran.
class Real {
 public:
  template <class Function>
  Function get(const char* symbol, void* caller) noexcept {
    // Relaxed: the value is an address in a library that is loaded already.
    void* found = address_.load(std::memory_order_relaxed);
    if (found == nullptr) [[unlikely]] {
      found = find_real(symbol, caller);
      address_.store(found, std::memory_order_relaxed);
    }
    return reinterpret_cast<Function>(found);
  }

 private:
  std::atomic<void*> address_{nullptr};
};

}  // namespace c4

/// Declares `real`, the function of this linkage name behind the hook in which this stands.
#define C4_REAL_NAMED(symbol, result, ...)     \
  static constinit ::c4::Real real_holder;     \
  const auto real =                            \
      real_holder.get<result (*)(__VA_ARGS__)>(symbol, __builtin_return_address(0))
#define C4_REAL(result, ...) C4_REAL_NAMED(__func__, result, __VA_ARGS__)
