/*
 * module_world.h - a centre and an engine for the modules, and what the engine was told.
 *
 * A module serves its engine on a thread of its own; what it told stands in the store afterwards.
 */
#ifndef MODULE_WORLD_H
#define MODULE_WORLD_H

#include <usher/usher.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct module_world {
    usher_centre *centre;
    usher_engine *engine;
    usher_memory_store *store;
    int reports[256]; /* by op */
    int causes[256];  /* of report_failed */
} module_world;

static inline void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* One queue, and an agent, available, for each of these devices. */
void module_open(module_world *w, const char *const *devices, int agents);
/* The module is stopped: nobody is left in the engine. Counts what it was told. */
void module_close(module_world *w);

/* Telephone lines on threads of their own, all at once; each is given its number, from 0. */
enum { MODULE_LINES_MAX = 16 };
void module_play(void *(*make_calls)(void *line), int lines);

#endif
