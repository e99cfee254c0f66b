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

/* A change of centre, prepared. */
typedef struct reference_change reference_change;

/** As usher_engine_prepare_change. The file must live as long as it is the one in force. */
usher_status reference_prepare(const reference *ref, const usher_centre *file,
                               const usher_change_options *options, reference_change **out);
/** The i-th of the findings IN_USE and OVERRIDE, in their order; false past the last. */
bool reference_finding(const reference_change *change, size_t index, usher_change_finding *out);
/** What usher_engine_commit_change should answer; time passes as in reference_submit. */
usher_status reference_check_change(reference *ref, usher_time now, const reference_change *change);
/** Carries it out. `merged`, borrowed: the centre with what is leaving, as the engine has it. */
void reference_commit(reference *ref, const reference_change *change, const usher_centre *merged);
/** What becomes of a thing with this reference (a channel's number + 1); REFUSE: it goes, or is
 * not removed. */
uint8_t reference_action(const reference_change *change, uint8_t kind, uint32_t ref);
void reference_change_free(reference_change *change);

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
/** As usher_agent_activity. */
uint8_t reference_activity(const reference *ref, usher_agent_id id);
/** What an agent is called, and where he is rung. */
const char *reference_agent_name(const reference *ref, usher_agent_id id);
const char *reference_device(const reference *ref, usher_agent_id id);
uint32_t reference_position(const reference *ref, usher_contact_id id);

/* Live objects, oldest first: none gives the first, none comes after the last. */
usher_contact_id reference_next_contact(const reference *ref, usher_contact_id after);
usher_agent_id reference_next_agent(const reference *ref, usher_agent_id after);
usher_participant_id reference_next_part(const reference *ref, usher_participant_id after);

#endif
