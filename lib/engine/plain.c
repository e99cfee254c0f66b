/*
 * plain.c - the short way of a beginning: nothing is built that is only handed on.
 *
 * Most contacts begin in a queue that takes them, without a key or an endpoint, and meet a plain
 * engine (pipeline.h) with room for all that they need. What is asked here is what validate.c and
 * reserve.c ask; with a single no, the command goes the way of all others, which finds out what is
 * to be done about it.
 */
#include "pipeline.h"

#include "state/contact.h"
#include "state/line.h"

/* The arguments, as validate.c checks them. */
static inline bool is_plain(const us_state *state, const usher_contact_begin_options *o)
{
    const usher_centre *centre = state->centre;
    return o->key == NULL && o->customer == NULL && o->agent.v == 0 && o->queue.v != 0 &&
           o->queue.v <= centre->queues_count && o->channel < centre->channels_count &&
           o->priority >= 0 && o->acw >= USHER_ACW_OF_AGENT;
}

/* The limits, and all memory, as reserve.c does. */
static inline bool has_room(const usher_engine *engine)
{
    const us_state *state = &engine->state;
    const us_outbox *outbox = &state->outbox;
    return outbox->next - outbox->first < state->unconfirmed_max &&
           state->contacts.live < engine->limits.contacts && us_pool_room(&state->contacts) > 0 &&
           us_lines_have_room(state);
}

static inline bool begins_plainly(const usher_engine *engine, usher_time now,
                                  const usher_contact_begin_options *o)
{
    const us_state *state = &engine->state;
    return us_is_plain(engine, now) && is_plain(state, o) &&
           state->live[o->channel] < state->centre->channels[o->channel].live_max &&
           us_queue_admits(state, o->queue.v - 1) == USHER_OK && has_room(engine);
}

/* The same for an engine that has been entered. */
static inline usher_status begin(usher_engine *engine, usher_time now,
                                 const usher_contact_begin_options *o, usher_contact_id *out)
{
    static const us_contact_texts none = { US_NIL, US_NIL, 0, 0 };
    us_state *state = &engine->state;
    if (!begins_plainly(engine, now, o)) {
        return us_begin(engine, now, o, out);
    }
    us_go_on(engine, now);
    us_contact *contact = us_contact_create(state, o, &none, engine->actor);
    if (out != NULL) {
        out->v = contact->id;
    }
    us_contact_queue(state, contact, us_line_of(o->queue.v - 1, o->channel), now, engine->actor);
    us_step_changed(state, engine->limits.units_per_command);
    return USHER_OK;
}

usher_status usher_contact_begin(usher_engine *engine, usher_time now,
                                 const usher_contact_begin_options *options, usher_contact_id *out)
{
    if (options == NULL || options->size != sizeof *options) {
        return USHER_ERR_INVALID;
    }
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = begin(engine, now, options, out);
    us_engine_leave(engine);
    return status;
}
