#include "identity.h"

#include "monitor.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace c4 {
namespace {

// The launchers, in order of trust: what the user said, torchrun, Open MPI, PMI, Slurm.
constexpr const char* kRankNames[] = {"C4_RANK", "RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK",
                                      "PMIX_RANK", "SLURM_PROCID"};
constexpr const char* kWorldNames[] = {"C4_WORLD_SIZE", "WORLD_SIZE", "OMPI_COMM_WORLD_SIZE",
                                       "PMI_SIZE", "SLURM_NTASKS"};
constexpr const char* kLocalNames[] = {"LOCAL_RANK", "OMPI_COMM_WORLD_LOCAL_RANK",
                                       "MPI_LOCALRANKID", "SLURM_LOCALID"};

std::int32_t parse_number(const char* text) noexcept {
  if (text == nullptr || *text < '0' || *text > '9') return -1;
  char* end = nullptr;
  errno = 0;
  const long value = std::strtol(text, &end, 10);
  if (errno != 0 || *end != '\0' || value < 0 || value > kRanksMax) return -1;
  return static_cast<std::int32_t>(value);
}

template <std::size_t kCount>
std::int32_t first_number(const char* const (&names)[kCount]) noexcept {
  for (const char* name : names) {
    const std::int32_t value = parse_number(std::getenv(name));
    if (value >= 0) return value;
  }
  return -1;
}

ssize_t read_file(const char* path, char* buffer, std::size_t capacity) noexcept {
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  const ssize_t length = read(fd, buffer, capacity - 1);
  close(fd);
  if (length >= 0) buffer[length] = '\0';
  return length;
}

// The command name in field 2 may hold blanks and parentheses: count from the last one.
std::uint64_t read_start_ticks() noexcept {
  char text[1024];
  if (read_file("/proc/self/stat", text, sizeof(text)) <= 0) return 0;
  const char* cursor = std::strrchr(text, ')');
  if (cursor == nullptr) return 0;
  ++cursor;
  for (int field = 2; field < 21 && cursor != nullptr; ++field) {
    cursor = std::strchr(cursor + 1, ' ');
  }
  return cursor == nullptr ? 0 : std::strtoull(cursor + 1, nullptr, 10);
}

void read_command(Identity& identity) noexcept {
  char text[sizeof(identity.command)];
  const ssize_t length = read_file("/proc/self/cmdline", text, sizeof(text));
  if (length <= 0) return;
  for (ssize_t at = 0; at + 1 < length; ++at) {
    if (text[at] == '\0') text[at] = ' ';
  }
  copy_text(identity.command, sizeof(identity.command), text);
}

void write_node_number(char* node, std::uint64_t number) noexcept {
  char digits[24];
  int count = 0;
  do {
    digits[count++] = static_cast<char>('0' + number % 10);
    number /= 10;
  } while (number != 0);
  std::memcpy(node, "node-", 5);
  for (int at = 0; at < count; ++at) node[5 + at] = digits[count - 1 - at];
}

bool is_letter_or_digit(char byte) noexcept {
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z');
}

// As proto/ids.ts has it, or the agent would refuse what we write. A node's name is a directory
// below C4_DIR, too, and so stays below it.
bool is_name(const char* name) noexcept {
  const std::size_t length = std::strlen(name);
  if (length < 1 || length > kNameBytesMax) return false;
  for (std::size_t at = 0; at < length; ++at) {
    const bool is_inside = at > 0 && at + 1 < length;
    const bool is_joint = name[at] == '-' || name[at] == '_';
    if (!is_letter_or_digit(name[at]) && !(is_inside && is_joint)) return false;
  }
  return true;
}

/// False: what is to be the name is none.
bool choose_node(Identity& identity) noexcept {
  const char* named = std::getenv("C4_NODE");
  const std::int32_t nodes = parse_number(std::getenv("C4_NODES"));
  const bool is_named = named != nullptr && *named != '\0';
  if (is_named || nodes <= 0) {
    const char* name = is_named ? named : identity.host;
    copy_text(identity.node, sizeof(identity.node), name);
    return is_name(name);
  }
  // Contiguous blocks, as the launcher lays them out. A rank that is unknown is on the first.
  std::uint64_t number = 0;
  if (identity.rank >= 0 && identity.world_size > 0) {
    number = static_cast<std::uint64_t>(identity.rank) * static_cast<std::uint64_t>(nodes) /
             static_cast<std::uint64_t>(identity.world_size);
  }
  const auto last = static_cast<std::uint64_t>(nodes) - 1;
  write_node_number(identity.node, number < last ? number : last);
  return true;
}

}  // namespace

void copy_text(char* to, std::uint32_t capacity, const char* from) noexcept {
  std::memset(to, 0, capacity);
  if (from == nullptr) return;
  std::uint32_t length = 0;
  while (length + 1 < capacity && from[length] != '\0') ++length;
  if (from[length] != '\0') {
    while (length > 0 && (static_cast<unsigned char>(from[length]) & 0xC0U) == 0x80U) --length;
  }
  std::memcpy(to, from, length);
}

IdentityState read_identity(Identity& identity, const char*& complaint) noexcept {
  const char* directory = std::getenv("C4_DIR");
  if (directory == nullptr || *directory == '\0') return IdentityState::kAbsent;
  if (std::strlen(directory) >= sizeof(identity.directory)) {
    complaint = "C4_DIR is too long";
    return IdentityState::kInvalid;
  }
  copy_text(identity.directory, sizeof(identity.directory), directory);
  identity.rank = first_number(kRankNames);
  identity.local_rank = first_number(kLocalNames);
  identity.world_size = first_number(kWorldNames);
  // Of two launchers: whoever tells the rank is believed, and a rank outside its world is refused.
  if (identity.rank >= identity.world_size) identity.world_size = -1;
  identity.pid = static_cast<std::uint32_t>(getpid());
  identity.start_ticks = read_start_ticks();
  if (gethostname(identity.host, sizeof(identity.host) - 1) != 0) identity.host[0] = '\0';
  const char* told = std::getenv("C4_JOB");
  const char* job = told != nullptr && *told != '\0' ? told : "job";
  copy_text(identity.job, sizeof(identity.job), job);
  read_command(identity);
  if (!choose_node(identity)) {
    complaint = "the node's name (C4_NODE, else the host's) is not 1-63 letters, digits, - or _";
    return IdentityState::kInvalid;
  }
  if (!is_name(job)) {
    complaint = "the job's name (C4_JOB) is not 1-63 letters, digits, - or _";
    return IdentityState::kInvalid;
  }
  return IdentityState::kReady;
}

}  // namespace c4
