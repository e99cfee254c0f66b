/*
 * reference.h - the routing rules once more, as naively as they can be written.
 *
 * Written from docs/routing.md alone, and from nothing in lib/, so that the engine and this have no
 * mistake in common but by accident. Lists are searched from end to end; matching looks at every
 * agent and every contact. It has no store, no limits and no budget of units, and it aborts when
 * memory runs out. Ids are the serial in the upper bits and slot 0: compare them by USHER_SERIAL.
 * `record` of its events is 0, and the flags REDELIVERED and CANCELLED are never set.
 */
#ifndef USHER_TESTS_REFERENCE_H
#define USHER_TESTS_REFERENCE_H

#include <usher/usher.h>

typedef struct reference reference;

/** A centre at `now`, its agents offline. The centre is borrowed and must live longer. */
reference *reference_new(const usher_centre *centre, usher_time now);
void reference_free(reference *ref);

/** As usher_engine_submit. *id (may be NULL) receives the id of what was made or was there. */
usher_status reference_submit(reference *ref, const usher_command *command, uint64_t *id);
usher_time reference_now(const reference *ref);
usher_time reference_next_due(const reference *ref);

/** The events since the last clear, oldest first; valid until the next submit or clear. */
const usher_event *reference_events(const reference *ref, size_t *count);
void reference_clear_events(reference *ref);

/* What can be read, by id; false when there is no such object. Only the serial of an id counts. */
bool reference_contact(const reference *ref, usher_contact_id id, usher_contact_info *out);
bool reference_agent(const reference *ref, usher_agent_id id, usher_agent_info *out);
bool reference_participant(const reference *ref, usher_participant_id id,
                           usher_participant_info *out);
bool reference_queue(const reference *ref, usher_queue_ref queue, usher_queue_info *out);
uint32_t reference_position(const reference *ref, usher_contact_id id);

/* Live objects, oldest first: none gives the first, none comes after the last. */
usher_contact_id reference_next_contact(const reference *ref, usher_contact_id after);
usher_agent_id reference_next_agent(const reference *ref, usher_agent_id after);
usher_participant_id reference_next_part(const reference *ref, usher_participant_id after);

#endif
