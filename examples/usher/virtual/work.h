/*
 * work.h - how much of a contact's work is left while the agent's speed changes, exactly.
 *
 * Work is counted in millionths of a microsecond at speed 1, speeds in millionths. Nothing is ever
 * rounded but the moment of the end, which is the first whole microsecond at which all is done: an
 * agent who works at 0.65 on three chats loses nothing however often the number of chats changes.
 */
#ifndef VIRTUAL_WORK_H
#define VIRTUAL_WORK_H

#include <stdint.h>

#include <usher/base.h>

enum { WORK_FULL_SPEED = 1000000, WORK_STANDS_STILL = 0 };

typedef struct virtual_work {
    uint64_t left_micros;     /* what is left is this */
    uint32_t left_millionths; /* and so many millionths of a microsecond, less than a million */
    uint32_t speed;           /* millionths; 0 = it stands still */
    usher_time since;         /* what is left was right at this time */
} virtual_work;

/** So much work begins at `now`; it stands still until it is given a speed. */
void work_begin(virtual_work *w, usher_duration amount, usher_time now);
/** From `now` on it goes on at this speed. */
void work_set_speed(virtual_work *w, uint32_t speed, usher_time now);
/** When it will be done if nothing changes: a whole microsecond, or NEVER. */
usher_time work_end(const virtual_work *w);

#endif
