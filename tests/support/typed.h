/** typed.h - a command as a value, run by the typed function of its kind. */
#ifndef TYPED_H
#define TYPED_H

#include <usher/usher.h>

/**
 * As usher_engine_submit, by the function that a host would call, with the command's actor. What
 * such a function takes care of itself (ways of its own) is seen by nobody who only submits values.
 */
usher_status typed_submit(usher_engine *engine, const usher_command *c, uint64_t *id);

#endif
