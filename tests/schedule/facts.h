/*
 * facts.h - what telephones, customers and networks will do, and how it is reported: late, never,
 * twice, and in any order.
 *
 * Each event plans what the world answers to it. A planned report may be lost, delayed for minutes,
 * or repeated; and some are about nothing at all. All of it follows from the seed.
 */
#ifndef USHER_TESTS_FACTS_H
#define USHER_TESTS_FACTS_H

#include <usher/usher.h>

enum { FACTS_MAX = 4096, FACTS_KNOWN = 256 };

typedef struct fact {
    usher_time due;
    usher_command command; /* without now */
} fact;

typedef struct facts {
    fact items[FACTS_MAX];
    uint32_t count;
    uint64_t random;
    /* Ids that events told lately, whatever became of them. */
    usher_participant_id parts[FACTS_KNOWN];
    usher_contact_id contacts[FACTS_KNOWN];
    usher_agent_id agents[FACTS_KNOWN];
    uint32_t parts_known, contacts_known, agents_known; /* so many were told; the latest stand */
    uint64_t lost, repeated, late;
} facts;

void facts_begin(facts *f, uint64_t seed);
/* What follows in the world from this event. */
void facts_event(facts *f, const usher_event *event);
/* The next report and when it comes; false if none is planned. */
bool facts_take(facts *f, fact *out);
/* It could not be given: it comes again. Nothing is lost if there are too many. */
void facts_again(facts *f, const fact *missed);
/* Any report about anybody, dead or alive. False as long as nobody is known. */
bool facts_any(facts *f, usher_command *out);

#endif
