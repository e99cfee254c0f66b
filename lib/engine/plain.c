/*
 * plain.c - the short way of a beginning: nothing is built that is only handed on.
 */
#include "plain.h"

#include "pipeline.h"
#include "state/contact.h"
#include "state/line.h"

/* The arguments, as validate.c checks them. */
static bool is_plain(const us_state *state, const usher_contact_begin_options *o)
{
    const usher_centre *centre = state->centre;
    return o->key == NULL && o->customer == NULL && o->agent.v == 0 && o->queue.v != 0 &&
           o->queue.v <= centre->queues_count && o->channel < centre->channels_count &&
           o->priority >= 0 && o->acw >= USHER_ACW_OF_AGENT;
}

/* The limits, and all memory, as reserve.c does. */
static bool has_room(const usher_engine *engine, uint32_t line)
{
    const us_state *state = &engine->state;
    const us_outbox *outbox = &state->outbox;
    return outbox->next - outbox->first < state->unconfirmed_max &&
           state->contacts.live < engine->limits.contacts && us_pool_room(&state->contacts) > 0 &&
           us_line_has_room(state, line);
}

bool us_begins_plainly(const usher_engine *engine, usher_time now,
                       const usher_contact_begin_options *o)
{
    const us_state *state = &engine->state;
    return us_is_plain(engine, now) && is_plain(state, o) &&
           state->live[o->channel] < state->centre->channels[o->channel].live_max &&
           us_queue_admits(state, o->queue.v - 1) == USHER_OK &&
           has_room(engine, us_line_of(o->queue.v - 1, o->channel));
}

uint64_t us_begin_plainly(usher_engine *engine, usher_time now,
                          const usher_contact_begin_options *o)
{
    static const us_contact_texts none = { US_NIL, US_NIL, 0, 0 };
    us_state *state = &engine->state;
    us_go_on(engine, now);
    us_contact *contact = us_contact_create(state, o, &none, engine->actor);
    us_contact_queue(state, contact, us_line_of(o->queue.v - 1, o->channel), now, engine->actor);
    uint64_t id = contact->id;
    us_step(state, engine->all_units);
    return id;
}
