/*
 * virtual_agent.c - how fast a virtual agent's conversations go.
 *
 * Speeds depend only on which conversations there are, so they are computed anew whenever one
 * begins or ends; each conversation's work is settled at its old speed first, and its end is moved.
 */
#include "virtual_agent.h"

#include <stddef.h>

/* True when the agent talks on another channel than this one that stops all other work. */
static bool is_paused(const virtual_agent *agent, usher_channel channel,
                      const usher_run_settings *settings)
{
    for (usher_channel other = 0; other < USHER_CHANNELS_MAX; other++) {
        if (other != channel && agent->live[other] > 0 && settings->other_work_while[other] != 0) {
            return true;
        }
    }
    return false;
}

static uint32_t chat_speed(const usher_run_settings *settings, uint32_t chats)
{
    uint32_t last = settings->chat_speed_count;

    if (last == 0 || chats == 0) {
        return WORK_FULL_SPEED;
    }
    return settings->chat_speed[(chats < last ? chats : last) - 1];
}

static uint32_t speed_of(const virtual_agent *agent, usher_channel channel,
                         const usher_run_settings *settings)
{
    if (settings == NULL) {
        return WORK_FULL_SPEED;
    }
    if (is_paused(agent, channel, settings)) {
        return WORK_STANDS_STILL;
    }
    return channel == USHER_CHAT ? chat_speed(settings, agent->live[USHER_CHAT]) : WORK_FULL_SPEED;
}

static void set_speeds(virtual_agent *agent, const usher_run_settings *settings,
                       virtual_agenda *agenda, usher_time now)
{
    for (virtual_talk *talk = agent->talks; talk != NULL; talk = talk->next) {
        work_set_speed(&talk->work, speed_of(agent, talk->channel, settings), now);
        agenda_put(agenda, &talk->end, work_end(&talk->work));
    }
}

void virtual_agent_take(virtual_agent *agent, virtual_talk *talk, usher_duration handle,
                        const usher_run_settings *settings, virtual_agenda *agenda, usher_time now)
{
    talk->agent = agent;
    talk->next = agent->talks;
    agent->talks = talk;
    agent->live[talk->channel]++;
    work_begin(&talk->work, handle, now);
    set_speeds(agent, settings, agenda, now);
}

void virtual_agent_drop(virtual_talk *talk, const usher_run_settings *settings,
                        virtual_agenda *agenda, usher_time now)
{
    virtual_agent *agent = talk->agent;
    virtual_talk **link;

    if (agent == NULL) {
        return;
    }
    for (link = &agent->talks; *link != talk;) {
        link = &(*link)->next;
    }
    *link = talk->next;
    agent->live[talk->channel]--;
    talk->agent = NULL;
    agenda_remove(agenda, &talk->end);
    set_speeds(agent, settings, agenda, now);
}
