#include "library.h"

#include <atomic>

#include "../core/interpose.h"

namespace c4::mpi {
namespace {

Library found{};
std::atomic<const Library*> ready{nullptr};

struct KnownType {
  MPI_Datatype type;
  Datatype meaning;
};
#define C4_ONE(name, meaning) +1
constexpr int kKnownTypes = 0 C4_MPI_DATATYPES(C4_ONE);
#undef C4_ONE
KnownType known_types[kKnownTypes];

struct Search {
  void* caller;
  bool is_complete = true;

  // The program first: it may hold a copy of a predefined handle, which then rules for the library
  // too. When Python has loaded the library for itself alone, only the caller sees it.
  template <class Pointer>
  void look_up(Pointer& into, const char* symbol) noexcept {
    void* seen = dlsym(RTLD_DEFAULT, symbol);
    into = reinterpret_cast<Pointer>(seen != nullptr ? seen : find_from_caller(symbol, caller));
    if (into == nullptr) is_complete = false;
  }
};

}  // namespace

const Library* library() noexcept { return ready.load(std::memory_order_acquire); }

bool find_library(void* caller) noexcept {
  Search search{caller};
#define C4_FIND(name) search.look_up(found.name, "PMPI_" #name);
  C4_MPI_FUNCTIONS(C4_FIND)
#undef C4_FIND
  search.look_up(found.copy_nothing, "OMPI_C_MPI_COMM_NULL_COPY_FN");
  search.look_up(found.world, "ompi_mpi_comm_world");
  search.look_up(found.null_communicator, "ompi_mpi_comm_null");
  search.look_up(found.null_request, "ompi_request_null");
  search.look_up(found.empty_request, "ompi_request_empty");
  search.look_up(found.null_datatype, "ompi_mpi_datatype_null");
  int at = 0;
#define C4_FIND(name, means)                               \
  search.look_up(known_types[at].type, "ompi_mpi_" #name); \
  known_types[at++].meaning = Datatype::means;
  C4_MPI_DATATYPES(C4_FIND)
#undef C4_FIND
  if (!search.is_complete) {
    log_once("this MPI is not Open MPI", "");
    return false;
  }
  // Release: pairs with the acquire in library().
  ready.store(&found, std::memory_order_release);
  return true;
}

Datatype datatype_of(MPI_Datatype type) noexcept {
  for (const KnownType& each : known_types) {
    if (each.type == type) return each.meaning;
  }
  return Datatype::kUnknown;
}

}  // namespace c4::mpi
