/*
 * contact.h - the life of a contact: begun, queued, with an agent, ended, completed.
 *
 * The customer's part lives inside the contact, because nearly every contact has exactly one; its
 * id is the contact's with the role bit set. A contact that has ended is kept until its last agent
 * has finished after-contact work.
 */
#ifndef US_CONTACT_H
#define US_CONTACT_H

#include "base/clock.h"
#include "line.h"
#include "work.h"

enum { US_CUSTOMER_BIT = 1 << (US_SLOT_BITS - 1) }; /* in an id: the customer's part */

enum { US_KEY_MAX = 255 };

/* What is kept of a contact's texts, and what its key is found by. */
typedef struct us_contact_texts {
    us_text key, endpoint;
    uint64_t key_hash;
    uint64_t content; /* digest of all that makes a repeated beginning equal */
} us_contact_texts;

/* Room for one contact with its key, in its tables. */
static inline usher_status us_contact_reserve(us_state *state, bool with_key)
{
    usher_status status = us_pool_reserve(&state->contacts, 1);
    return status == USHER_OK && with_key ? us_table_reserve(&state->contact_keys, 1) : status;
}
/* A contact as `begin` says, but for its texts and its place; in no queue. */
us_contact *us_contact_create(us_state *state, const usher_contact_begin_options *begin,
                              const us_contact_texts *texts, uint64_t actor);

/* The same, without texts, for one that waits in a line of a queue from the beginning. */
us_contact *us_contact_create_waiting(us_state *state, const usher_contact_begin_options *begin,
                                      uint32_t line, uint64_t actor);

/*
 * Puts it into a line, with a rank that counts from `rank_time`. It must be in none. Returns its
 * event.
 */
usher_event *us_contact_queue(us_state *state, us_contact *contact, uint32_t line,
                              usher_time rank_time, uint64_t actor);
/* To another line, with its rank, its times and its offers. */
void us_contact_move(us_state *state, us_contact *contact, uint32_t line, uint64_t actor);
/*
 * Its queue has changed around it: how many offers it may have, and who sees it when. anew: the
 * clock of delays is another one.
 */
void us_contact_reseat(us_state *state, us_contact *contact, bool anew);
/*
 * Goes back to the line it left for an agent, with the rank and the times it had there; or is in no
 * line, if that one is left.
 */
void us_contact_return(us_state *state, us_contact *contact, uint64_t actor);
/* Another priority or age, queued or not. */
void us_contact_rank(us_state *state, us_contact *contact, int64_t priority, usher_duration age,
                     uint64_t actor);
void us_contact_hold(us_state *state, us_contact *contact, bool held, uint64_t actor);
/* Answered by nobody we know: it leaves its queue, and its offers are to be withdrawn. */
void us_contact_go_outside(us_state *state, us_contact *contact, uint64_t actor);
/* It is to end: the first to say so, and why, counts. Nothing is put on the work list. */
void us_contact_note_end(us_contact *contact, uint8_t reason, uint64_t actor);
/* Ended, for the reason that was noted: no longer live, kept for its agents. */
void us_contact_close(us_state *state, us_contact *contact);
/* Nobody has it in hand any more: forgets it. */
void us_contact_complete(us_state *state, us_contact *contact);

/* Another agent may be asked: is it a candidate, and when may somebody else see it next? */
void us_contact_reopen(us_state *state, us_contact *contact);
/* Its deadline: the next entry delay of its line that is not over, or the end of a back-off. */
US_APART void us_contact_set_sight(us_state *state, us_contact *contact);

/* The same. Most lines have no delays, and most contacts have been missed by nobody. */
static inline void us_contact_watch(us_state *state, us_contact *contact)
{
    bool watched = !us_line_is_own(contact->line) && state->lines[contact->line].watched;
    if (watched || contact->sight != US_NIL || contact->reoffer_at > state->now) {
        us_contact_set_sight(state, contact);
    }
}

/* Leaves its line: answered, or at its end. */
static inline void us_contact_dequeue(us_state *state, us_contact *contact)
{
    if (contact->sight != US_NIL) {
        us_timers_remove(&state->sights, contact->sight);
    }
    us_line_leave(state, contact);
    if (contact->changed) {
        us_settled_contact(state, contact);
    }
}

/* When it ended: that is when its customer left. NEVER: it has not. */
static inline usher_time us_contact_ended(const us_contact *contact)
{
    return contact->state == USHER_CONTACT_ENDED ? contact->customer_since : USHER_TIME_NEVER;
}

/* How long it has waited as entry delays count. */
static inline usher_duration us_contact_waited(const us_state *state, const us_contact *contact)
{
    return us_time_since(us_contact_visible_from(state, contact), state->now);
}

#endif
