/* C API of C4's monitor, for frameworks that no hook of ours covers.
 *
 * Link with -lc4mon, or dlopen libc4mon.so and look the functions up. Without C4_DIR in the
 * environment every call is a few nanoseconds and does nothing. No call fails, blocks, allocates
 * (after the first communicator) or throws; a null or stale handle is accepted and ignored. All
 * calls may come from any thread.
 *
 *   c4mon_handle world = c4mon_communicator_open(&description);
 *   c4mon_handle lane = c4mon_connection_open(world, peer, channel, C4MON_SEND);
 *   c4mon_handle sum = c4mon_operation_begin(world, &operation);     the program calls
 *   c4mon_transfer_ready(lane, 1, bytes);                            the data is there
 *   c4mon_transfer_posted(lane, 1, bytes);                           the peer's credit came
 *   c4mon_transfer_done(lane, 1, bytes);                             the transfer ended
 *   c4mon_operation_end(sum);                                        the result is there
 *   c4mon_communicator_close(world);
 *
 * Every rank must begin the operations of a communicator in the same order and give the
 * communicator the same id: both are what joins the ranks. */
#ifndef C4MON_H
#define C4MON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef uint64_t c4mon_handle; /* 0 is null */

enum c4mon_function {
  C4MON_UNKNOWN = 0, C4MON_ALL_REDUCE = 1, C4MON_BROADCAST = 2, C4MON_REDUCE = 3,
  C4MON_ALL_GATHER = 4, C4MON_REDUCE_SCATTER = 5, C4MON_ALL_TO_ALL = 6, C4MON_GATHER = 7,
  C4MON_SCATTER = 8, C4MON_BARRIER = 9, C4MON_SEND_OPERATION = 10, C4MON_RECV_OPERATION = 11,
  C4MON_OTHER = 12
};

enum c4mon_datatype {
  C4MON_TYPE_UNKNOWN = 0, C4MON_INT8 = 1, C4MON_UINT8 = 2, C4MON_INT32 = 3, C4MON_UINT32 = 4,
  C4MON_INT64 = 5, C4MON_UINT64 = 6, C4MON_FLOAT16 = 7, C4MON_FLOAT32 = 8, C4MON_FLOAT64 = 9,
  C4MON_BFLOAT16 = 10, C4MON_FLOAT8 = 11
};

enum c4mon_direction { C4MON_SEND = 0, C4MON_RECEIVE = 1 };

enum c4mon_phase_kind {
  C4MON_PHASE_NONE = 0, C4MON_PHASE_COMPILE = 1, C4MON_PHASE_EVAL = 2, C4MON_PHASE_SAVE = 3,
  C4MON_PHASE_DATA = 4
};

/* `struct_bytes` is sizeof of the struct as the caller was compiled; fields may be appended. */
struct c4mon_communicator {
  size_t struct_bytes;
  const char *library; /* such as "mylib 1.2"; may be null */
  const char *name;    /* may be null */
  uint64_t id;         /* the same on every rank, different for each communicator */
  int32_t rank;        /* from 0; outside the size: nothing is opened */
  int32_t size;        /* at most 1048576; 0, or any other that cannot be: not known */
};

struct c4mon_operation {
  size_t struct_bytes;
  uint64_t bytes;
  uint64_t sequence; /* the library's own number, or 0 */
  int32_t function;  /* enum c4mon_function */
  int32_t datatype;  /* enum c4mon_datatype */
  int32_t peer;      /* root, or peer of a send or receive; -1 none */
  int32_t channels;  /* lanes used; 0 unknown */
};

c4mon_handle c4mon_communicator_open(const struct c4mon_communicator *description);
void c4mon_communicator_close(c4mon_handle communicator);

c4mon_handle c4mon_operation_begin(c4mon_handle communicator,
                                   const struct c4mon_operation *description);
/* Optional: the first transfer began. Time before it counts as waiting to start. */
void c4mon_operation_start(c4mon_handle operation);
void c4mon_operation_end(c4mon_handle operation);

/* A directed lane to a peer (its rank in the communicator, -1 unknown; to another that cannot be
 * none is opened). Finds it when it is there already. */
c4mon_handle c4mon_connection_open(c4mon_handle communicator, int32_t peer, uint32_t channel,
                                   int32_t direction);
/* The sockets of a lane, where it has one; 0 unknown. */
void c4mon_connection_ports(c4mon_handle connection, uint32_t local_port, uint32_t remote_port);
void c4mon_connection_close(c4mon_handle connection);

/* Levels may be skipped: a transfer that is done without having been posted counts as both. A
 * sender that cannot see credits calls ready and posted together. A receiver calls ready when the
 * buffer is there and done when the data is. */
void c4mon_transfer_ready(c4mon_handle connection, uint64_t steps, uint64_t bytes);
void c4mon_transfer_posted(c4mon_handle connection, uint64_t steps, uint64_t bytes);
void c4mon_transfer_done(c4mon_handle connection, uint64_t steps, uint64_t bytes);

/* What the program is doing, so that a pause is known for what it is. */
void c4mon_phase(int32_t phase);
void c4mon_step(uint64_t step);

/* The program ends normally and says so (a scale-down, a pre-emption that was announced). */
void c4mon_finish(const char *reason);

/* 1 while the hook is writing, 0 when it is off, silenced or not yet open. */
int c4mon_is_watching(void);

#ifdef __cplusplus
}
#endif
#endif
