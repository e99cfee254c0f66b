/*
 * plain.h - the short way of what comes most: a contact without texts begins in a queue.
 *
 * What it asks before is what validate.c and reserve.c ask, where all answers are yes; with a no,
 * the command goes the way of all others, which finds out what is to be done about it.
 */
#ifndef US_PLAIN_H
#define US_PLAIN_H

#include "engine.h"

/* Does this beginning meet a plain engine (pipeline.h), room for all, and a queue that takes it? */
bool us_begins_plainly(const usher_engine *engine, usher_time now,
                       const usher_contact_begin_options *begin);
/* Then: lets it begin. Returns the contact's id. */
uint64_t us_begin_plainly(usher_engine *engine, usher_time now,
                          const usher_contact_begin_options *begin);

#endif
