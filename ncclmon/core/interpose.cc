#include "interpose.h"

#include <stdlib.h>

namespace c4 {

void* find_from_caller(const char* symbol, void* caller) noexcept {
  Dl_info about{};
  if (dladdr(caller, &about) == 0 || about.dli_fname == nullptr) return nullptr;
  void* library = dlopen(about.dli_fname, RTLD_NOLOAD | RTLD_LAZY);
  if (library == nullptr) return nullptr;
  void* found = dlsym(library, symbol);
  dlclose(library);  // it was loaded before and stays loaded
  return found;
}

void give_up(const char* symbol) noexcept {
  log_once("cannot find the function behind the hook", symbol);
  abort();
}

}  // namespace c4
