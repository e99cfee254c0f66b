/*
 * results.h - what became of every contact of a run.
 *
 * Filled from the engine's events alone, and from the refusals that the virtual host reports.
 */
#ifndef COMMAND_RESULTS_H
#define COMMAND_RESULTS_H

#include <stdint.h>
#include <stdio.h>

#include <usher/usher.h>

#include "contacts.h"

enum result_outcome {
    RESULT_NOT_ARRIVED, /* the run ended before */
    RESULT_WAITING,
    RESULT_IN_HAND,
    RESULT_ANSWERED,
    RESULT_ABANDONED,
    RESULT_REFUSED
};

enum { RESULT_UNKNOWN = -1 }; /* of a duration */

/** Times mean something only where the outcome and the counts say so. */
typedef struct contact_result {
    usher_time offered;  /* the last offer, when offers > 0 */
    usher_time answered;
    usher_time ended;
    usher_duration acw;  /* or RESULT_UNKNOWN */
    uint64_t part;       /* the part that answered */
    uint32_t agent;      /* index in the centre */
    uint32_t profile;    /* a usher_profile_ref */
    uint32_t offers;
    enum result_outcome outcome;
} contact_result;

/** All zero is right for a contact that has not arrived. */
void results_event(contact_result *results, const usher_event *event, uint32_t contact,
                   uint32_t agent);
void results_refused(contact_result *results, usher_time at, uint32_t contact);
/** True when an agent answered, whether the conversation has ended or not. */
bool result_was_answered(const contact_result *result);
/** From entering the queue to the answer, or to leaving; RESULT_UNKNOWN when neither has come. */
usher_duration result_wait(const contact_result *result, const virtual_contact *contact);

/** Writes contacts-out: a header, then each contact that arrived, in the file's order. */
void results_write(FILE *out, const contact_result *results, const contact_list *contacts,
                   const usher_centre *centre);

#endif
