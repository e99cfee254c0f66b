/*
 * merge.h - the centre that an engine has after a change: the new one, on the places of the old.
 *
 * State and hosts refer to definitions by their places. So what both centres have, by name, keeps
 * its place; what is new comes behind; and a place is never given again. Of what the new centre
 * does not have, the plan says whether it is gone, or leaving: kept for what it has inside.
 */
#ifndef US_MERGE_H
#define US_MERGE_H

#include "centre.h"

#include <usher/change.h>

/* What becomes of one definition that the new centre does not have. */
typedef struct us_removal {
    uint8_t kind;   /* USHER_CHANGE_* */
    uint8_t action; /* USHER_REFUSE: gone, for it is not in use; USHER_DRAIN; USHER_MOVE */
    uint32_t place; /* in the old centre; of an agent: among those of its file */
    uint32_t to;    /* reference in the merged centre, for MOVE */
} us_removal;

/* In order of (kind, place), one for each definition that is not in the new centre. */
typedef struct us_plan {
    us_removal *items;
    uint32_t count, capacity;
} us_plan;

/* NULL: it is in the new centre, or was gone before. Cost: O(log n). */
const us_removal *us_plan_find(const us_plan *plan, uint8_t kind, uint32_t place);

/*
 * The merged centre, with the hash of the new one. Texts are copied: neither of the two is needed
 * any more. OK; ERR_LIMIT too many channels; ERR_NOMEM.
 */
usher_status us_centre_merge(const usher_mem *mem, const usher_centre *old,
                             const usher_centre *next, const us_plan *plan, usher_centre **out);

#endif
