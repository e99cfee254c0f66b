/*
 * later_options.h - options that came after the first version, by number.
 *
 * Bytes and digests of a centre name them where they are not the default: so those of centres
 * without them stay what they were, whatever comes.
 */
#ifndef US_LATER_OPTIONS_H
#define US_LATER_OPTIONS_H

#include <usher/centre.h>

/* The number of the next one after `which`, from 0; 0 after the last. */
uint32_t us_later_option_next(uint32_t which);
int64_t us_later_option(const usher_routing_options *options, uint32_t which);
/* False: there is no such option, or it cannot have this value. */
bool us_set_later_option(usher_routing_options *options, uint32_t which, int64_t value);

#endif
