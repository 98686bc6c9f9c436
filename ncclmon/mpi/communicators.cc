#include "communicators.h"

#include <atomic>

#include "library.h"

namespace c4::mpi {
namespace {

struct Membership {
  std::atomic<std::uint64_t> hash{0};
  std::atomic<std::uint64_t> made{0};
};
Membership memberships[kMembershipsMax];
std::atomic<int> keyval{MPI_KEYVAL_INVALID};  // a plain number in every MPI

constexpr FrontEnd kFrontEnd{Framework::kMpi, "mpi", 0};

constexpr std::uint64_t mix(std::uint64_t value) noexcept {
  value ^= value >> 30;
  value *= 0xBF58476D1CE4E5B9;
  value ^= value >> 27;
  value *= 0x94D049BB133111EB;
  return value ^ (value >> 31);
}

/// How many communicators with these members were made before this one.
std::uint64_t count_of(std::uint64_t hash) noexcept {
  for (unsigned i = 0; i < kMembershipsMax; ++i) {
    Membership& each = memberships[(hash + i) % kMembershipsMax];
    std::uint64_t seen = 0;
    if (each.hash.compare_exchange_strong(seen, hash) || seen == hash) {
      return each.made.fetch_add(1);
    }
  }
  return 0;
}

/// Zero when a member is outside of MPI_COMM_WORLD (spawned): then no id can be made here.
std::uint64_t hash_members(MPI_Comm communicator, int size) noexcept {
  const Library& mpi = *library();
  MPI_Group group = nullptr;
  MPI_Group world = nullptr;
  if (mpi.Comm_group(communicator, &group) != MPI_SUCCESS) return 0;
  if (mpi.Comm_group(mpi.world, &world) != MPI_SUCCESS) return 0;
  std::uint64_t hash = mix(static_cast<std::uint64_t>(size) + 1);
  for (int first = 0; first < size && hash != 0; first += kTranslatedMax) {
    int ranks[kTranslatedMax];
    int in_world[kTranslatedMax];
    const int count = size - first < kTranslatedMax ? size - first : kTranslatedMax;
    for (int i = 0; i < count; ++i) ranks[i] = first + i;
    if (mpi.Group_translate_ranks(group, count, ranks, world, in_world) != MPI_SUCCESS) hash = 0;
    for (int i = 0; i < count && hash != 0; ++i) {
      hash = in_world[i] == MPI_UNDEFINED ? 0
                                          : mix(hash + static_cast<std::uint64_t>(in_world[i]));
    }
  }
  mpi.Group_free(&group);
  mpi.Group_free(&world);
  return hash;
}

int on_delete(MPI_Comm, int, void* value, void*) {
  communicator_close(reinterpret_cast<Handle>(value));
  return MPI_SUCCESS;
}

}  // namespace

void begin_world(void* caller) noexcept {
  if (!find_library(caller) || !ensure_open(kFrontEnd)) return;
  int created = MPI_KEYVAL_INVALID;
  const Library& mpi = *library();
  if (mpi.Comm_create_keyval(mpi.copy_nothing, on_delete, &created, nullptr) == MPI_SUCCESS) {
    keyval.store(created);
    adopt(mpi.world);
  }
}

void adopt(MPI_Comm communicator) noexcept {
  const int key = keyval.load(std::memory_order_relaxed);
  if (key == MPI_KEYVAL_INVALID || communicator == library()->null_communicator) return;
  const Library& mpi = *library();
  int between = 0;
  if (mpi.Comm_test_inter(communicator, &between) != MPI_SUCCESS || between != 0) return;
  CommunicatorIdentity identity;
  int size = 0;
  int rank = -1;
  mpi.Comm_size(communicator, &size);
  mpi.Comm_rank(communicator, &rank);
  const std::uint64_t members = hash_members(communicator, size);
  if (members == 0) return;
  char name[MPI_MAX_OBJECT_NAME] = "";
  int length = 0;
  mpi.Comm_get_name(communicator, name, &length);
  identity.id = mix(members + count_of(members));
  identity.rank = rank;
  identity.size = size;
  identity.name = name;
  const Handle handle = communicator_open(kFrontEnd, identity);
  mpi.Comm_set_attr(communicator, key, reinterpret_cast<void*>(handle));
}

Handle handle_of(MPI_Comm communicator) noexcept {
  const int key = keyval.load(std::memory_order_relaxed);
  if (key == MPI_KEYVAL_INVALID || communicator == library()->null_communicator) return kNoHandle;
  void* value = nullptr;
  int found = 0;
  if (library()->Comm_get_attr(communicator, key, &value, &found) != MPI_SUCCESS || found == 0) {
    return kNoHandle;
  }
  return reinterpret_cast<Handle>(value);
}

}  // namespace c4::mpi

using c4::mpi::adopt;

C4_MPI_HOOK MPI_Init(int* count, char*** arguments) {
  C4_MPI(MPI_Init);
  const int result = real(count, arguments);
  if (result == MPI_SUCCESS) c4::mpi::begin_world(__builtin_return_address(0));
  return result;
}

C4_MPI_HOOK MPI_Init_thread(int* count, char*** arguments, int required, int* provided) {
  C4_MPI(MPI_Init_thread);
  const int result = real(count, arguments, required, provided);
  if (result == MPI_SUCCESS) c4::mpi::begin_world(__builtin_return_address(0));
  return result;
}

C4_MPI_HOOK MPI_Finalize(void) {
  C4_MPI(MPI_Finalize);
  const int result = real();
  // Not before: a program may well die in there, and whoever comes back from it may still fail.
  if (result == MPI_SUCCESS) c4::record_end(c4::EndKind::kFinished, 0, "MPI_Finalize");
  return result;
}

C4_MPI_HOOK MPI_Abort(MPI_Comm communicator, int code) {
  C4_MPI(MPI_Abort);
  c4::record_end(c4::EndKind::kExited, code, "MPI_Abort");
  return real(communicator, code);
}

// Every way to make an intracommunicator that has all of its members take part.

C4_MPI_HOOK MPI_Comm_dup(MPI_Comm from, MPI_Comm* made) {
  C4_MPI(MPI_Comm_dup);
  const int result = real(from, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Comm_dup_with_info(MPI_Comm from, MPI_Info info, MPI_Comm* made) {
  C4_MPI(MPI_Comm_dup_with_info);
  const int result = real(from, info, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Comm_split(MPI_Comm from, int colour, int key, MPI_Comm* made) {
  C4_MPI(MPI_Comm_split);
  const int result = real(from, colour, key, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Comm_split_type(MPI_Comm from, int type, int key, MPI_Info info, MPI_Comm* made) {
  C4_MPI(MPI_Comm_split_type);
  const int result = real(from, type, key, info, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Comm_create(MPI_Comm from, MPI_Group group, MPI_Comm* made) {
  C4_MPI(MPI_Comm_create);
  const int result = real(from, group, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Comm_create_group(MPI_Comm from, MPI_Group group, int tag, MPI_Comm* made) {
  C4_MPI(MPI_Comm_create_group);
  const int result = real(from, group, tag, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}

C4_MPI_HOOK MPI_Cart_create(MPI_Comm from, int dimensions, const int lengths[],
                            const int periods[], int reorder, MPI_Comm* made) {
  C4_MPI(MPI_Cart_create);
  const int result = real(from, dimensions, lengths, periods, reorder, made);
  if (result == MPI_SUCCESS) adopt(*made);
  return result;
}
