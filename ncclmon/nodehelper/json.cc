#include "json.h"

#include <charconv>
#include <cstring>

namespace c4 {
namespace {

enum Field : unsigned { kOp = 1, kId = 2, kPid = 4, kStartTicks = 8, kPath = 16 };

struct Shape {
  std::string_view name;
  Operation operation;
  unsigned required;
  unsigned allowed;
};

constexpr Shape kShapes[] = {
    {"watch", Operation::kWatch, kOp | kId | kPid | kStartTicks, kOp | kId | kPid | kStartTicks},
    {"unwatch", Operation::kUnwatch, kOp | kId, kOp | kId},
    {"sockets", Operation::kSockets, kOp | kId | kPid, kOp | kId | kPid},
    {"locks", Operation::kLocks, kOp | kId | kPath, kOp | kId | kPath},
    {"kmsg", Operation::kKernelLog, kOp, kOp | kId},
    {"ping", Operation::kPing, kOp | kId, kOp | kId},
};

void skip_space(std::string_view& rest) noexcept {
  while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\t' || rest[0] == '\r')) {
    rest.remove_prefix(1);
  }
}

bool take(std::string_view& rest, char wanted) noexcept {
  skip_space(rest);
  if (rest.empty() || rest[0] != wanted) return false;
  rest.remove_prefix(1);
  return true;
}

bool read_integer(std::string_view& rest, std::uint64_t limit, std::uint64_t& value) noexcept {
  skip_space(rest);
  const char* const end = rest.data() + rest.size();
  const auto [stop, error] = std::from_chars(rest.data(), end, value);
  const auto digits = static_cast<std::size_t>(stop - rest.data());
  if (error != std::errc{} || value > limit || (digits > 1 && rest[0] == '0')) return false;
  rest.remove_prefix(digits);
  return rest.empty() || (rest[0] != '.' && rest[0] != 'e' && rest[0] != 'E');
}

// A string grows into a fixed room that always keeps a byte for the final NUL.
struct Text {
  char* bytes;
  std::size_t room;
  std::size_t length = 0;

  bool add(std::string_view more) noexcept {
    if (more.size() >= room - length) return false;
    std::memcpy(bytes + length, more.data(), more.size());
    length += more.size();
    return true;
  }
};

std::size_t encode_utf8(std::uint32_t code, char (&out)[4]) noexcept {
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return 1;
  }
  const std::size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (std::size_t at = length - 1; at > 0; --at, code >>= 6) {
    out[at] = static_cast<char>(0x80 | (code & 0x3F));
  }
  const std::uint32_t lead = length == 2 ? 0xC0 : length == 3 ? 0xE0 : 0xF0;
  out[0] = static_cast<char>(lead | code);
  return length;
}

bool read_hex4(std::string_view& rest, std::uint32_t& code) noexcept {
  if (rest.size() < 4) return false;
  const char* const end = rest.data() + 4;
  const auto [stop, error] = std::from_chars(rest.data(), end, code, 16);
  if (error != std::errc{} || stop != end) return false;
  rest.remove_prefix(4);
  return true;
}

bool read_escape(std::string_view& rest, Text& text) noexcept {
  if (rest.empty()) return false;
  const char kind = rest[0];
  rest.remove_prefix(1);
  constexpr std::string_view from = "\"\\/bfnrt";
  constexpr std::string_view to = "\"\\/\b\f\n\r\t";
  const std::size_t simple = from.find(kind);
  if (simple != std::string_view::npos) return text.add(slice(to, simple, 1));
  std::uint32_t code = 0;
  if (kind != 'u' || !read_hex4(rest, code)) return false;
  if (code >= 0xDC00 && code <= 0xDFFF) return false;
  if (code >= 0xD800 && code <= 0xDBFF) {
    std::uint32_t low = 0;
    if (slice(rest, 0, 2) != "\\u") return false;
    rest.remove_prefix(2);
    if (!read_hex4(rest, low) || low < 0xDC00 || low > 0xDFFF) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  if (code == 0) return false;  // every string here becomes a C string
  char encoded[4];
  return text.add({encoded, encode_utf8(code, encoded)});
}

bool read_string(std::string_view& rest, Text& text) noexcept {
  if (!take(rest, '"')) return false;
  while (!rest.empty()) {
    if (rest[0] == '"') {
      rest.remove_prefix(1);
      text.bytes[text.length] = '\0';
      return true;
    }
    if (rest[0] == '\\') {
      rest.remove_prefix(1);
      if (!read_escape(rest, text)) return false;
      continue;
    }
    const std::size_t length = utf8_sequence(rest);
    if (length == 0 || static_cast<unsigned char>(rest[0]) < 0x20) return false;
    if (!text.add(slice(rest, 0, length))) return false;
    rest.remove_prefix(length);
  }
  return false;
}

unsigned field_named(std::string_view name) noexcept {
  if (name == "op") return kOp;
  if (name == "id") return kId;
  if (name == "pid") return kPid;
  if (name == "startTicks") return kStartTicks;
  return name == "path" ? unsigned{kPath} : 0U;
}

const char* read_operation(std::string_view& rest, const Shape*& shape) noexcept {
  char name[16];
  Text text{name, sizeof(name)};
  if (!read_string(rest, text)) return "\"op\" is no known operation";
  for (const Shape& each : kShapes) {
    if (each.name == std::string_view(name, text.length)) shape = &each;
  }
  return shape == nullptr ? "\"op\" is no known operation" : nullptr;
}

const char* read_value(std::string_view& rest, unsigned field, Request& request) noexcept {
  switch (field) {
    case kId:
      request.has_id = read_integer(rest, kIntegerMax, request.id);
      return request.has_id ? nullptr : "\"id\" must be an integer from 0 to 2^53 - 1";
    case kPid: {
      std::uint64_t pid = 0;
      if (!read_integer(rest, INT32_MAX, pid) || pid == 0) return "\"pid\" must be a process id";
      request.pid = static_cast<std::int32_t>(pid);
      return nullptr;
    }
    case kStartTicks: {
      // A string, since JavaScript holds no 64-bit integer exactly.
      char digits[24];
      Text text{digits, sizeof(digits)};
      if (!read_string(rest, text)) return "\"startTicks\" must be a string of digits";
      std::string_view left(digits, text.length);
      const bool whole = !left.empty() && left[0] >= '0' && left[0] <= '9' &&
                         read_integer(left, UINT64_MAX, request.start_ticks) && left.empty();
      return whole ? nullptr : "\"startTicks\" must be a string of digits";
    }
    default: {
      Text text{request.path, sizeof(request.path)};
      const bool absolute = read_string(rest, text) && request.path[0] == '/';
      return absolute ? nullptr : "\"path\" must be an absolute path of at most 4095 bytes";
    }
  }
}

}  // namespace

