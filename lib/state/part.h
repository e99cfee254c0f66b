/*
 * part.h - an agent's part in a contact, from the offer to the cleared slot.
 *
 *     OFFERED - RINGING - ANSWERED - CONNECTED - ACW        DIALLING - CONNECTED - ACW
 *          \________\___ MISSED, REJECTED, ERROR
 *
 * As long as a part exists it occupies one slot of its agent. A missed, rejected or failed part no
 * longer belongs to its contact, which goes on without it; the others are in the contact's list.
 */
#ifndef US_PART_H
#define US_PART_H

#include "state.h"

/* Room for `parts` more, with their deadlines. */
usher_status us_part_reserve(us_state *state, uint32_t parts);
/* Room for what contacts that are missed may need; in a centre that may come next, too. */
usher_status us_part_reserve_sights(us_state *state, const usher_centre *centre);
/* Parts that there may be, as far as memory goes. */
uint32_t us_part_room(const us_state *state);
/* Bytes that us_part_reserve would get. */
uint64_t us_part_growth(const us_state *state, uint32_t parts);

/* Offers a contact to an agent. */
void us_part_offer(us_state *state, us_contact *contact, us_agent *agent);
/* An agent begins the contact and dials. */
void us_part_dial(us_state *state, us_contact *contact, us_agent *agent, uint64_t actor);
/* It rings: the ring window starts. */
void us_part_ring(us_state *state, us_part *part);
/* Another agent has answered it: it is his part now. */
void us_part_move(us_state *state, us_part *part, us_agent *to);
/* Answered, but not joined: the contact goes back, and the offer was not taken. */
void us_part_unjoin(us_state *state, us_part *part, uint8_t cause, uint64_t actor);
/* Its agent is gone: the contact goes back, and the slot is free. */
void us_part_send_back(us_state *state, us_part *part);
/* The agent answered: the contact is his, and leaves its queue. */
void us_part_answer(us_state *state, us_part *part);
/* Agent and customer talk. */
void us_part_connect(us_state *state, us_part *part, uint64_t actor);
/*
 * Not taken: MISSED, REJECTED or ERROR, as the cause says; the slot stays occupied until it is
 * cleared.
 */
void us_part_fail(us_state *state, us_part *part, uint8_t cause, uint64_t actor);
/* The offer is taken back, no fault of the agent's: the slot is free. */
void us_part_withdraw(us_state *state, us_part *part, uint8_t reason);
/* As withdrawn, because the host has cancelled it: may count as a miss (SEL-37). */
void us_part_cancel(us_state *state, us_part *part);
/* An answer that came too late. */
void us_part_lose(us_state *state, const us_part *part);
/* The conversation is over: after-contact work, as long as there may be (not 0). */
void us_part_wrap_up(us_state *state, us_part *part);
/* The slot is free. */
void us_part_clear(us_state *state, us_part *part, uint8_t reason, uint64_t actor);

/*
 * Its contact goes back to where it waited, with its rank; the slot is free. Room for a place in
 * line, and for a line of an own queue.
 */
void us_part_requeue(us_state *state, us_part *part, uint64_t actor);

/* How long after-contact work lasts for this part of a contact; 0 = there is none. */
static inline usher_duration us_part_acw(const us_part *part)
{
    usher_duration own = part->joined->acw;
    return own != USHER_ACW_OF_AGENT ? own : part->agent->acw[part->channel];
}

/* The first and the next part of a contact, oldest first; US_NIL after the last. */
static inline uint32_t us_next_of_contact(const us_state *state, uint32_t part)
{
    return us_part_at(state, part)->contact_next;
}

#endif
