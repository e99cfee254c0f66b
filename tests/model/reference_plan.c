/*
 * reference_plan.c - the reference: a change of centre before it is carried out (docs/routing.md,
 * chapter 15). What it removes, what of that is in use, what the host is told.
 */
#include "reference_room.h"

#include <stdlib.h>
#include <string.h>

/* ---- definitions ----------------------------------------------------------------------------- */

bool room_agent_def(const usher_centre *file, const char *name, usher_agent_def *out)
{
    for (uint32_t i = 0; usher_centre_agent(file, i, out); i++) {
        if (strcmp(out->name, name) == 0) {
            return true;
        }
    }
    return false;
}

usher_group_ref room_group_of(const usher_centre *centre, const usher_agent_def *def)
{
    uint32_t levels = 0;
    while (levels < USHER_GROUP_LEVELS && def->group[levels] != NULL) {
        levels++;
    }
    return usher_centre_find_group(centre, def->group, levels);
}

const removal *room_find_removal(const reference_change *change, uint8_t kind, uint32_t place)
{
    for (uint32_t i = 0; i < change->removals_count; i++) {
        const removal *item = &change->removals[i];
        if (item->kind == kind && item->place == place) {
            return item;
        }
    }
    return NULL;
}

/* ---- what is removed ------------------------------------------------------------------------- */

static void remove_thing(reference_change *c, uint8_t kind, uint32_t place, const char *name)
{
    if (c->removals_count == ROOM_REMOVALS) {
        abort();
    }
    c->removals[c->removals_count++] =
        (removal){ .kind = kind, .action = USHER_REFUSE, .place = place, .name = name };
}

static void list_removals(const reference *r, reference_change *c)
{
    usher_channel_def channel;
    usher_agent_status_def status;
    usher_queue_def queue;
    usher_profile_def profile;
    usher_agent_def def;
    for (uint32_t i = 1; i <= usher_centre_channels(r->centre); i++) {
        if (usher_centre_channel(r->centre, (usher_channel)(i - 1), &channel) &&
            usher_centre_find_channel(c->file, channel.name) == USHER_CHANNEL_NONE) {
            remove_thing(c, USHER_CHANGE_CHANNEL, i, channel.name);
        }
    }
    for (uint32_t i = 1; i <= usher_centre_statuses(r->centre); i++) {
        if (usher_centre_status(r->centre, (usher_agent_status_ref){ i }, &status) &&
            usher_centre_find_status(c->file, status.name).v == 0) {
            remove_thing(c, USHER_CHANGE_STATUS, i, status.name);
        }
    }
    for (uint32_t i = 1; i <= usher_centre_queues(r->centre); i++) {
        if (usher_centre_queue(r->centre, (usher_queue_ref){ i }, &queue) &&
            usher_centre_find_queue(c->file, queue.name).v == 0) {
            remove_thing(c, USHER_CHANGE_QUEUE, i, queue.name);
        }
    }
    for (uint32_t i = 1; i <= usher_centre_profiles(r->centre); i++) {
        if (usher_centre_profile(r->centre, (usher_profile_ref){ i }, &profile) &&
            usher_centre_find_profile(c->file, profile.name).v == 0) {
            remove_thing(c, USHER_CHANGE_PROFILE, i, profile.name);
        }
    }
    for (uint32_t i = 0; usher_centre_agent(r->centre, i, &def); i++) {
        usher_agent_def is;
        if (!room_agent_def(c->file, def.name, &is)) {
            remove_thing(c, USHER_CHANGE_AGENT, i + 1, def.name);
        }
    }
}

/* ---- what is in use (CH-4) ------------------------------------------------------------------- */

static bool goes_at_once(const reference *r, const usher_centre *file, const agent *a)
{
    usher_agent_def def;
    return room_agent_def(r->centre, a->name, &def) && !room_agent_def(file, a->name, &def) &&
           room_count_parts(r, a, NULL, -1, ROOM_ALL) == 0 && room_count_own(r, a) == 0;
}

/* The file takes his profile from him (CH-7). */
static bool follows(const reference *r, const usher_centre *file, const agent *a)
{
    usher_agent_def was;
    usher_agent_def is;
    return room_agent_def(r->centre, a->name, &was) && room_agent_def(file, a->name, &is) &&
           a->info.profile.v == was.profile.v;
}

