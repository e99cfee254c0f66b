/*
 * reach.h - whom a contact of a queue and channel could reach: somebody, or nobody at all.
 */
#ifndef COMMAND_REACH_H
#define COMMAND_REACH_H

#include <stdbool.h>
#include <stddef.h>

#include <usher/usher.h>

#include "shifts.h"

enum reach_level {
    REACH_NOBODY,  /* no profile with slots has an entry for it */
    REACH_PROFILE, /* some profile has, and no agent has the profile */
    REACH_AGENT
};

/** By queue and channel of one centre. */
typedef struct reach {
    const usher_centre *centre;
    unsigned char *levels;
} reach;

/** Agents have the profile of the centre, and those that the shifts (NULL = none) give anybody. */
void reach_read(reach *r, const usher_centre *centre, const shift_list *shifts);
void reach_clear(reach *r);
enum reach_level reach_of(const reach *r, usher_queue_ref queue, usher_channel channel);

/** Why contacts would reach nobody any more. */
enum reach_loss {
    REACH_QUEUE_REMOVED,
    REACH_CHANNEL_REMOVED,
    REACH_NO_PROFILE,
    REACH_NO_AGENT
};

/** A queue and channel of the old centre that could be served, and could not in the new one. */
typedef struct reach_lost {
    const char *queue, *channel;
    enum reach_loss why;
} reach_lost;

/** All of them, as the old centre has them; the caller frees the list. */
reach_lost *reach_compare(const reach *was, const reach *is, size_t *count);
/** Why, in a few words. */
const char *reach_why(enum reach_loss why);
/** The same for programs. */
const char *reach_word(enum reach_loss why);

#endif
