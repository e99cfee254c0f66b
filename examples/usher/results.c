/*
 * results.c - what became of every contact, and the file that tells it.
 */
#include "results.h"

#include <string.h>

#include "number.h"

/* ---- from events ------------------------------------------------------------------------- */

void results_event(contact_result *results, const usher_event *event, uint32_t contact,
                   uint32_t agent)
{
    contact_result *result;

    if (contact == VIRTUAL_NOBODY) {
        return;
    }
    result = &results[contact];
    switch (event->type) {
    case USHER_EVENT_CONTACT_QUEUED:
        result->outcome = RESULT_WAITING;
        result->acw = RESULT_UNKNOWN;
        break;
    case USHER_EVENT_OFFER_MADE:
        result->offered = event->time;
        result->offers++;
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        result->outcome = RESULT_IN_HAND;
        result->answered = event->time;
        result->part = event->participant.v;
        result->agent = agent;
        result->profile = event->profile.v;
        break;
    case USHER_EVENT_CONTACT_ENDED:
        result->ended = event->time;
        result->outcome = result->outcome == RESULT_IN_HAND ? RESULT_ANSWERED : RESULT_ABANDONED;
        break;
    case USHER_EVENT_SLOT_CLEARED:
        /* Missed parts of the same contact are cleared too; only the one that answered has ACW. */
        if (result->part == event->participant.v) {
            result->acw = event->time - result->ended;
        }
        break;
    default:
        break;
    }
}

void results_refused(contact_result *results, usher_time at, uint32_t contact)
{
    results[contact].outcome = RESULT_REFUSED;
    results[contact].ended = at;
    results[contact].acw = RESULT_UNKNOWN;
}

bool result_was_answered(const contact_result *result)
{
    return result->outcome == RESULT_ANSWERED || result->outcome == RESULT_IN_HAND;
}

usher_duration result_wait(const contact_result *result, const virtual_contact *contact)
{
    if (result_was_answered(result)) {
        return result->answered - contact->arrival;
    }
    return result->outcome == RESULT_ABANDONED ? result->ended - contact->arrival : RESULT_UNKNOWN;
}

/* ---- the file ---------------------------------------------------------------------------- */

static const char *outcome_name(enum result_outcome outcome)
{
    switch (outcome) {
    case RESULT_NOT_ARRIVED:
        return "";
    case RESULT_WAITING:
        return "waiting";
    case RESULT_IN_HAND:
        return "in_hand";
    case RESULT_ANSWERED:
        return "answered";
    case RESULT_ABANDONED:
        return "abandoned";
    case RESULT_REFUSED:
        return "refused";
    }
    return "";
}

/* A field as RFC 4180 wants it: in quotes when something in it needs them. */
static void write_text(FILE *out, const char *text)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    putc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            putc('"', out);
        }
        putc(*text, out);
    }
    putc('"', out);
}

static void write_time(FILE *out, bool known, usher_time time)
{
    char text[NUMBER_TEXT_MAX];

    putc(',', out);
    if (known) {
        fputs(number_write_time(text, time), out);
    }
}

static void write_seconds(FILE *out, usher_duration micros)
{
    char text[NUMBER_TEXT_MAX];

    putc(',', out);
    if (micros != RESULT_UNKNOWN) {
        fputs(number_write_seconds(text, micros), out);
    }
}

/* channel, queue, agent, profile */
static void write_names(FILE *out, const contact_result *result, const virtual_contact *contact,
                        const usher_centre *centre)
{
    usher_channel_def channel = USHER_CHANNEL_DEF_INIT;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    bool answered = result_was_answered(result);

    putc(',', out);
    write_text(out, usher_centre_channel(centre, contact->channel, &channel) ? channel.name : "");
    putc(',', out);
    write_text(out, usher_centre_queue(centre, contact->queue, &queue) ? queue.name : "");
    putc(',', out);
    if (answered && usher_centre_agent(centre, result->agent, &agent)) {
        write_text(out, agent.name);
    }
    putc(',', out);
    if (answered &&
        usher_centre_profile(centre, (usher_profile_ref){ result->profile }, &profile)) {
        write_text(out, profile.name);
    }
}

static void write_row(FILE *out, const char *id, const contact_result *result,
                      const virtual_contact *contact, const usher_centre *centre)
{
    bool answered = result_was_answered(result);
    bool ended = result->outcome != RESULT_WAITING && result->outcome != RESULT_IN_HAND;

    write_text(out, id);
    write_names(out, result, contact, centre);
    write_time(out, result->outcome != RESULT_REFUSED, contact->arrival);
    write_time(out, result->offers > 0, result->offered);
    write_time(out, answered, result->answered);
    write_time(out, ended, result->ended);
    write_seconds(out, result_wait(result, contact));
    write_seconds(out, answered && ended ? result->ended - result->answered : RESULT_UNKNOWN);
    write_seconds(out, answered && ended ? result->acw : RESULT_UNKNOWN);
    fprintf(out, ",%u,%s\n", (unsigned)result->offers, outcome_name(result->outcome));
}

void results_write(FILE *out, const contact_result *results, const contact_list *contacts,
                   const usher_centre *centre)
{
    fputs("id,channel,queue,agent,profile,enqueued,offered,answered,ended,wait_s,handle_s,acw_s,"
          "offers,outcome\n", out);
    for (size_t i = 0; i < contacts->count; i++) {
        if (results[i].outcome != RESULT_NOT_ARRIVED) {
            write_row(out, contacts_id(contacts, i), &results[i], &contacts->rows[i], centre);
        }
    }
}
