/*
 * print.c - a step as a line of a script (docs/testing.md, "Golden files").
 *
 * What a script has no word for stands before it as a remark.
 */
#include "model.h"

void print_duration(FILE *out, usher_duration duration)
{
    if (duration == USHER_FOREVER) {
        fputs("forever", out);
        return;
    }
    uint64_t whole = duration < 0 ? -(uint64_t)duration : (uint64_t)duration;
    fprintf(out, "%s%llu", duration < 0 ? "-" : "", (unsigned long long)(whole / 1000000));
    if (whole % 1000000 != 0) {
        fprintf(out, ".%06llu", (unsigned long long)(whole % 1000000));
    }
    fputc('s', out);
}

static void print_place(const step *s, FILE *out)
{
    if (s->agent != 0) {
        fprintf(out, " @%s", world_agent_name(s->agent));
    } else {
        fprintf(out, " %s", s->queue != 0 ? world_queue_name(s->queue) : "-");
    }
    if (s->agent != 0 && s->queue != 0) {
        fprintf(out, " queue %s", world_queue_name(s->queue));
    }
}

static void print_texts(const step *s, FILE *out)
{
    static const char *const texts[] = { NULL, "desk", NULL, "+15550100" };
    const char *text = texts[s->text % (sizeof texts / sizeof texts[0])];
    if (text != NULL) {
        fprintf(out, " %s %s", s->op == USHER_COMMAND_AGENT_ADD ? "device" : "customer", text);
    }
    if (s->tag != 0) {
        fprintf(out, " tag %llu", (unsigned long long)s->tag);
    }
}

static void print_contact_options(const step *s, FILE *out)
{
    if (s->priority != 0) {
        fprintf(out, " priority %lld", (long long)s->priority);
    }
    if (s->age != 0) {
        fputs(" age ", out);
        print_duration(out, s->age);
    }
    if (s->acw != USHER_ACW_OF_AGENT) {
        fputs(" acw ", out);
        print_duration(out, s->acw);
    }
    print_texts(s, out);
}

static void print_agent_options(const step *s, FILE *out)
{
    fprintf(out, " profile %s", world_profile_name(s->profile));
    const char *const *path = world_group_path(s->group);
    for (uint32_t i = 0; path[i] != NULL; i++) {
        fprintf(out, "%s%s", i > 0 ? "/" : " group ", path[i]);
    }
    for (uint32_t i = 0; i < WORLD_CHANNELS; i++) {
        if (s->has_acws && s->acws[i] != 0) {
            fprintf(out, " acw %s ", world_channel_name((usher_channel)i));
            print_duration(out, s->acws[i]);
        }
        if (s->flag >> i & 1) {
            fprintf(out, " auto_accept %s", world_channel_name((usher_channel)i));
        }
    }
    print_texts(s, out);
}

static void print_part(const step *s, FILE *out)
{
    fprintf(out, " %s c%u", s->customer ? "customer" : world_agent_name(s->agent), s->contact);
    if (s->ordinal != 0 && !s->customer) {
        fprintf(out, "#%u", s->ordinal);
    }
}

static void print_agent_fact(const step *s, FILE *out)
{
    const char *agent = world_agent_name(s->agent);
    if (s->op == USHER_COMMAND_REPORT_OUTSIDE_LOAD) {
        fprintf(out, "load %s %s %llu", agent, world_channel_name(s->channel),
                (unsigned long long)s->value);
    } else {
        fprintf(out, "%s %s", s->op == USHER_COMMAND_REPORT_AGENT_GONE ? "gone" : "reachable",
                agent);
    }
}

static void print_agent_step(const step *s, FILE *out)
{
    static const char *const rules[] = { "finish", "end", "requeue" };
    const char *agent = world_agent_name(s->agent);
    switch (s->op) {
    case USHER_COMMAND_AGENT_ADD:
        fprintf(out, "add %s", agent);
        print_agent_options(s, out);
        break;
    case USHER_COMMAND_AGENT_REMOVE:
        fprintf(out, "remove %s", agent);
        break;
    case USHER_COMMAND_AGENT_SET_STATUS:
        fprintf(out, "agent %s status %s", agent, world_status_name(s->status));
        break;
    case USHER_COMMAND_AGENT_FORCE_OUT:
        fprintf(out, "force %s %s %s", agent, world_status_name(s->status), rules[s->flag % 3]);
        break;
    default:
        fprintf(out, "agent %s profile %s", agent, world_profile_name(s->profile));
        break;
    }
}

