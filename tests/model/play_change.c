/*
 * play_change.c - changes of centre, on the engine and on the reference.
 *
 * Two may be prepared at a time, so that one can be stale. What is found, what the commit answers,
 * and the centre that comes of it are compared here; events and state as after any other step.
 */
#include "model.h"

#include <string.h>

void play_know_centre(play *p, usher_centre *centre)
{
    usher_centre_unref(p->centre);
    p->centre = usher_centre_ref(centre);
    p->channels_count = usher_centre_channels(centre);
    p->statuses_count = usher_centre_statuses(centre);
    p->queues_count = usher_centre_queues(centre);
    p->profiles_count = usher_centre_profiles(centre);
}

static void forget(prepared *c)
{
    usher_change_free(c->engine);
    reference_change_free(c->reference);
    usher_centre_unref(c->before);
    usher_centre_unref(c->file);
    memset(c, 0, sizeof *c);
}

void play_change_end(play *p)
{
    for (uint32_t i = 0; i < PREPARED; i++) {
        forget(&p->prepared[i]);
    }
    usher_centre_unref(p->file);
    usher_centre_unref(p->centre);
}

/* ---- preparing ------------------------------------------------------------------------------- */

static bool same_name(play *p, const char *what, uint64_t n, const char *engine, const char *model)
{
    bool both = engine != NULL && model != NULL;
    return compare_value(p, what, n, engine != NULL, model != NULL) &&
           (!both || compare_value(p, what, n, strcmp(engine, model), 0));
}

/* All but those about contacts that nobody will serve: the reference does not look for them. */
static bool same_findings(play *p, const prepared *c)
{
    usher_change_finding e;
    usher_change_finding r;
    size_t i = 0;
    for (size_t at = 0; usher_change_finding_get(c->engine, at, &e); at++) {
        if (e.what == USHER_FOUND_UNSERVED) {
            continue;
        }
        if (!compare_value(p, "finding", i, true, reference_finding(c->reference, i, &r)) ||
            !compare_value(p, "finding, what", i, e.what, r.what) ||
            !compare_value(p, "finding, kind", i, e.kind, r.kind) ||
            !compare_value(p, "finding, action", i, e.action, r.action) ||
            !compare_value(p, "finding, count", i, (int64_t)e.count, (int64_t)r.count) ||
            !same_name(p, "finding, name", i, e.name, r.name) ||
            !same_name(p, "finding, to", i, e.to, r.to) ||
            !same_name(p, "finding, field", i, e.field, r.field)) {
            return false;
        }
        i++;
    }
    return compare_value(p, "no more findings", i, false, reference_finding(c->reference, i, &r));
}

static bool prepare(play *p, const step *s)
{
    prepared *c = &p->prepared[s->flag];
    world_change wanted;
    forget(c);
    world_change_throw(&wanted, &p->file_world, p->centre, s->value);
    wanted.options.actor = s->actor;
    c->world = wanted.world;
    c->before = usher_centre_ref(p->centre);
    c->file = world_build(&c->world);
    usher_status status =
        usher_engine_prepare_change(p->engine, c->file, &wanted.options, &c->engine);
    p->status = reference_prepare(p->reference, c->file, &wanted.options, &c->reference);
    return compare_value(p, "status of preparing", s->value, status, p->status) &&
           (status != USHER_OK || same_findings(p, c));
}

/* ---- committing ------------------------------------------------------------------------------ */

/* The new centre is in force. */
static bool install(play *p, prepared *c)
{
    c->committed = true;
    p->changes++;
    p->file_world = c->world;
    play_know_centre(p, (usher_centre *)usher_engine_centre(p->engine)); /* shared, not changed */
    fold_centre(&p->fold, p->centre);
    reference_commit(p->reference, c->reference, p->centre);
    usher_centre_unref(p->file);
    p->file = usher_centre_ref(c->file);
    return compare_centre(p, c);
}

static bool commit(play *p, const step *s, usher_time now)
{
    prepared *c = &p->prepared[s->flag];
    usher_status status = usher_engine_commit_change(p->engine, now, c->engine);
    if (c->engine == NULL) {
        p->status = USHER_ERR_INVALID;
    } else if (c->committed) {
        p->status = USHER_ERR_STATE;
    } else {
        p->status = reference_check_change(p->reference, now, c->reference);
    }
    return compare_value(p, "status of committing", s->flag, status, p->status) &&
           (status != USHER_OK || install(p, c));
}

bool play_change_step(play *p, const step *s, usher_time now)
{
    if (s->op == STEP_PREPARE) {
        p->status = USHER_OK;
        return prepare(p, s);
    }
    return play_advance(p, now) && commit(p, s, now);
}
