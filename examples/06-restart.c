/*
 * 06-restart.c - a host that dies in the middle, and goes on.
 *
 * The engine writes a record of every command into a file, and the switch, which holds the calls,
 * is another program: both outlive the host. The host dies right after it has dialled alice, before
 * it could confirm that. While it is away she picks up, and a caller who waits gives up. When the
 * host is back it opens a new engine from the file, tells it what has become of everything, at the
 * time at which the old one stopped, and only then lets the time pass that it has missed. The event
 * that asked to ring alice comes again, and is found to be done: her leg has a name, and is there.
 *
 * Read next: docs/embedding.md, "After a restart".
 */
#include <usher/usher.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void must(usher_status status)
{
    if (status < 0) {
        fprintf(stderr, "refused: %s\n", usher_strerror(status));
        exit(EXIT_FAILURE);
    }
}

/* ---- the store: a file with one record behind the other -------------------------------------- */

typedef struct journal {
    FILE *file;
    uint64_t last; /* number of the last record */
    long end;      /* where the next one goes */
} journal;

static int append_record(void *user, uint64_t number, const void *record, size_t size)
{
    journal *j = user;
    if (number <= j->last) {
        return USHER_APPEND_DURABLE; /* it is there already */
    }
    if (fseek(j->file, j->end, SEEK_SET) != 0) {
        return USHER_APPEND_REFUSED;
    }
    if (fwrite(record, 1, size, j->file) != size || fflush(j->file) != 0) {
        return USHER_APPEND_FAILED; /* part of it may be there */
    }
    /* A real one calls fsync here, or says ACCEPTED and acknowledges when it has. */
    j->last = number;
    j->end += (long)size;
    return USHER_APPEND_DURABLE;
}

/* Records are asked for in order, from 1. One that is cut off was never acknowledged. */
static usher_status read_record(void *user, uint64_t number, void *buffer, size_t *size)
{
    journal *j = user;
    uint8_t *bytes = buffer;
    if (number == 1) {
        j->end = 0;
    }
    if (fseek(j->file, j->end, SEEK_SET) != 0 || fread(bytes, 1, 4, j->file) != 4) {
        return USHER_ERR_NOT_FOUND;
    }
    *size = bytes[0] | (size_t)bytes[1] << 8 | (size_t)bytes[2] << 16 | (size_t)bytes[3] << 24;
    if (*size < 4 || *size > USHER_RECORD_MAX) {
        return USHER_ERR_CORRUPT;
    }
    if (fread(bytes + 4, 1, *size - 4, j->file) != *size - 4) {
        return USHER_ERR_NOT_FOUND;
    }
    j->last = number;
    j->end += (long)*size;
    return USHER_OK;
}

/* ---- the switch: it knows legs by names, and nothing of usher -------------------------------- */

enum { LEGS = 8, NAME = 24 };
typedef struct leg {
    char name[NAME];
    bool up;
} leg;

typedef struct phones {
    leg legs[LEGS];
} phones;

static leg *find_leg(phones *p, const char *name)
{
    for (size_t i = 0; i < LEGS; i++) {
        if (strcmp(p->legs[i].name, name) == 0) {
            return &p->legs[i];
        }
    }
    return NULL;
}

static void new_leg(phones *p, const char *name, bool up)
{
    leg *l = find_leg(p, "");
    if (l == NULL) {
        exit(EXIT_FAILURE); /* the story has fewer */
    }
    snprintf(l->name, NAME, "%s", name);
    l->up = up;
}

static void drop_leg(phones *p, const char *name)
{
    leg *l = find_leg(p, name);
    if (l != NULL) {
        *l = (leg){ { 0 }, false };
    }
}

/* ---- the host -------------------------------------------------------------------------------- */

typedef struct host {
    phones *phones;
    journal *journal;
    usher_engine *engine;
    usher_time now;
    uint64_t handled; /* kept with what was done: a real host writes it where it writes that */
    uint16_t dies_at; /* type of the event that it does not live to confirm; 0 = none */
    bool dead;
} host;

