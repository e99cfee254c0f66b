/*
 * facts.h - what has happened: reports to an engine.
 *
 * A fact may come in any order, late, and more than once; to report what has been reported changes
 * nothing. It is never refused for state or capacity, and what it makes necessary comes as events.
 *
 * `participant` is an agent's part (from offer.made on) or the customer's (usher_contact_customer).
 * When reporting that an agent answered or was joined gives ERR_NOT_FOUND, his offer was withdrawn
 * meanwhile: drop that leg. Where a limit on units has left work, OK means that the report is
 * taken; its turn comes behind that work, and offer.withdrawn may be told instead.
 */
#ifndef USHER_FACTS_H
#define USHER_FACTS_H

#include <usher/base.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct usher_engine usher_engine;

/*
 * @return all of them: OK, also when nothing had to be done; ERR_NOT_FOUND; ERR_INVALID a cause,
 *         channel or number that there is not; ERR_STORE; ERR_FENCED; ERR_REENTRANT; ERR_TIME
 * A fact that frees an agent, or brings a contact back, is followed by matching: offer.made.
 * Cost: O(log n), and the same for each offer that it withdraws, unless told otherwise.
 */

/** It rings there: the ring window starts. Emits: offer.ringing. */
USHER_API USHER_CHECKED usher_status usher_report_ringing(usher_engine *engine, usher_time now,
    usher_participant_id participant);
/**
 * It was answered. The first answer wins: offer.answered; the others are withdrawn; a late one gets
 * offer.lost. On the part of a customer who is being dialled: the two are connected.
 * Emits: offer.answered, offer.withdrawn; or offer.lost; or contact.connected.
 */
USHER_API USHER_CHECKED usher_status usher_report_answered(usher_engine *engine, usher_time now,
    usher_participant_id participant);
/**
 * It was answered, but at another agent's telephone: the offer is that agent's now, whatever
 * slots he has, and answered. agent: who did; none: nobody of this centre, and the contact
 * goes on outside. On the part's own agent, and on the customer's part, as usher_report_answered.
 * Emits: offer.moved, offer.answered; or contact.outside; offer.withdrawn.
 */
USHER_API USHER_CHECKED usher_status usher_report_answered_by(usher_engine *engine, usher_time now,
    usher_participant_id participant, usher_agent_id agent);
/**
 * The participant's leg has this number of the host's from now on: best reported before it
 * is dialled, so that whatever comes out later tells which leg to drop; and again when another leg
 * takes its place. Emits nothing.
 */
USHER_API USHER_CHECKED usher_status usher_report_leg(usher_engine *engine, usher_time now,
    usher_participant_id participant, uint64_t leg);
/**
 * It could not be reached, or was rejected: BUSY, REJECTED, UNREACHABLE, NO_ANSWER, CANCELLED,
 * NETWORK. An offer becomes rejected (REJECTED, BUSY), missed (NO_ANSWER), withdrawn (CANCELLED) or
 * failed (the rest). A contact that was being dialled ends with this cause; anything else that was
 * answered ends as by usher_report_left.
 * Emits: offer.rejected, offer.missed, offer.withdrawn or offer.failed; or as usher_contact_end.
 */
USHER_API USHER_CHECKED usher_status usher_report_failed(usher_engine *engine, usher_time now,
    usher_participant_id participant, int cause);
/**
 * Agent and customer are connected with each other. On an offer that nobody has reported as
 * answered, that too.
 * Emits: contact.connected, before it perhaps offer.answered and offer.withdrawn; or offer.lost.
 */
USHER_API USHER_CHECKED usher_status usher_report_joined(usher_engine *engine, usher_time now,
    usher_participant_id participant);
/**
 * The agent has answered, but agent and customer cannot be joined: the contact goes back to
 * its place in the queue, and the offer counts as not taken, for this cause: as of
 * usher_report_failed, or NOT_JOINED. On an offer that was not answered, as usher_report_failed;
 * once they are joined, nothing.
 * Emits: contact.returned, and offer.failed, offer.missed, offer.rejected or offer.withdrawn.
 */
USHER_API USHER_CHECKED usher_status usher_report_join_failed(usher_engine *engine, usher_time now,
    usher_participant_id participant, int cause);
/**
 * This party is gone: the contact ends with CUSTOMER_DISCONNECT or AGENT_DISCONNECT. An offer is
 * withdrawn (CANCELLED), and the contact waits on.
 * Emits: as usher_contact_end; or offer.withdrawn.
 */
USHER_API USHER_CHECKED usher_status usher_report_left(usher_engine *engine, usher_time now,
    usher_participant_id participant);

/**
 * The agent cannot be reached: his telephone, or his desk, is lost. He is offered nothing
 * until usher_report_agent_reachable.
 * Emits: agent.gone, offer.withdrawn, agent.status or agent.next_status, slot.cleared; with
 * options.when_gone END contact.ended and what follows from it. Cost: O(his parts).
 */
USHER_API USHER_CHECKED usher_status usher_report_agent_gone(usher_engine *engine, usher_time now,
    usher_agent_id agent);
/**
 * He can be reached again; his status is his own affair. Emits: agent.reachable. Cost:
 * O(channels x log agents).
 */
USHER_API USHER_CHECKED usher_status usher_report_agent_reachable(usher_engine *engine,
    usher_time now, usher_agent_id agent);
/**
 * So many slots of the agent's channel are taken by contacts that are not this engine's, 0
 * to USHER_CONCURRENCY_MAX: the number itself, not a difference.
 * Emits: agent.outside_load. Cost: O(channels x log agents).
 */
USHER_API USHER_CHECKED usher_status usher_report_outside_load(usher_engine *engine, usher_time now,
    usher_agent_id agent, usher_channel channel, uint32_t slots);

#ifdef __cplusplus
}
#endif
#endif
