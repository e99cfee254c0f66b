/*
 * adapter_world.h - an adapter, its engine and store, and a switch that is played.
 *
 * The switch notes what it is asked for. The host may be made to die at any action.
 */
#ifndef ADAPTER_WORLD_H
#define ADAPTER_WORLD_H

#include "adapter.h"
#include "support/fault_mem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { AGENTS = 4, LEGS = 64 };

typedef enum what { COMING, RINGING, UP } what;
typedef struct leg {
    char name[ADAPTER_NAME]; /* "" = none */
    bool to_join;            /* it was asked, and is not yet done */
    char with[ADAPTER_NAME]; /* whom it is joined with, or will be */
    what what;
} leg;

typedef struct world {
    usher_centre *centre;
    usher_memory_store *store;
    usher_engine *engine;
    adapter *adapter;
    fault_mem fault; /* the adapter's memory */
    usher_time now;
    leg legs[LEGS];
    uint32_t seed;
    uint32_t callers; /* so far */
    uint32_t deaths;
    uint64_t handled; /* events */
    int actions_left; /* until the host dies; below 0: it lives */
    jmp_buf death;
    char log[4096]; /* what the switch was asked, of tests that look */
} world;

static inline void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* The leg of this name, "" is a free place; NULL. And a new one. */
leg *world_find(world *w, const char *name);
leg *world_leg(world *w, const char *name, what state);
/* All agents are available. */
void world_open(world *w, uint32_t seed);
void world_close(world *w);
/* An engine from the store, and an adapter; both gone. */
void world_start(world *w);
void world_stop(world *w);
/* A caller has come, and is told of twice. */
void world_arrive(world *w, const char *caller);

#endif
