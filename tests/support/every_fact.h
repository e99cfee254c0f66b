/*
 * every_fact.h - a second day, with the kinds of records that came after the day of every_op.h.
 *
 * It is played on the same centre, with a store of its own. The first record of each kind that the
 * first day does not have is a golden record. The day may only grow at its end.
 */
#ifndef EVERY_FACT_H
#define EVERY_FACT_H

#include "support/every_op.h"

void every_fact_play(usher_engine *engine);

#endif
