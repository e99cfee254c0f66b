/*
 * every_order.h - a third day: what a supervisor orders, with each kind of record that it writes.
 */
#ifndef EVERY_ORDER_H
#define EVERY_ORDER_H

#include "support/every_op.h"

void every_order_play(usher_engine *engine);

#endif