static uint32_t count_contacts_on(const reference *r, usher_channel channel)
{
    uint32_t count = 0;
    for (const contact *c = r->contacts; c != NULL; c = c->is.next) {
        count += c->info.channel == channel && c->info.state != USHER_CONTACT_ENDED;
    }
    return count;
}

/* Agents who use a channel, a status or a profile. */
static uint32_t count_agents(const reference *r, const usher_centre *file, const removal *item)
{
    uint32_t count = 0;
    for (const agent *a = r->agents; a != NULL; a = a->is.next) {
        bool goes = goes_at_once(r, file, a);
        switch (item->kind) {
        case USHER_CHANGE_CHANNEL:
            count += room_occupied(r, a, item->place - 1) > 0;
            break;
        case USHER_CHANGE_STATUS:
            count += !goes && a->info.status.v == item->place;
            count += !goes && a->info.next_status.v == item->place;
            break;
        default:
            count += !goes && a->info.profile.v == item->place && !follows(r, file, a);
            break;
        }
    }
    return count;
}

uint32_t room_count_uses(const reference *r, const usher_centre *file, const removal *item)
{
    usher_queue_ref queue = { item->place };
    uint32_t count = 0;
    if (item->kind == USHER_CHANGE_QUEUE) {
        return room_count_waiting(r, queue, NULL, -1);
    }
    if (item->kind == USHER_CHANGE_AGENT) {
        for (const agent *a = r->agents; a != NULL; a = a->is.next) {
            if (strcmp(a->name, item->name) == 0) {
                count = room_count_parts(r, a, NULL, -1, ROOM_ALL) + room_count_own(r, a);
            }
        }
        return count;
    }
    if (item->kind == USHER_CHANGE_CHANNEL) {
        count = count_contacts_on(r, (usher_channel)(item->place - 1));
    }
    return count > 0 ? count : count_agents(r, file, item);
}

/* ---- what becomes of it ---------------------------------------------------------------------- */

static removal *ruled(reference_change *c, const usher_change_rule *rule)
{
    for (uint32_t i = 0; i < c->removals_count; i++) {
        removal *item = &c->removals[i];
        if (item->kind == rule->kind && strcmp(item->name, rule->name) == 0) {
            return item;
        }
    }
    return NULL;
}

static bool makes_sense(const usher_change_options *o)
{
    bool sense = o->otherwise <= USHER_DRAIN;
    for (size_t i = 0; i < o->rules_count; i++) {
        const usher_change_rule *rule = &o->rules[i];
        bool moves = rule->action == USHER_MOVE;
        sense = sense && rule->kind >= USHER_CHANGE_CHANNEL && rule->kind <= USHER_CHANGE_AGENT &&
                rule->action <= USHER_MOVE && rule->name != NULL &&
                !(moves && (rule->to == NULL || rule->kind == USHER_CHANGE_CHANNEL));
    }
    return sense;
}

/* Is it leaving already? */
static bool was_leaving(const reference *r, const removal *item)
{
    switch (item->kind) {
    case USHER_CHANGE_CHANNEL:
        return !room_channel_stays(r, (usher_channel)(item->place - 1));
    case USHER_CHANGE_STATUS:
        return !room_status_stays(r, (usher_agent_status_ref){ item->place });
    case USHER_CHANGE_QUEUE:
        return !room_queue_stays(r, (usher_queue_ref){ item->place });
    case USHER_CHANGE_PROFILE:
        return !room_profile_stays(r, (usher_profile_ref){ item->place });
    default:
        return false;
    }
}

static bool has_target(const usher_centre *file, const removal *item)
{
    switch (item->kind) {
    case USHER_CHANGE_STATUS:
        return usher_centre_find_status(file, item->to).v != 0;
    case USHER_CHANGE_PROFILE:
        return usher_centre_find_profile(file, item->to).v != 0;
    default:
        return usher_centre_find_queue(file, item->to).v != 0;
    }
}

static bool is_routable(const usher_centre *centre, usher_agent_status_ref ref)
{
    usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
    (void)usher_centre_status(centre, ref, &def);
    return def.kind == USHER_STATUS_ROUTABLE;
}

