/*
 * line.h - contacts waiting in one queue and channel, in order of dispatch.
 *
 * A contact that is being offered keeps its place and is only marked: no candidate for others. So
 * an offer that fails needs no memory to come back. The head of each line is kept beside it, dense,
 * because matching reads nothing else of most lines.
 */
#ifndef US_LINE_H
#define US_LINE_H

#include "base/clock.h"
#include "state.h"

/* As a delay: whatever they have waited. */
enum { US_ALL_CANDIDATES = 0 };
#define US_VISIBLE_LAST (INT64_MAX - 1) /* the latest time from which a delay counts */

static inline bool us_line_is_own(uint32_t line)
{
    return (line & US_OWN_LINE) != 0;
}

static inline us_own_line *us_own_line_at(const us_state *state, uint32_t line)
{
    return US_POOL_ITEM(&state->own_lines, line & ~US_OWN_LINE, us_own_line);
}

static inline us_line *us_line_at(const us_state *state, uint32_t line)
{
    return us_line_is_own(line) ? &us_own_line_at(state, line)->line : &state->lines[line];
}

/* The agent whose own queue this line belongs to, US_NIL for a line of the centre. */
uint32_t us_line_owner(const us_state *state, uint32_t line);
/* How many agents may be offered this contact, which waits, at once. */
static inline uint32_t us_line_fan_out(const us_state *state, const us_contact *contact)
{
    return contact->queue.v != 0 ? state->centre->queues[contact->queue.v - 1].offers : 1;
}

/* The queue of a line, none if it is an agent's own or US_NIL. */
static inline usher_queue_ref us_line_queue(uint32_t line)
{
    return (usher_queue_ref){ us_line_is_own(line) ? 0 : us_line_queue_index(line) + 1 };
}

/*
 * Room for so many contacts to wait, all at once and in whatever lines, one of them not there yet.
 * Contacts that are with an agent count: they may come back, and must find their place.
 */
usher_status us_lines_reserve(us_state *state, uint32_t contacts);
/* The same in the lines of a centre that may come next. */
usher_status us_lines_reserve_in(us_state *state, const usher_centre *centre, uint32_t contacts);

/* Is there room already for one contact more? */
static inline bool us_lines_have_room(const us_state *state)
{
    return state->contacts.live < state->places;
}

/* A change of centre has removed it, and nobody waits in it any more. */
static inline bool us_queue_is_gone(const us_state *state, uint32_t queue)
{
    uint8_t presence = state->centre->queues[queue].presence;
    return presence == US_IS_GONE ||
           (presence == US_IS_LEAVING && state->queue_waiting[queue] == 0);
}

/* May a contact that is new to this queue come in? OK, ERR_DISABLED, ERR_FULL. */
static inline usher_status us_queue_admits(const us_state *state, uint32_t queue)
{
    if (!state->queue_enabled[queue]) {
        return USHER_ERR_DISABLED;
    }
    bool full = state->queue_waiting[queue] >= state->centre->queues[queue].max_contacts;
    return full ? USHER_ERR_FULL : USHER_OK;
}

/* The same for an entry that may use the overflow buffer. */
usher_status us_queue_admits_more(const us_state *state, uint32_t queue);

/* Does nobody come back to this line: is its queue removed, or the agent leaving whose it is? */
bool us_line_is_left(const us_state *state, uint32_t line);

/* The line of an agent's own queue and a channel; US_NIL when nothing waits there. */
uint32_t us_line_find_own(const us_state *state, const us_agent *agent, usher_channel channel);
/* The same for a contact that enters; made when it is not there. */
uint32_t us_line_own(us_state *state, us_agent *agent, uint32_t agent_slot, usher_channel channel);

/* Room in it is kept from now on by all who begin. */
void us_line_use(us_state *state, us_line *line);
/* Enters / leaves the line contact->line. Entering makes it a candidate. */
void us_line_enter(us_state *state, us_contact *contact);
void us_line_leave(us_state *state, us_contact *contact);
/* A contact that does not wait will not come back to the own line it left, if it left one. */
US_APART void us_line_give_up(us_state *state, us_contact *contact);
/* May it be offered to (further) agents? */
void us_line_mark(us_state *state, us_contact *contact, bool candidate);
/* Its value in the order is reckoned anew, after delays or the clock of delays have changed. */
void us_line_revalue(us_state *state, us_contact *contact);
/* A queue that takes nothing any more is removed, at once or when its last contact leaves. */
US_APART void us_line_end_queue(us_state *state, uint32_t queue, uint64_t actor);
/* Gives it another place, staying in its line. Room as for entering. */
void us_line_rerank(us_state *state, us_contact *contact, int64_t priority, usher_duration age);

/* The first candidate that has waited for `delay`; false if there is none. */
bool us_line_first(const us_state *state, const us_line *line, usher_duration delay, us_key *out);
/* The first such candidate after `after`. */
bool us_line_next(const us_state *state, const us_line *line, usher_duration delay,
                  const us_key *after, us_key *out);
/* Place in the order of dispatch, from 1. */
uint32_t us_line_position(const us_state *state, const us_contact *contact);

/* The smaller, the sooner. It is not kept: a million who wait would need eight bytes more each. */
static inline int64_t us_contact_rank_of(const us_contact *contact)
{
    return us_time_before(contact->rank_time, contact->age);
}

/* From when entry delays count for a contact that waits (options.delay_clock). */
static inline int64_t us_contact_visible_from(const us_state *state, const us_contact *contact)
{
    bool adjusted = state->centre->options.delay_clock == USHER_DELAY_ADJUSTED;
    int64_t from = adjusted ? us_contact_rank_of(contact) : contact->enqueued;
    return from < US_VISIBLE_LAST ? from : US_VISIBLE_LAST;
}

static inline us_key us_contact_key(const us_contact *contact)
{
    return (us_key){ contact->priority, us_contact_rank_of(contact), contact->id };
}

#endif
