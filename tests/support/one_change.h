/*
 * one_change.h - a third day, with the records of a change of centre.
 *
 * It is played on the centre of every_op.h, with a store of its own; the day may only grow at its
 * end.
 */
#ifndef ONE_CHANGE_H
#define ONE_CHANGE_H

#include "support/every_op.h"

void one_change_play(usher_engine *engine);

#endif
