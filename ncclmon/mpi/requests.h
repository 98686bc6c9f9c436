// Operations that end later than the call that began them: what hangs on which request.
//
// Two tables of fixed size, looked through at a few places only. In `followed` is what is under
// way. In `remembered` are persistent requests, which do nothing until they are started: what each
// does when it is, so that a start is followed like any other nonblocking operation and the end of
// it leaves the request to be started again. Of an MPI that is not ours no request is ever read.
#pragma once

#include "operations.h"

namespace c4::mpi {

/// Places of each table. An operation beyond is ended at once, and the operations of a persistent
/// request beyond are not seen; either is counted as dropped.
inline constexpr unsigned kRequestsMax = 1024;
/// Places at which one request may stand.
inline constexpr unsigned kPlacesMax = 16;

/// The operation ends when the request does that the call made; if it failed, at once.
void follow(Handle operation, int result, const MPI_Request* request) noexcept;
/// Taken out before a wait, since the wait overwrites the request and the library may hand the same
/// value out again before we return; kNoHandle when not followed.
Handle taken(const MPI_Request* request) noexcept;

/// The same for a message that a probe has matched: it is being received until it is fetched.
void follow(Handle operation, int result, const MPI_Message* message) noexcept;
Handle taken(const MPI_Message* message) noexcept;

/// A persistent request was made, unless the call failed: this is what it will do.
void remember(const Call& call, int result, const MPI_Request* request) noexcept;
void forget(const MPI_Request* request) noexcept;

struct Remembered;

/// The start of a persistent request.
class Start {
 public:
  void before(const MPI_Request* request) noexcept;
  /// Starting may have put another request in its place: the library does so when the buffer of the
  /// last round is still on its way.
  void after(int result, const MPI_Request* request) noexcept;

 private:
  Remembered* entry_;
  Handle operation_;
};

}  // namespace c4::mpi
