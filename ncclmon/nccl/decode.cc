#include "decode.h"

#include <cstring>

namespace c4::nccl {
namespace {

struct Named {
  const char* name;
  std::uint8_t value;
};

constexpr std::uint8_t code(Function function) noexcept {
  return static_cast<std::uint8_t>(function);
}
constexpr std::uint8_t code(Datatype datatype) noexcept {
  return static_cast<std::uint8_t>(datatype);
}

// Most frequent first: the search is linear, once per operation.
constexpr Named kFunctions[] = {
    {"AllReduce", code(Function::kAllReduce)},
    {"ReduceScatter", code(Function::kReduceScatter)},
    {"AllGather", code(Function::kAllGather)},
    {"Send", code(Function::kSend)},
    {"Recv", code(Function::kRecv)},
    {"Broadcast", code(Function::kBroadcast)},
    {"Reduce", code(Function::kReduce)},
    {"AlltoAll", code(Function::kAllToAll)},
    {"AllToAll", code(Function::kAllToAll)},
    {"Gather", code(Function::kGather)},
    {"Scatter", code(Function::kScatter)},
    {"AllGatherV", code(Function::kAllGather)},
};

constexpr Named kDatatypes[] = {
    {"ncclBfloat16", code(Datatype::kBfloat16)}, {"ncclFloat32", code(Datatype::kFloat32)},
    {"ncclFloat16", code(Datatype::kFloat16)},   {"ncclInt8", code(Datatype::kInt8)},
    {"ncclUint8", code(Datatype::kUint8)},       {"ncclInt32", code(Datatype::kInt32)},
    {"ncclUint32", code(Datatype::kUint32)},     {"ncclInt64", code(Datatype::kInt64)},
    {"ncclUint64", code(Datatype::kUint64)},     {"ncclFloat64", code(Datatype::kFloat64)},
    {"ncclFloat8e4m3", code(Datatype::kFloat8)}, {"ncclFloat8e5m2", code(Datatype::kFloat8)},
    {"ncclChar", code(Datatype::kInt8)},         {"ncclHalf", code(Datatype::kFloat16)},
    {"ncclFloat", code(Datatype::kFloat32)},     {"ncclDouble", code(Datatype::kFloat64)},
    {"ncclInt", code(Datatype::kInt32)},
};

// Version 1 gives NCCL's own numbers.
constexpr Function kFunctionNumbers[] = {
    Function::kBroadcast, Function::kReduce, Function::kAllGather, Function::kReduceScatter,
    Function::kAllReduce, Function::kOther,  Function::kSend,      Function::kRecv};
constexpr Datatype kDatatypeNumbers[] = {
    Datatype::kInt8,    Datatype::kUint8,   Datatype::kInt32,   Datatype::kUint32,
    Datatype::kInt64,   Datatype::kUint64,  Datatype::kFloat16, Datatype::kFloat32,
    Datatype::kFloat64, Datatype::kBfloat16};

Function function_numbered(std::uint8_t number) noexcept {
  return number < std::size(kFunctionNumbers) ? kFunctionNumbers[number] : Function::kOther;
}
Datatype datatype_numbered(std::uint8_t number) noexcept {
  return number < std::size(kDatatypeNumbers) ? kDatatypeNumbers[number] : Datatype::kUnknown;
}

bool begins_with(const char* text, const char* prefix) noexcept {
  return text != nullptr && std::strncmp(text, prefix, std::strlen(prefix)) == 0;
}

bool is_switched(const char* algorithm) noexcept {
  return begins_with(algorithm, "NVLS") || begins_with(algorithm, "COLLNET") ||
         begins_with(algorithm, "CollNet") || begins_with(algorithm, "SYM");
}

std::uint64_t size_of(std::size_t count, Datatype datatype) noexcept {
  return static_cast<std::uint64_t>(count) * bytes_of(datatype);
}

// NCCL fills in a root where there is none.
std::int32_t root_of(Function function, std::int32_t root) noexcept {
  const bool is_rooted = function == Function::kBroadcast || function == Function::kReduce ||
                         function == Function::kGather || function == Function::kScatter;
  return is_rooted ? root : -1;
}

// What versions 2 to 7 spell alike.
template <class Coll>
Call from_named_coll(const Coll& coll) noexcept {
  const Datatype datatype = datatype_named(coll.datatype);
  Call call;
  call.operation = {.function = function_named(coll.function),
                    .datatype = datatype,
                    .channels = coll.channels,
                    .flags = 0,
                    .peer = root_of(function_named(coll.function), coll.root),
                    .sequence = coll.sequence,
                    .bytes = size_of(coll.count, datatype)};
  call.kernels_are_uncertain = is_switched(coll.algorithm);
  return call;
}

template <class P2p>
Call from_named_p2p(const P2p& p2p) noexcept {
  const Datatype datatype = datatype_named(p2p.datatype);
  Call call;
  call.operation = {.function = function_named(p2p.function),
                    .datatype = datatype,
                    .channels = 0,
                    .flags = kOperationPointToPoint,
                    .peer = p2p.peer,
                    .sequence = 0,
                    .bytes = size_of(p2p.count, datatype)};
  return call;
}

Call from_coll1(const Coll1& coll) noexcept {
  const Datatype datatype = datatype_numbered(coll.datatype);
  Call call;
  call.operation = {.function = function_numbered(coll.function),
                    .datatype = datatype,
                    .channels = coll.channels,
                    .flags = 0,
                    .peer = root_of(function_numbered(coll.function), coll.root),
                    .sequence = coll.sequence,
                    .bytes = size_of(coll.count, datatype)};
  call.kernels_are_uncertain = coll.is_collnet != 0 || coll.is_nvls != 0;
  return call;
}

Call from_p2p1(const P2p1& p2p) noexcept {
  const Datatype datatype = datatype_numbered(p2p.datatype);
  Call call;
  call.operation = {.function = function_numbered(p2p.function),
                    .datatype = datatype,
                    .channels = 0,
                    .flags = kOperationPointToPoint,
                    .peer = p2p.peer,
                    .sequence = 0,
                    .bytes = size_of(p2p.count, datatype)};
  return call;
}

template <class Body>
Call with_communicator(Call call, const Body& body) noexcept {
  call.comm_hash = body.comm_hash;
  call.comm_name = body.name;
  return call;
}

}  // namespace

Function function_named(const char* name) noexcept {
  if (name == nullptr) return Function::kUnknown;
  for (const Named& each : kFunctions) {
    if (std::strcmp(each.name, name) == 0) return static_cast<Function>(each.value);
  }
  return Function::kOther;
}

Datatype datatype_named(const char* name) noexcept {
  if (name == nullptr) return Datatype::kUnknown;
  for (const Named& each : kDatatypes) {
    if (std::strcmp(each.name, name) == 0) return static_cast<Datatype>(each.value);
  }
  return Datatype::kUnknown;
}

std::uint32_t bytes_of(Datatype datatype) noexcept {
  switch (datatype) {
    case Datatype::kInt32: case Datatype::kUint32: case Datatype::kFloat32: return 4;
    case Datatype::kInt64: case Datatype::kUint64: case Datatype::kFloat64: return 8;
    case Datatype::kFloat16: case Datatype::kBfloat16: return 2;
    case Datatype::kInt8: case Datatype::kUint8: case Datatype::kFloat8: case Datatype::kUnknown:
      break;
  }
  return 1;
}

Call decode_coll(int version, const void* descriptor) noexcept {
  switch (version) {
    case 1: {
      const auto& body = body_of<Coll1>(descriptor);
      return with_communicator(from_coll1(body), body);
    }
    case 2: {
      const auto& body = body_of<Coll2>(descriptor);
      return with_communicator(from_named_coll(body), body);
    }
    case 3: {
      const auto& body = body_of<Coll3>(descriptor);
      return with_communicator(from_named_coll(body), body);
    }
    case 7: {
      Call call = from_named_coll(body_of<Coll4>(descriptor));
      call.kernels_are_uncertain |= body_of<Coll7>(descriptor).is_symmetric;
      return call;
    }
    default: return from_named_coll(body_of<Coll4>(descriptor));
  }
}

Call decode_p2p(int version, const void* descriptor) noexcept {
  switch (version) {
    case 1: {
      const auto& body = body_of<P2p1>(descriptor);
      return with_communicator(from_p2p1(body), body);
    }
    case 2: case 3: {
      const auto& body = body_of<P2p2>(descriptor);
      return with_communicator(from_named_p2p(body), body);
    }
    default: {
      Call call = from_named_p2p(body_of<P2p4>(descriptor));
      // A newer NCCL that speaks version 4 leaves this field as it found it.
      if (version > 4) call.operation.channels = body_of<P2p4>(descriptor).channels;
      return call;
    }
  }
}

}  // namespace c4::nccl
