// What we need of the MPI library itself, looked up when MPI_Init is called.
//
// Nothing of MPI is linked: this library is preloaded into shells and launchers too, where a
// missing symbol would end the program. Open MPI's predefined handles are addresses of objects, so
// they are looked up like functions.
#pragma once

#include <mpi.h>

#include "../core/monitor.h"

#define C4_MPI_FUNCTIONS(X)                                                            \
  X(Comm_create_keyval) X(Comm_get_attr) X(Comm_set_attr) X(Comm_get_name) X(Comm_rank) \
  X(Comm_size) X(Comm_group) X(Comm_test_inter) X(Group_free) X(Group_translate_ranks)  \
  X(Type_size)

#define C4_MPI_DATATYPES(X)                                                               \
  X(float, kFloat32) X(double, kFloat64) X(int, kInt32) X(int32_t, kInt32) X(long, kInt64) \
  X(long_long_int, kInt64) X(int64_t, kInt64) X(unsigned, kUint32) X(uint32_t, kUint32)    \
  X(unsigned_long, kUint64) X(uint64_t, kUint64) X(char, kInt8) X(signed_char, kInt8)      \
  X(int8_t, kInt8) X(byte, kUint8) X(unsigned_char, kUint8) X(uint8_t, kUint8)

namespace c4::mpi {

struct Library {
#define C4_FIELD(name) decltype(&PMPI_##name) name;
  C4_MPI_FUNCTIONS(C4_FIELD)
#undef C4_FIELD
  MPI_Comm_copy_attr_function* copy_nothing;
  MPI_Comm world;
  MPI_Comm null_communicator;
  MPI_Request null_request;
  MPI_Request empty_request;
  MPI_Datatype null_datatype;
};

/// Null until MPI_Init has been seen. Written once, before any other call can come.
const Library* library() noexcept;
/// `caller` is the code that called MPI_Init: it can see the library. False: it is another MPI,
/// whose handles are not ours to read; every hook then only passes its call on.
bool find_library(void* caller) noexcept;
Datatype datatype_of(MPI_Datatype type) noexcept;

}  // namespace c4::mpi
