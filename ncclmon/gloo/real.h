// Finding the function that ours stands in front of.
//
// gloo lives in libtorch_cpu.so (PyTorch's wheels) or in libgloo.so.0 (Debian), and Python loads
// both with RTLD_LOCAL, so RTLD_NEXT does not find them. The caller does: whoever called us is
// that library or depends on it, and a search that begins at the caller ends at the real one.
//
// Nothing of the C++ run-time library is used in this front-end: a preloaded library that needs
// libstdc++ would force the system's copy upon a Python that brings its own. Hence no clean-up on
// exceptions either, which pass through these frames freely (see operations.cc).
#pragma once

#include <atomic>

namespace c4::gloo {

/// The real `symbol` as seen from the library that holds `caller`; ends the process when there is
/// none, which cannot be: somebody has just called it.
void* find_real(const char* symbol, void* caller) noexcept;

/// One per interposed function. Constant-initialized: calls may come before any constructor ran.
class Real {
 public:
  template <class Function>
  Function get(const char* symbol, void* caller) noexcept {
    // Acquire is not needed: the value is an address in a library that is loaded already.
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

}  // namespace c4::gloo

/// Declares `real`, the function behind the one in which this stands.
#define C4_REAL(result, ...)                                                         \
  static constinit ::c4::gloo::Real real_holder;                                     \
  const auto real = real_holder.get<result (*)(__VA_ARGS__)>(__func__, __builtin_return_address(0))