/* A leg of an agent is called by the id of the part, so that no table is needed, nor is lost. */
static void name_of_part(usher_participant_id part, char *name)
{
    snprintf(name, NAME, "part-%016llx", (unsigned long long)part.v);
}

static void say(const host *h, const char *what, const char *who)
{
    printf("%3d s  %s %s\n", (int)(h->now / USHER_SECONDS(1)), what, who);
}

static void ring(host *h, const usher_event *event)
{
    char name[NAME];
    char agent[USHER_NAME_MAX + 1];
    name_of_part(event->participant, name);
    usher_agent_name(h->engine, event->agent, agent, sizeof agent);
    if ((event->flags & USHER_EVENT_CANCELLED) != 0) {
        say(h, "the offer has gone: nothing rings at", agent);
    } else if (find_leg(h->phones, name) != NULL) {
        say(h, "already done, told again: ring", agent);
    } else {
        say(h, "ring", agent);
        new_leg(h->phones, name, false);
        must(usher_report_ringing(h->engine, h->now, event->participant));
    }
}

static void join(host *h, const usher_event *event)
{
    char customer[NAME];
    usher_contact_key(h->engine, event->contact, customer, sizeof customer);
    say(h, "join agent and", customer);
    must(usher_report_joined(h->engine, h->now, event->participant));
}

static void stop_ringing(host *h, const usher_event *event)
{
    char name[NAME];
    name_of_part(event->participant, name);
    drop_leg(h->phones, name);
}

static void act(host *h, const usher_event *event)
{
    switch (event->type) {
    case USHER_EVENT_OFFER_MADE:
        ring(h, event);
        break;
    case USHER_EVENT_OFFER_ANSWERED:
        join(h, event);
        break;
    case USHER_EVENT_OFFER_MISSED:
    case USHER_EVENT_OFFER_WITHDRAWN:
    case USHER_EVENT_OFFER_LOST:
        stop_ringing(h, event);
        break;
    case USHER_EVENT_CONTACT_ENDED:
        say(h, "a call has ended:", usher_reason_name(event->reason));
        break;
    default:
        break;
    }
}

/* An event is forgotten when it is confirmed, and not when it is read. */
static void serve(host *h)
{
    const usher_event *event;
    while (!h->dead && (event = usher_engine_peek(h->engine)) != NULL) {
        uint64_t number = event->number;
        uint16_t type = event->type;
        act(h, event);
        if (type == h->dies_at) {
            h->dead = true;
            return;
        }
        h->handled = number;
        usher_engine_confirm(h->engine, number);
    }
}

static void call(host *h, const char *name)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    new_leg(h->phones, name, true);
    options.queue = usher_centre_find_queue(usher_engine_centre(h->engine), "sales");
    options.key = name; /* told twice, it is still one contact */
    say(h, "begin", name);
    must(usher_contact_begin(h->engine, h->now, &options, &contact));
    serve(h);
}

/* ---- after a restart ------------------------------------------------------------------------- */

/* What has become of a caller: a leg that is not there has been hung up. */
static void reconcile_caller(host *h, usher_time then, usher_contact_id contact)
{
    char name[NAME];
    usher_contact_key(h->engine, contact, name, sizeof name);
    if (find_leg(h->phones, name) == NULL) {
        must(usher_report_left(h->engine, then, usher_contact_customer(contact)));
    }
}

/* What has become of an agent's part. Legs that are there are told about as if it were new. */
static void reconcile_part(host *h, usher_time then, usher_participant_id part)
{
    char name[NAME];
    name_of_part(part, name);
    const leg *l = find_leg(h->phones, name);
    if (l == NULL) {
        must(usher_report_left(h->engine, then, part));
    } else if (l->up) {
        must(usher_report_answered(h->engine, then, part));
    } else {
        must(usher_report_ringing(h->engine, then, part));
    }
}

/*
 * First the facts, as of the time at which the records end; so no timer fires for want of them.
 * Then time, then the events, the old ones among them.
 */
