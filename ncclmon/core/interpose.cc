#include "interpose.h"

#include <dlfcn.h>
#include <stdlib.h>

namespace c4 {

void* find_real(const char* symbol, void* caller) noexcept {
  Dl_info about{};
  void* found = nullptr;
  if (dladdr(caller, &about) != 0 && about.dli_fname != nullptr) {
    if (void* library = dlopen(about.dli_fname, RTLD_NOLOAD | RTLD_LAZY)) {
      found = dlsym(library, symbol);
      dlclose(library);  // it was loaded before and stays loaded
    }
  }
  if (found == nullptr) found = dlsym(RTLD_NEXT, symbol);  // the caller is the program itself
  if (found == nullptr) {
    log_once("cannot find the function behind the hook", symbol);
    abort();
  }
  return found;
}

}  // namespace c4
