// Finding the function that ours stands in front of.
//
// Python loads the libraries that we hook with RTLD_LOCAL, so RTLD_NEXT does not find them. The
// caller does: whoever called us is the library that defines the function or one that depends on
// it, and a search that begins at the caller ends at the real one. When the caller is the program
// itself, which cannot be opened, RTLD_NEXT is right: but it means the library that asks, and the
// core may stand behind the real one. So that question is inline, in the front-end.
//
// Nothing of the C++ run-time library is used: a preloaded library that needs libstdc++ would
// force the system's copy upon a Python that brings its own. Hence no clean-up on exceptions
// either; they pass through the frames of hooks freely.
#pragma once

#include <dlfcn.h>

#include <atomic>

#include "monitor.h"

namespace c4 {

/// As seen from the library that holds `caller`; null when that is the program, or has no such.
C4_EXPORT void* find_from_caller(const char* symbol, void* caller) noexcept;
/// Ends the process: somebody has just called a function that is not there.
[[noreturn]] C4_EXPORT void give_up(const char* symbol) noexcept;

/// The real `symbol`, or null.
inline void* find_real(const char* symbol, void* caller) noexcept {
  void* found = find_from_caller(symbol, caller);
  return found != nullptr ? found : dlsym(RTLD_NEXT, symbol);
}

/// One per interposed function. Constant-initialized: calls may come before any constructor ran.
class Real {
 public:
  template <class Function>
  Function get(const char* symbol, void* caller) noexcept {
    // Relaxed: the value is an address in a library that is loaded already.
    void* found = address_.load(std::memory_order_relaxed);
    if (found == nullptr) [[unlikely]] {
      found = find_real(symbol, caller);
      if (found == nullptr) give_up(symbol);
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
