/*
 * digest.c - digests of typed fields, never of raw structs: equal on every platform.
 */
#include "digest.h"

#include "base/hash.h"
#include "state/contact.h"
#include "state/task.h"

static uint64_t add_event(uint64_t digest, const usher_event *event)
{
    const uint64_t words[] = {
        event->number,
        event->record,
        (uint64_t)event->time,
        event->actor,
        event->contact.v,
        event->agent.v,
        event->participant.v,
        (uint64_t)event->until,
        (uint64_t)event->value,
        event->tag,
        (uint64_t)event->queue.v << 32 | event->profile.v,
        (uint64_t)event->status.v << 32 | (uint64_t)event->type << 16 |
            (uint64_t)event->channel << 8 | event->reason,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return digest;
}

uint64_t us_digest_events(const us_state *state, uint64_t from, uint64_t digest)
{
    for (uint64_t number = from; number < state->outbox.next; number++) {
        digest = add_event(digest, us_outbox_at(&state->outbox, number));
    }
    return digest;
}

/* What is rarely so is added only where it is: so digests of old journals stay what they were. */
static uint64_t add_rare(uint64_t digest, uint64_t what, uint64_t value)
{
    return value != 0 ? us_digest(us_digest(digest, what), value) : digest;
}

static uint64_t add_contact(const us_state *state, uint64_t digest, const us_contact *contact)
{
    const uint64_t words[] = {
        contact->id,
        contact->state,
        contact->channel,
        contact->pending,
        contact->reason,
        (uint64_t)contact->priority,
        (uint64_t)us_contact_rank_of(contact),
        (uint64_t)contact->rank_time,
        contact->line,
        contact->last_misser,
        (uint64_t)contact->reoffer_at,
        contact->offers,
        contact->changed,
        contact->held,
        contact->candidate,
        (uint64_t)contact->begun,
        (uint64_t)contact->enqueued,
        (uint64_t)contact->first_enqueued,
        (uint64_t)us_contact_ended(contact),
        (uint64_t)contact->age,
        (uint64_t)contact->acw,
        contact->tag,
        contact->key != US_NIL ? us_texts_noted(&state->texts, contact->key) : 0,
        contact->offers_made,
        contact->transfers,
        contact->customer,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    digest = add_rare(digest, 1, contact->leg);
    digest = add_rare(digest, 2, contact->overdue);
    digest = us_texts_digest(&state->texts, contact->key, digest);
    return us_texts_digest(&state->texts, contact->endpoint, digest);
}

static uint64_t add_part(uint64_t digest, const us_part *part)
{
    const uint64_t words[] = {
        part->id,
        part->state,
        part->channel,
        part->pending,
        part->reason,
        part->contact,
        part->agent->id,
        (uint64_t)part->since,
        (uint64_t)part->until,
        (uint64_t)part->answered,
        (uint64_t)part->connected,
        part->tag,
        part->made,
        part->queue.v,
        part->profile,
        part->joined != NULL,
        part->dialled,
        part->served,
        part->talked,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    uint64_t failed = (part->pending & US_PART_IS_FAILED) != 0 ? part->cause : 0;
    digest = add_rare(add_rare(digest, 1, part->leg), 2, part->answerer);
    return add_rare(digest, part->unjoined ? 4 : 3, failed);
}

static uint64_t add_one_agent(const us_state *state, uint64_t digest, const us_agent *agent)
{
    const uint64_t words[] = {
        agent->id,        agent->status,          agent->next_status,
        agent->profile,   agent->group,           agent->parts_count,
        agent->in_hand,   (uint64_t)agent->since, (uint64_t)agent->status_since,
        agent->offerable, agent->auto_accept,     agent->pending,
        agent->changed,   agent->own_count,       agent->tag,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        digest = us_digest(digest, agent->occupied[channel]);
        digest = us_digest(digest, (uint64_t)agent->acw[channel]);
    }
    digest = add_rare(digest, 1, agent->gone);
    digest = add_rare(digest, 2, agent->told_gone);
    for (uint32_t channel = 0; channel < USHER_CHANNELS_MAX; channel++) {
        digest = add_rare(digest, 16 + channel, agent->outside[channel]);
        digest = add_rare(digest, 32 + channel, agent->told_outside[channel]);
    }
    digest = us_texts_digest(&state->texts, agent->name, digest);
    return us_texts_digest(&state->texts, agent->device, digest);
}

static uint64_t add_task(const us_state *state, uint64_t digest, const us_task *task)
{
    const uint64_t words[] = {
        task->pending,
        task->reason,
        task == state->closing,
        task->line,
        task->last,
        task->to.v,
        task->done,
        task->ending != NULL ? task->ending->id : 0,
        task->actor,
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        digest = us_digest(digest, words[i]);
    }
    return add_rare(add_rare(digest, 1, task->contact), 2, task->after.id);
}

uint64_t us_digest_state(const us_state *state)
{
    uint64_t digest = us_digest(us_digest(1, state->record), state->serial);
    digest = us_digest(us_digest(digest, state->waiting), state->outbox.next);
    for (uint32_t i = 0; i < state->centre->queues_count; i++) {
        digest = us_digest(us_digest(digest, state->queue_waiting[i]), state->queue_enabled[i]);
    }
    uint32_t slot = us_pool_next(&state->tasks, 0);
    for (; slot != US_NIL; slot = us_pool_next(&state->tasks, slot + 1)) {
        digest = add_task(state, digest, us_task_at(state, slot));
    }
    slot = us_pool_next(&state->agents, 0);
    for (; slot != US_NIL; slot = us_pool_next(&state->agents, slot + 1)) {
        digest = add_one_agent(state, digest, us_agent_at(state, slot));
    }
    slot = us_pool_next(&state->contacts, 0);
    for (; slot != US_NIL; slot = us_pool_next(&state->contacts, slot + 1)) {
        digest = add_contact(state, digest, us_contact_at(state, slot));
    }
    slot = us_pool_next(&state->parts, 0);
    for (; slot != US_NIL; slot = us_pool_next(&state->parts, slot + 1)) {
        digest = add_part(digest, us_part_at(state, slot));
    }
    return digest;
}