static void go_on(host *h)
{
    usher_time then = usher_engine_now(h->engine);
    const uint32_t with_legs =
        USHER_STATE_BIT(USHER_PART_OFFERED) | USHER_STATE_BIT(USHER_PART_RINGING) |
        USHER_STATE_BIT(USHER_PART_ANSWERED) | USHER_STATE_BIT(USHER_PART_CONNECTED);
    usher_participant_id parts[LEGS];
    size_t count = 0;
    usher_participant_id part = { 0 };
    usher_contact_id contact = { 0 };
    while ((part = usher_engine_next_part_in(h->engine, with_legs, part)).v != 0 && count < LEGS) {
        parts[count++] = part; /* those of before: telling about them may make others */
    }
    while ((contact = usher_engine_next_contact(h->engine, contact)).v != 0) {
        reconcile_caller(h, then, contact);
    }
    for (size_t i = 0; i < count; i++) {
        usher_participant_info info;
        if (usher_participant_get(h->engine, parts[i], &info)) {
            reconcile_part(h, then, parts[i]);
        }
    }
    must(usher_engine_advance(h->engine, h->now));
    serve(h);
}

static void open_engine(host *h, usher_centre *centre)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_store store = USHER_STORE_INIT;
    store.user = h->journal;
    store.append = append_record;
    store.read = read_record;
    options.centre = centre;
    options.store = &store;
    options.now = h->now;
    options.events_handled = h->handled;
    must(usher_engine_new(&options, &h->engine));
}

/* ---- the story ------------------------------------------------------------------------------- */

static usher_centre *build_centre(void)
{
    usher_centre_builder *builder;
    usher_queue_def queue = USHER_QUEUE_DEF_INIT;
    usher_profile_def profile = USHER_PROFILE_DEF_INIT;
    usher_entry_def entry = USHER_ENTRY_DEF_INIT;
    usher_agent_def agent = USHER_AGENT_DEF_INIT;
    usher_centre *centre;

    must(usher_centre_builder_new(NULL, &builder));
    queue.name = "sales";
    must(usher_centre_add_queue(builder, &queue, &entry.queue));
    profile.name = "desk";
    profile.max[USHER_VOICE] = 1;
    must(usher_centre_add_profile(builder, &profile, &agent.profile));
    must(usher_centre_add_entry(builder, agent.profile, &entry));
    agent.name = "alice";
    must(usher_centre_add_agent(builder, &agent));
    must(usher_centre_build(builder, &centre));
    usher_centre_builder_free(builder);
    return centre;
}

/* What the switch does on its own, while nobody asks it. */
static void meanwhile(phones *p)
{
    for (size_t i = 0; i < LEGS; i++) {
        p->legs[i].up |= strncmp(p->legs[i].name, "part-", 5) == 0; /* alice picks up */
    }
    drop_leg(p, "caller-2");
}

/* Two callers wait, and alice comes to her desk. The host does not live to confirm her offer. */
static void first_life(host *h, usher_agent_status_ref available)
{
    h->now = USHER_SECONDS(1);
    call(h, "caller-1");
    h->now = USHER_SECONDS(2);
    call(h, "caller-2");
    h->now = USHER_SECONDS(10);
    must(
        usher_agent_set_status(h->engine, h->now, usher_agent_find(h->engine, "alice"), available));
    serve(h);
}

int main(void)
{
    static phones p;
    journal j = { tmpfile(), 0, 0 };
    usher_centre *centre = build_centre();
    if (j.file == NULL) {
        return EXIT_FAILURE;
    }
    host first = { .phones = &p, .journal = &j, .dies_at = USHER_EVENT_OFFER_MADE };
    open_engine(&first, centre);
    first_life(&first, usher_centre_find_status(centre, "Available"));
    usher_engine_free(first.engine);
    printf("       the host is dead; alice picks up, caller-2 gives up\n");
    meanwhile(&p);

    host second = { .phones = &p, .journal = &j, .handled = first.handled };
    second.now = USHER_SECONDS(310);
    open_engine(&second, centre);
    printf("       five minutes later it is back\n");
    go_on(&second);

    usher_engine_free(second.engine);
    usher_centre_unref(centre);
    fclose(j.file);
    return EXIT_SUCCESS;
}
