// Every way for a program to learn that its requests are over, or to give one up.
#include "library.h"
#include "requests.h"

using c4::Handle;
using c4::mpi::end;
using c4::mpi::taken;

namespace {

/// The requests of one call, kept because those that complete are overwritten. Beyond `kKeptMax`
/// an operation ends when it is asked about: sooner than is true, but it does not look like a hang.
struct Kept {
  static constexpr int kKeptMax = 64;
  MPI_Request requests[kKeptMax];
  int count = 0;

  Kept(int given, const MPI_Request* from) noexcept {
    if (c4::mpi::library() == nullptr) return;
    count = given < kKeptMax ? given : kKeptMax;
    for (int i = 0; i < count; ++i) requests[i] = from[i];
    for (int i = count; i < given; ++i) c4::mpi::end(taken(&from[i]));
  }
  void end(int index) const noexcept {
    if (index >= 0 && index < count) c4::mpi::end(taken(&requests[index]));
  }
  void end_all() const noexcept {
    for (int i = 0; i < count; ++i) end(i);
  }
  void end_some(int completed, const int* indices) const noexcept {  // MPI_UNDEFINED is negative
    for (int i = 0; i < completed; ++i) end(indices[i]);
  }
};

}  // namespace

C4_MPI_HOOK MPI_Wait(MPI_Request* request, MPI_Status* status) {
  C4_MPI(MPI_Wait);
  const Handle operation = taken(request);
  const int result = real(request, status);
  end(operation);
  return result;
}

C4_MPI_HOOK MPI_Test(MPI_Request* request, int* flag, MPI_Status* status) {
  C4_MPI(MPI_Test);
  const Kept kept(1, request);
  const int result = real(request, flag, status);
  if (result == MPI_SUCCESS && *flag != 0) kept.end_all();
  return result;
}

C4_MPI_HOOK MPI_Waitany(int count, MPI_Request requests[], int* index, MPI_Status* status) {
  C4_MPI(MPI_Waitany);
  const Kept kept(count, requests);
  const int result = real(count, requests, index, status);
  if (result == MPI_SUCCESS) kept.end(*index);
  return result;
}

C4_MPI_HOOK MPI_Testany(int count, MPI_Request requests[], int* index, int* flag,
                        MPI_Status* status) {
  C4_MPI(MPI_Testany);
  const Kept kept(count, requests);
  const int result = real(count, requests, index, flag, status);
  if (result == MPI_SUCCESS && *flag != 0) kept.end(*index);
  return result;
}

C4_MPI_HOOK MPI_Waitsome(int count, MPI_Request requests[], int* completed, int indices[],
                         MPI_Status statuses[]) {
  C4_MPI(MPI_Waitsome);
  const Kept kept(count, requests);
  const int result = real(count, requests, completed, indices, statuses);
  if (result == MPI_SUCCESS) kept.end_some(*completed, indices);
  return result;
}

C4_MPI_HOOK MPI_Testsome(int count, MPI_Request requests[], int* completed, int indices[],
                         MPI_Status statuses[]) {
  C4_MPI(MPI_Testsome);
  const Kept kept(count, requests);
  const int result = real(count, requests, completed, indices, statuses);
  if (result == MPI_SUCCESS) kept.end_some(*completed, indices);
  return result;
}

C4_MPI_HOOK MPI_Testall(int count, MPI_Request requests[], int* flag, MPI_Status statuses[]) {
  C4_MPI(MPI_Testall);
  const Kept kept(count, requests);
  const int result = real(count, requests, flag, statuses);
  if (result == MPI_SUCCESS && *flag != 0) kept.end_all();
  return result;
}

// Here all are taken out beforehand. Beyond `kWaitedMax` they end as the wait begins.
C4_MPI_HOOK MPI_Waitall(int count, MPI_Request requests[], MPI_Status statuses[]) {
  C4_MPI(MPI_Waitall);
  constexpr int kWaitedMax = 64;
  Handle waited[kWaitedMax];
  const int kept = count < kWaitedMax ? count : kWaitedMax;
  for (int i = 0; i < kept; ++i) waited[i] = taken(&requests[i]);
  for (int i = kept; i < count; ++i) end(taken(&requests[i]));
  const int result = real(count, requests, statuses);
  for (int i = 0; i < kept; ++i) end(waited[i]);
  return result;
}

// Given up by the program: it will never ask again, nor start it again if it is a persistent one.
C4_MPI_HOOK MPI_Request_free(MPI_Request* request) {
  C4_MPI(MPI_Request_free);
  end(taken(request));
  c4::mpi::forget(request);
  return real(request);
}
