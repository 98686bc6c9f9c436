#include "locks.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

namespace c4 {
namespace {

// The folder belongs to the training job, which may put anything there: a link that leads out of
// it, a pipe that blocks, a device whose opening has effects. So the name is first resolved without
// opening what it names, and only a regular file is opened.
int open_regular(const char* path) noexcept {
  const int place = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (place < 0) return -1;
  struct stat status {};
  char link[40];
  snprintf(link, sizeof(link), "/proc/self/fd/%d", place);
  int fd = -1;
  if (fstat(place, &status) == 0) {
    errno = ENXIO;
    if (S_ISREG(status.st_mode)) fd = open(link, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  }
  const int error = errno;
  close(place);
  errno = error;
  return fd;
}

}  // namespace

int read_lock_holder(const char* path, LockHolder& holder) noexcept {
  const int fd = open_regular(path);
  if (fd < 0) return errno;
  // Asking for a write lock finds readers' locks too. The kernel translates the holder's pid into
  // our namespace (/proc/locks does the same and says no more), and gives -1 for a lock that
  // belongs to an open file and not to a process.
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  const int error = fcntl(fd, F_GETLK, &lock) == 0 ? 0 : errno;
  close(fd);
  holder.locked = error == 0 && lock.l_type != F_UNLCK;
  holder.pid = holder.locked && lock.l_pid > 0 ? lock.l_pid : 0;
  return error;
}

}  // namespace c4
