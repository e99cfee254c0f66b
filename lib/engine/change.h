/*
 * change.h - a change of centre: prepared, committed, and found again in the records.
 *
 * change.c        prepare and commit
 * change_plan.c   what is removed, what is in use, what becomes of it, what is found
 * change_store.c  the centre and the plan as records, and back
 */
#ifndef US_ENGINE_CHANGE_H
#define US_ENGINE_CHANGE_H

#include "engine.h"
#include "record.h"
#include "state/reseat.h"

struct usher_change {
    us_mem mem;
    const usher_engine *engine; /* never looked into: it may be gone */
    uint64_t generation;        /* of the engine's centre when this was prepared */
    us_reseat *reseat;          /* NULL once it is committed */
    usher_centre *old, *next;   /* for the texts of findings */
    uint8_t *bytes;             /* what the records will hold; NULL without a store */
    size_t bytes_size;
    uint64_t hash;
    uint64_t actor;
    usher_change_finding *findings; /* refusals first */
    uint32_t findings_count, findings_capacity;
    uint32_t refusals;
};

/* ---- change_plan.c --------------------------------------------------------------------------- */

/* All that `old` has and `next` has not, in order, each with USHER_REFUSE. OK, ERR_NOMEM. */
usher_status us_plan_list(us_mem *mem, const usher_centre *old, const usher_centre *next,
                          us_plan *plan);
/* How much uses each of them now. `next` may be the new centre or the merged one. */
void us_plan_count(const us_state *state, const usher_centre *old, const usher_centre *next,
                   const us_plan *plan, uint32_t *uses);
/* Does the plan make sense with this merged centre? */
bool us_plan_fits(const us_plan *plan, const usher_centre *old, const usher_centre *next);
/* The findings, after plan and merged centre are there. OK, ERR_NOMEM. */
usher_status us_change_find(usher_change *change, const us_state *state, const uint32_t *uses);
/* What a removal is called. */
const char *us_removal_name(const usher_centre *old, const us_removal *item);

/* ---- change_store.c -------------------------------------------------------------------------- */

/* A centre and a plan as bytes, in a block of `mem`; plan NULL: the centre alone. OK, ERR_NOMEM. */
usher_status us_change_encode(us_mem *mem, const usher_centre *centre, const us_plan *plan,
                              uint8_t **bytes, size_t *size);
/* Gives the store what a change is made of, and the record that installs it. */
usher_status us_change_append(usher_engine *engine, const usher_change *change, us_budget budget);
/* A record that holds a part of a centre. OK, ERR_NOMEM, ERR_CORRUPT. */
usher_status us_centre_part_again(usher_engine *engine, const us_record *record);
/* The record that installs it. */
usher_status us_change_again(usher_engine *engine, const us_record *record);
/* Frees what was read of a change that never came. */
void us_change_close(usher_engine *engine);
/*
 * The centre with which the store was opened first, if the records hold it: OK; ERR_NOT_FOUND;
 * ERR_NOMEM, ERR_CORRUPT, ERR_VERSION.
 */
usher_status us_find_opening(usher_engine *engine, uint64_t hash, us_record *record,
                             usher_centre **out);

/* ---- change.c -------------------------------------------------------------------------------- */

/* The rest of a change whose plan is complete: merges and compares. */
usher_status us_change_merge(usher_change *change, const usher_centre *next);
/* OK; ERR_STALE or ERR_IN_USE: something would go that is in use now; ERR_NOMEM. */
usher_status us_change_check(usher_engine *engine, const usher_change *change);
/* An empty change in memory of its own, got from the engine's host; NULL: there is none. */
usher_change *us_change_new(const usher_engine *engine);
/* Memory, and its fixed part. */
usher_status us_change_reserve(usher_engine *engine, const usher_change *change);
void us_change_apply(usher_engine *engine, usher_change *change, us_budget budget);

#endif