static bool kinds_agree(const reference *r, const reference_change *c, const removal *item)
{
    return item->kind != USHER_CHANGE_STATUS ||
           is_routable(r->centre, (usher_agent_status_ref){ item->place }) ==
               is_routable(c->file, usher_centre_find_status(c->file, item->to));
}

static usher_status decide(const reference *r, reference_change *c, const usher_change_options *o)
{
    usher_status status = USHER_OK;
    uint32_t channels = usher_centre_channels(r->centre);
    for (uint32_t i = 0; i < c->removals_count; i++) {
        removal *item = &c->removals[i];
        item->uses = room_count_uses(r, c->file, item);
        item->action = was_leaving(r, item) ? USHER_DRAIN : o->otherwise;
    }
    for (size_t i = 0; i < o->rules_count; i++) {
        removal *item = ruled(c, &o->rules[i]);
        if (item == NULL) {
            return USHER_ERR_NOT_FOUND;
        }
        item->action = o->rules[i].action;
        item->to = item->action == USHER_MOVE ? o->rules[i].to : NULL;
    }
    for (uint32_t i = 0; i < usher_centre_channels(c->file); i++) {
        const char *name = usher_centre_channel_name(c->file, (usher_channel)i);
        channels += usher_centre_find_channel(r->centre, name) == USHER_CHANNEL_NONE;
    }
    if (channels > USHER_CHANNELS_MAX) {
        return USHER_ERR_LIMIT;
    }
    for (uint32_t i = 0; i < c->removals_count; i++) {
        removal *item = &c->removals[i];
        item->action = item->uses == 0 && was_leaving(r, item) ? USHER_REFUSE : item->action;
        if (item->action == USHER_MOVE && !has_target(c->file, item)) {
            return USHER_ERR_NOT_FOUND;
        }
        if (item->action == USHER_MOVE && !kinds_agree(r, c, item)) {
            status = USHER_ERR_INVALID;
        }
    }
    return status;
}

/* ---- findings -------------------------------------------------------------------------------- */

static usher_change_finding *found(reference_change *c, uint8_t what, uint8_t kind,
                                   const char *name)
{
    if (c->findings_count == ROOM_FINDINGS) {
        abort();
    }
    usher_change_finding *f = &c->findings[c->findings_count++];
    *f = (usher_change_finding){ .size = sizeof *f,
                                 .what = what,
                                 .kind = kind,
                                 .channel = USHER_CHANNEL_NONE,
                                 .name = name,
                                 .count = 1 };
    return f;
}

static void find_in_use(reference_change *c, bool refused)
{
    for (uint32_t i = 0; i < c->removals_count; i++) {
        const removal *item = &c->removals[i];
        if (item->uses > 0 && refused == (item->action == USHER_REFUSE)) {
            usher_change_finding *f = found(c, USHER_FOUND_IN_USE, item->kind, item->name);
            f->action = item->action;
            f->to = item->action == USHER_MOVE ? item->to : NULL;
            f->count = item->uses;
            c->refusals += refused;
        }
    }
}

/* Enabled or disabled as neither of the files says. */
static void find_queues(const reference *r, reference_change *c)
{
    usher_queue_def was;
    usher_queue_def is;
    for (uint32_t i = 1; i <= usher_centre_queues(r->centre); i++) {
        usher_queue_ref ref = { i };
        if (usher_centre_queue(r->centre, ref, &was) && room_queue_stays(r, ref) &&
            usher_centre_queue(c->file, usher_centre_find_queue(c->file, was.name), &is) &&
            r->queue_enabled[i] == was.disabled && r->queue_enabled[i] == is.disabled) {
            found(c, USHER_FOUND_OVERRIDE, USHER_CHANGE_QUEUE, is.name)->field = "disabled";
        }
    }
}

static uint32_t channel_now(const reference *r, const usher_centre *file, uint32_t channel)
{
    const char *name = usher_centre_channel_name(file, (usher_channel)channel);
    return usher_centre_find_channel(r->centre, name);
}

