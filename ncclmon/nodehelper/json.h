// JSON lines for the pipe between the agent and c4-nodehelper: a reader for one request and a
// writer for one event. Neither is a JSON library. The reader knows the keys that exist, takes
// strings and unsigned integers only, and refuses the rest (nested values, repeated or unknown
// keys, bytes that are not UTF-8), so whatever comes in, it uses no more than a Request and no
// recursion. The writer writes into a fixed room; a line that does not fit says so and is not sent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace c4 {

/// One line with its newline, in either direction.
inline constexpr std::size_t kLineMax = 65536;
inline constexpr std::size_t kPathMax = 4096;
/// What a double holds exactly: beyond it JavaScript would read another number.
inline constexpr std::uint64_t kIntegerMax = (std::uint64_t{1} << 53) - 1;

enum class Operation : std::uint8_t { kWatch, kUnwatch, kSockets, kLocks, kKernelLog, kPing };

struct Request {
  Operation operation;
  bool has_id;
  std::int32_t pid;
  std::uint64_t id;
  std::uint64_t start_ticks;
  char path[kPathMax];
};

/// Returns nullptr, or what is wrong in words that repeat nothing of the line. `has_id` and `id`
/// are set even then when the id was read before the fault, so that the answer can name it.
const char* parse_request(std::string_view line, Request& request) noexcept;

/// substr() that cannot throw, and so needs no C++ runtime.
constexpr std::string_view slice(std::string_view text, std::size_t at,
                                 std::size_t count = std::string_view::npos) noexcept {
  const std::size_t begin = at < text.size() ? at : text.size();
  const std::size_t left = text.size() - begin;
  return {text.data() + begin, count < left ? count : left};
}

/// Bytes of the UTF-8 sequence that `text` begins with; 0 when it begins with none.
std::size_t utf8_sequence(std::string_view text) noexcept;

/// One event line. After the first write that does not fit, nothing more is written.
class LineWriter {
 public:
  LineWriter(char* bytes, std::size_t room) noexcept : bytes_(bytes), room_(room) {}

  LineWriter& raw(std::string_view text) noexcept;
  LineWriter& number(std::uint64_t value) noexcept;
  LineWriter& boolean(bool value) noexcept { return raw(value ? "true" : "false"); }
  /// Microseconds written as milliseconds with at most three decimals.
  LineWriter& milliseconds(std::uint64_t us) noexcept;
  /// Quoted and escaped; bytes that are not UTF-8 become U+FFFD.
  LineWriter& string(std::string_view text) noexcept;

  /// Forgets what was written after `length`, and that it did not fit.
  void rewind(std::size_t length) noexcept;

  bool fits() const noexcept { return fits_; }
  std::size_t length() const noexcept { return length_; }
  std::string_view text() const noexcept { return {bytes_, length_}; }

 private:
  char* bytes_;
  std::size_t room_;
  std::size_t length_ = 0;
  bool fits_ = true;
};

}  // namespace c4
