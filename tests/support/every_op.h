/*
 * every_op.h - a short day in which each kind of record is written exactly once.
 *
 * 21 records: the opening, and one of each command with all fields it has. Golden records, the
 * example in docs/journal-format.md and the seeds of the fuzzer are made from it, so it must not
 * change.
 */
#ifndef EVERY_OP_H
#define EVERY_OP_H

#include "support/journal.h"

#include <usher/usher.h>

enum { EVERY_OP_RECORDS = 21 };

usher_centre *every_op_centre(void);
/*
 * Opens an engine on the store, which may hold the day already, or be empty; then `play` adds it.
 */
usher_status every_op_open(const usher_store *store, usher_centre *centre, usher_engine **out);
void every_op_play(usher_engine *engine);

#endif