/* What the new file says, by the channels of the merged centre; of one that is leaving, the old. */
static void next_lengths(const reference *r, const reference_change *c, const usher_agent_def *was,
                         const usher_agent_def *is, usher_agent_def *next)
{
    *next = *is;
    memset(next->acw, 0, sizeof next->acw);
    next->auto_accept = 0;
    uint32_t fresh = usher_centre_channels(r->centre);
    for (uint32_t i = 0; i < usher_centre_channels(c->file); i++) {
        uint32_t place = channel_now(r, c->file, i);
        place = place != USHER_CHANNEL_NONE ? place : fresh++;
        next->acw[place] = is->acw[i];
        next->auto_accept |= (uint8_t)((is->auto_accept >> i & 1) << place);
    }
    for (uint32_t i = 0; i < usher_centre_channels(r->centre); i++) {
        const removal *item = room_find_removal(c, USHER_CHANGE_CHANNEL, i + 1);
        if (item != NULL && item->action == USHER_DRAIN) {
            next->acw[i] = was->acw[i];
            next->auto_accept |= (uint8_t)(was->auto_accept & 1u << i);
        }
    }
}

/* Is there a channel for which he has neither what was said nor what will be? */
static bool keeps_length(const agent *a, const usher_agent_def *was, const usher_agent_def *next)
{
    bool keeps = false;
    for (uint32_t i = 0; i < USHER_CHANNELS_MAX; i++) {
        keeps = keeps || (a->acw[i] != was->acw[i] && a->acw[i] != next->acw[i]);
    }
    return keeps;
}

static bool keeps_acceptance(const agent *a, const usher_agent_def *was,
                             const usher_agent_def *next)
{
    return ((a->info.auto_accept ^ was->auto_accept) & (a->info.auto_accept ^ next->auto_accept)) !=
           0;
}

static void find_agent(const reference *r, reference_change *c, const agent *a)
{
    usher_agent_def was;
    usher_agent_def is;
    if (!room_agent_def(r->centre, a->name, &was) || !room_agent_def(c->file, a->name, &is)) {
        return;
    }
    const removal *goes = room_find_removal(c, USHER_CHANGE_PROFILE, a->info.profile.v);
    bool moves = goes != NULL && goes->action == USHER_MOVE;
    const char *profile = usher_centre_profile_name(r->centre, a->info.profile);
    const char *next = usher_centre_profile_name(c->file, is.profile);
    profile = moves ? goes->to : profile;
    usher_group_ref group = room_group_of(r->centre, &is);
    usher_agent_def then;
    next_lengths(r, c, &was, &is, &then);
    const struct {
        const char *field;
        bool kept;
    } fields[] = {
        { "profile", a->info.profile.v != was.profile.v && strcmp(profile, next) != 0 },
        { "group", a->info.group.v != room_group_of(r->centre, &was).v &&
                       (a->info.group.v != group.v || (group.v == 0 && is.group[0] != NULL)) },
        { "device",
          !room_same_text(a->device, was.device) && !room_same_text(a->device, is.device) },
        { "acw", keeps_length(a, &was, &then) },
        { "auto_accept", keeps_acceptance(a, &was, &then) },
        { "tag", a->info.tag != was.tag && a->info.tag != is.tag },
    };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (fields[i].kept) {
            found(c, USHER_FOUND_OVERRIDE, USHER_CHANGE_AGENT, is.name)->field = fields[i].field;
        }
    }
}

bool reference_finding(const reference_change *c, size_t index, usher_change_finding *out)
{
    if (index < c->findings_count) {
        *out = c->findings[index];
    }
    return index < c->findings_count;
}

uint8_t reference_action(const reference_change *c, uint8_t kind, uint32_t ref)
{
    const removal *item = room_find_removal(c, kind, ref);
    return item != NULL ? item->action : USHER_REFUSE;
}

/* ---- all ------------------------------------------------------------------------------------- */

usher_status reference_prepare(const reference *r, const usher_centre *file,
                               const usher_change_options *options, reference_change **out)
{
    reference_change *c = calloc(1, sizeof *c);
    if (c == NULL) {
        abort();
    }
    c->file = file;
    c->actor = options->actor;
    c->generation = r->generation;
    list_removals(r, c);
    usher_status status = makes_sense(options) ? decide(r, c, options) : USHER_ERR_INVALID;
    if (status != USHER_OK) {
        free(c);
        return status;
    }
    find_in_use(c, true);
    find_in_use(c, false);
    find_queues(r, c);
    for (const agent *a = r->agents; a != NULL; a = a->is.next) {
        find_agent(r, c, a);
    }
    *out = c;
    return USHER_OK;
}

void reference_change_free(reference_change *change)
{
    free(change);
}
