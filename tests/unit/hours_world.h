/*
 * hours_world.h - a centre with hours that a test puts together, and questions about its first.
 *
 * Everything that is given must be taken. Times are UTC.
 */
#ifndef HOURS_WORLD_H
#define HOURS_WORLD_H

#include <usher/centre.h>

enum { MON, TUE, WED, THU, FRI, SAT, SUN };
enum { H = 60, DAY = 24 * 60 }; /* minutes */
#define SPANS(...) ((const usher_hours_span[]){ __VA_ARGS__ })

/* Every day, all day. */
extern const usher_hours_span always[7];

typedef struct world {
    usher_centre_builder *builder;
    usher_centre *centre;
    usher_hours_ref hours; /* the first that were added */
} world;

usher_time at(int64_t year, uint32_t month, uint32_t day, uint32_t hour, uint32_t minute);

/* zone: the centre's; its bytes are given unless it is built in. */
void open_world(world *w, const char *zone);
usher_hours_ref add_hours(world *w, const char *name, const usher_hours_span *spans, size_t count);
/* On every day of 2026. */
usher_override_def override(const char *name, uint8_t type, const usher_hours_span *spans,
                            size_t count);
void add(world *w, usher_hours_ref ref, const usher_override_def *def);
void build(world *w);
void close_world(world *w);

bool is_open(const world *w, usher_time t);
usher_time change(const world *w, usher_time t);
/* Opens (or closes) at exactly this time, and whoever asks before is told so. */
void turns(const world *w, usher_time t, bool open);
/* The override that decides, "-" for the week. */
const char *decides(const world *w, usher_time t);

#endif
