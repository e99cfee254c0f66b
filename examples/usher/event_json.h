/*
 * event_json.h - one event as one line of JSON, with names in place of numbers.
 *
 * Which keys a line has follows from the event's type alone (usher_event_fields), their order is
 * fixed, and both stay for ever:
 *   seq time type contact agent queue channel offer profile status priority age expires|until
 * reason
 *   auto_accept cancelled redelivered actor
 * What is not there is left out: a queue of a contact that is in none, a time that never comes, a
 * flag that is not set.
 */
#ifndef COMMAND_EVENT_JSON_H
#define COMMAND_EVENT_JSON_H

#include <stdio.h>

#include <usher/usher.h>

/**
 * Where names come from. A function that gives NULL has no name; the id's serial number is
 * written.
 */
typedef struct event_names {
    const usher_centre *centre;
    void *user;
    const char *(*contact)(void *user, const usher_event *event);
    const char *(*agent)(void *user, const usher_event *event);
} event_names;

/** Writes the object and a line end. Errors stay in the stream, for ferror. */
void event_json_write(FILE *out, const usher_event *event, const event_names *names);

#endif
