/*
 * later_options.h - options that came after the first version, by number.
 *
 * Bytes and digests of a centre name them where they are not the default: so those of centres
 * without them stay what they were, whatever comes.
 */
#ifndef US_LATER_OPTIONS_H
#define US_LATER_OPTIONS_H

#include "centre.h"

/* The number of the next one after `which`, from 0; 0 after the last. */
uint32_t us_later_option_next(uint32_t which);
int64_t us_later_option(const usher_routing_options *options, uint32_t which);
/* False: there is no such option, or it cannot have this value. */
bool us_set_later_option(usher_routing_options *options, uint32_t which, int64_t value);

/* The same of a queue: numbers from 1 on, each 0 by default. */
enum { US_QUEUE_RULES = 5 };
enum { US_QUEUE_DISABLED = 1, US_QUEUE_RULES_FOLLOW = 2 }; /* in bytes */
bool us_queue_has_rules(const us_queue_rules *rules);
int64_t us_queue_rule(const us_queue_rules *rules, uint32_t which);
bool us_set_queue_rule(us_queue_rules *rules, uint32_t which, int64_t value);

#endif
