// The smallest test frame that will do. Each test runs in a process of its own, with a C4_DIR of
// its own: the core opens one file per process and never closes it, so that is what a test needs.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace check {

struct Test {
  const char* title;
  void (*run)();
  Test* next;
};

inline Test*& tests() {
  static Test* first = nullptr;
  return first;
}

struct Registration {
  Registration(Test& test) {
    Test** last = &tests();
    while (*last != nullptr) last = &(*last)->next;
    *last = &test;
  }
};

/// Directory of the running test; also in C4_DIR.
inline std::string& directory() {
  static std::string path;
  return path;
}

[[noreturn]] inline void fail(const char* file, int line, const char* what) {
  std::fprintf(stderr, "      %s:%d: %s\n", file, line, what);
  std::fflush(stderr);
  std::_Exit(1);
}

/// The test says why it cannot run here. It is listed, never silently passed.
[[noreturn]] inline void skip(const char* reason) {
  std::fprintf(stderr, "      skipped: %s\n", reason);
  std::_Exit(77);
}

struct Place {
  const char* file;
  int line;
};

/// Numbers of any two kinds, compared as wide ones so that the message shows both.
template <class Left, class Right>
void equal(Left left, Right right, const char* what, Place place) {
  const auto wide_left = static_cast<unsigned long long>(left);
  const auto wide_right = static_cast<unsigned long long>(right);
  if (wide_left == wide_right) return;
  char text[256];
  std::snprintf(text, sizeof(text), "%s is %lld, not %lld", what,
                static_cast<long long>(wide_left), static_cast<long long>(wide_right));
  fail(place.file, place.line, text);
}

}  // namespace check

#define CHECK_JOIN_(left, right) left##right
#define CHECK_JOIN(left, right) CHECK_JOIN_(left, right)

#define TEST(title)                                                                      \
  static void CHECK_JOIN(test_, __LINE__)();                                             \
  static check::Test CHECK_JOIN(entry_, __LINE__){title, CHECK_JOIN(test_, __LINE__), nullptr}; \
  static check::Registration CHECK_JOIN(registration_, __LINE__){CHECK_JOIN(entry_, __LINE__)}; \
  static void CHECK_JOIN(test_, __LINE__)()

#define CHECK(condition) \
  do {                   \
    if (!(condition)) check::fail(__FILE__, __LINE__, #condition); \
  } while (false)

#define EQUAL(left, right) check::equal(left, right, #left, {__FILE__, __LINE__})