static void print_contact_step(const step *s, FILE *out)
{
    static const char *const vias[] = { "flow", "queue_transfer", "agent_transfer", "callback" };
    switch (s->op) {
    case USHER_COMMAND_CONTACT_BEGIN:
        fprintf(out, "begin c%u %s", s->contact, world_channel_name(s->channel));
        print_place(s, out);
        print_contact_options(s, out);
        break;
    case USHER_COMMAND_CONTACT_DIAL:
        fprintf(out, "dial %s c%u %s", world_agent_name(s->agent), s->contact,
                world_channel_name(s->channel));
        if (s->queue != 0) {
            fprintf(out, " queue %s", world_queue_name(s->queue));
        }
        print_contact_options(s, out);
        break;
    case USHER_COMMAND_CONTACT_ENQUEUE:
        fprintf(out, "enqueue c%u", s->contact);
        print_place(s, out);
        fprintf(out, " via %s", s->reason <= USHER_VIA_CALLBACK ? vias[s->reason] : "nothing");
        break;
    case USHER_COMMAND_CONTACT_SET_PRIORITY:
        fprintf(out, "priority c%u %lld", s->contact, (long long)s->priority);
        break;
    case USHER_COMMAND_CONTACT_SET_AGE:
        fprintf(out, "age c%u ", s->contact);
        print_duration(out, s->age);
        break;
    case USHER_COMMAND_CONTACT_END:
        fprintf(out, "end c%u %s", s->contact, usher_reason_name(s->reason));
        break;
    default:
        fprintf(out, "%s c%u", s->flag ? "hold" : "resume", s->contact);
        break;
    }
}

static void print_part_step(const step *s, FILE *out)
{
    static const char *const verbs[] = { "ringing", "answered", "failed", "joined", "left" };
    if (s->op == USHER_COMMAND_PARTICIPANT_CLEAR) {
        fputs("clear", out);
    } else if (s->op == USHER_COMMAND_REPORT_LEG) {
        fputs("leg", out);
    } else if (s->op == USHER_COMMAND_REPORT_ANSWERED_BY) {
        fputs("answered_by", out);
    } else if (s->op == USHER_COMMAND_REPORT_JOIN_FAILED) {
        fputs("join_failed", out);
    } else {
        fputs(verbs[s->op - USHER_COMMAND_REPORT_RINGING], out);
    }
    print_part(s, out);
    if (s->op == USHER_COMMAND_REPORT_FAILED || s->op == USHER_COMMAND_REPORT_JOIN_FAILED) {
        fprintf(out, " %s", usher_reason_name(s->reason));
    } else if (s->op == USHER_COMMAND_REPORT_LEG) {
        fprintf(out, " %lld", (long long)s->value);
    } else if (s->op == USHER_COMMAND_REPORT_ANSWERED_BY) {
        fprintf(out, " %s", s->by != 0 ? world_agent_name(s->by) : "-");
    }
}

static void print_sweep(const step *s, FILE *out)
{
    bool ends = s->op == USHER_COMMAND_QUEUE_END_WAITING;
    fprintf(out, "%s %s %s", ends ? "end_waiting" : "move_waiting", world_queue_name(s->queue),
            ends ? usher_reason_name(s->reason) : world_queue_name((uint32_t)s->value));
    if (s->channel != USHER_CHANNEL_NONE) {
        fprintf(out, " on %s", world_channel_name(s->channel));
    }
}

/* What a script has no word for. */
static void print_remark(const step *s, FILE *out)
{
    static const char *const keys[] = { "", "no key", "an empty key", "the longest key",
                                        "a key that is too long" };
    if (s->key != KEY_GIVEN) {
        fprintf(out, "# the next one has %s\n", keys[s->key]);
    }
}

void print_step(const step *s, usher_status status, FILE *out)
{
    print_remark(s, out);
    print_duration(out, s->at);
    fputc(' ', out);
    uint32_t kind = command_kind(s->op);
    if (s->op == STEP_PREPARE || s->op == STEP_COMMIT) {
        fprintf(out, "# %s %u", kind_name(kind), s->flag);
    } else if (kind == COMMAND_KINDS) {
        fprintf(out, "# command %u", s->op);
    } else if (s->op <= USHER_COMMAND_RESUME) {
        fputs("advance", out);
    } else if (s->op == USHER_COMMAND_STOP_ENTRIES) {
        fputs(s->flag ? "stop" : "allow", out);
    } else if (s->op < USHER_COMMAND_CONTACT_BEGIN) {
        print_agent_step(s, out);
    } else if (s->op < USHER_COMMAND_PARTICIPANT_CLEAR) {
        print_contact_step(s, out);
    } else if (s->op == USHER_COMMAND_QUEUE_END_WAITING ||
               s->op == USHER_COMMAND_QUEUE_MOVE_WAITING) {
        print_sweep(s, out);
    } else if (s->op == USHER_COMMAND_QUEUE_SET_ENABLED) {
        fprintf(out, "%s %s", s->flag ? "enable" : "disable", world_queue_name(s->queue));
    } else if (s->op >= USHER_COMMAND_REPORT_AGENT_GONE) {
        print_agent_fact(s, out);
    } else {
        print_part_step(s, out);
    }
    if (s->actor != 0) {
        fprintf(out, " as %llu", (unsigned long long)s->actor);
    }
    if (status != USHER_OK) {
        fprintf(out, " => %s", usher_status_name(status));
    }
    fputc('\n', out);
}
