/*
 * event_json.c - one event as one line of JSON.
 *
 * One function serves all event types: it asks which fields a type has and writes those. A new type
 * needs nothing here, a new field one function and its place in the order.
 */
#include "event_json.h"

#include <inttypes.h>

#include "json.h"

static void key(FILE *out, const char *name)
{
    fprintf(out, ",\"%s\":", name);
}

static void string(FILE *out, const char *name, const char *text)
{
    key(out, name);
    json_string(out, text);
}

/* A definition by its name; none has the empty one. */
static void named(FILE *out, const char *name, const char *text)
{
    if (text[0] != '\0') {
        string(out, name, text);
    }
}

/* A live object by its name, or by its serial number when it has none. */
static void object(FILE *out, const char *name, uint64_t id, const char *text)
{
    if (id == 0) {
        return;
    }
    if (text != NULL) {
        string(out, name, text);
        return;
    }
    key(out, name);
    fprintf(out, "%" PRIu64, id >> 24);
}

static void write_people(FILE *out, uint32_t fields, const usher_event *event,
                         const event_names *names)
{
    if ((fields & USHER_HAS_CONTACT) != 0) {
        object(out, "contact", event->contact.v,
               names->contact != NULL ? names->contact(names->user, event) : NULL);
    }
    if ((fields & USHER_HAS_AGENT) != 0) {
        object(out, "agent", event->agent.v,
               names->agent != NULL ? names->agent(names->user, event) : NULL);
    }
}

static void write_where(FILE *out, uint32_t fields, const usher_event *event,
                        const usher_centre *centre)
{
    if ((fields & USHER_HAS_QUEUE) != 0) {
        named(out, "queue", usher_centre_queue_name(centre, event->queue));
    }
    if ((fields & USHER_HAS_CHANNEL) != 0) {
        named(out, "channel", usher_centre_channel_name(centre, event->channel));
    }
}

/* Until it is answered, a part is an offer and its limit is when the offer expires. */
static bool is_offer(const usher_event *event)
{
    return event->type == USHER_EVENT_OFFER_MADE || event->type == USHER_EVENT_OFFER_RINGING;
}

static void write_part(FILE *out, uint32_t fields, const usher_event *event)
{
    if ((fields & USHER_HAS_PARTICIPANT) != 0 && event->participant.v != 0) {
        key(out, "offer");
        fprintf(out, "%" PRIu64, USHER_SERIAL(event->participant));
    }
}

static void write_settings(FILE *out, uint32_t fields, const usher_event *event,
                           const usher_centre *centre)
{
    if ((fields & USHER_HAS_PROFILE) != 0) {
        named(out, "profile", usher_centre_profile_name(centre, event->profile));
    }
    if ((fields & USHER_HAS_STATUS) != 0) {
        named(out, "status", usher_centre_status_name(centre, event->status));
    }
    if ((fields & USHER_HAS_PRIORITY) != 0) {
        key(out, "priority");
        fprintf(out, "%" PRId64, event->value);
    }
    if ((fields & USHER_HAS_LEG) != 0 && event->value != 0) {
        key(out, "leg");
        fprintf(out, "%" PRIu64, (uint64_t)event->value);
    }
    if ((fields & USHER_HAS_COUNT) != 0) {
        key(out, "count");
        fprintf(out, "%" PRId64, event->value);
    }
    if ((fields & USHER_HAS_LOAD) != 0) {
        key(out, "load");
        fprintf(out, "%" PRId64, event->value);
    }
    if ((fields & USHER_HAS_AGE) != 0) {
        key(out, "age");
        json_seconds(out, event->until);
    }
}

/* When the engine will act by itself, and why something ended. */
static void write_end(FILE *out, uint32_t fields, const usher_event *event)
{
    if ((fields & USHER_HAS_UNTIL) != 0 && event->until != USHER_TIME_NEVER) {
        key(out, is_offer(event) ? "expires" : "until");
        json_seconds(out, event->until);
    }
    if ((fields & USHER_HAS_REASON) != 0 && event->reason != USHER_REASON_NONE) {
        string(out, "reason", usher_reason_name(event->reason));
    }
}

static void write_flags(FILE *out, const usher_event *event)
{
    if ((event->flags & USHER_EVENT_AUTO_ACCEPT) != 0) {
        fputs(",\"auto_accept\":true", out);
    }
    if ((event->flags & USHER_EVENT_CANCELLED) != 0) {
        fputs(",\"cancelled\":true", out);
    }
    if ((event->flags & USHER_EVENT_REDELIVERED) != 0) {
        fputs(",\"redelivered\":true", out);
    }
}

static void write_actor(FILE *out, uint64_t actor)
{
    key(out, "actor");
    if (actor == USHER_ACTOR_HOST) {
        fputs("\"host\"", out);
    } else if (actor == USHER_ACTOR_ENGINE) {
        fputs("\"engine\"", out);
    } else {
        fprintf(out, "%" PRIu64, actor);
    }
}

void event_json_write(FILE *out, const usher_event *event, const event_names *names)
{
    uint32_t fields = usher_event_fields(event->type);

    fprintf(out, "{\"seq\":%" PRIu64 ",\"time\":", event->number);
    json_seconds(out, event->time);
    string(out, "type", usher_event_name(event->type));
    write_people(out, fields, event, names);
    write_where(out, fields, event, names->centre);
    write_part(out, fields, event);
    write_settings(out, fields, event, names->centre);
    write_end(out, fields, event);
    write_flags(out, event);
    write_actor(out, event->actor);
    fputs("}\n", out);
}
