/* lock.h - all of the stand-in is in asterisk.h. */
#include "asterisk.h"