std::size_t utf8_sequence(std::string_view text) noexcept {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  if (text.empty()) return 0;
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  for (std::size_t at = 1; at < length; ++at) {
    if ((byte(at) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates, and what lies beyond U+10FFFF.
  const unsigned second = byte(1);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return length;
}

const char* parse_request(std::string_view line, Request& request) noexcept {
  request.has_id = false;
  request.path[0] = '\0';
  const Shape* shape = nullptr;
  unsigned seen = 0;
  if (!take(line, '{')) return "the line is not a JSON object";
  do {
    char name[16] = {};
    Text text{name, sizeof(name)};
    if (!read_string(line, text) || !take(line, ':')) return "the line is not a known JSON object";
    const unsigned field = field_named({name, text.length});
    if (field == 0) return "the line has an unknown key";
    if ((seen & field) != 0) return "the line has a key twice";
    seen |= field;
    const char* const wrong =
        field == kOp ? read_operation(line, shape) : read_value(line, field, request);
    if (wrong != nullptr) return wrong;
  } while (take(line, ','));
  if (!take(line, '}')) return "the line is not a JSON object";
  skip_space(line);
  if (!line.empty()) return "something follows the JSON object";
  if (shape == nullptr) return "the line names no \"op\"";
  if ((seen & shape->required) != shape->required) return "the operation lacks a key";
  if ((seen & ~shape->allowed) != 0) return "the operation has no use for a key";
  request.operation = shape->operation;
  return nullptr;
}

LineWriter& LineWriter::raw(std::string_view text) noexcept {
  fits_ = fits_ && text.size() <= room_ - length_;
  if (fits_) {
    std::memcpy(bytes_ + length_, text.data(), text.size());
    length_ += text.size();
  }
  return *this;
}

LineWriter& LineWriter::number(std::uint64_t value) noexcept {
  char digits[24];
  const std::uint64_t exact = value < kIntegerMax ? value : kIntegerMax;
  const auto [end, error] = std::to_chars(digits, digits + sizeof(digits), exact);
  (void)error;  // 24 characters hold any 64-bit number
  return raw({digits, static_cast<std::size_t>(end - digits)});
}

LineWriter& LineWriter::milliseconds(std::uint64_t us) noexcept {
  number(us / 1000);
  const auto thousandths = static_cast<unsigned>(us % 1000);
  if (thousandths == 0) return *this;
  char decimals[] = {'.', static_cast<char>('0' + thousandths / 100),
                     static_cast<char>('0' + thousandths / 10 % 10),
                     static_cast<char>('0' + thousandths % 10)};
  std::size_t length = sizeof(decimals);
  while (decimals[length - 1] == '0') --length;
  return raw({decimals, length});
}

LineWriter& LineWriter::string(std::string_view text) noexcept {
  constexpr std::string_view hex = "0123456789abcdef";
  raw("\"");
  while (!text.empty()) {
    const std::size_t length = utf8_sequence(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    if (length == 0) {
      raw("\xEF\xBF\xBD");
    } else if (byte == '"' || byte == '\\') {
      raw("\\").raw(slice(text, 0, 1));
    } else if (byte < 0x20 || byte == 0x7F) {
      raw("\\u00").raw(slice(hex, byte >> 4, 1)).raw(slice(hex, byte & 15, 1));
    } else {
      raw(slice(text, 0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return raw("\"");
}

void LineWriter::rewind(std::size_t length) noexcept {
  if (length <= length_) length_ = length;
  fits_ = true;
}

}  // namespace c4
