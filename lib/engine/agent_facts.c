/*
 * agent_facts.c - what has happened to agents: gone, reachable again, busy with other contacts.
 *
 * As with facts about parts, a report is noted on the agent, and what follows from it is decided
 * when the agent's turn comes. What was told last is what holds.
 */
#include "pipeline.h"

/* OK with an agent, or with none when nothing is to be done. */
static usher_status look_up(const us_state *state, const usher_command *c, us_agent **out)
{
    if (c->op == USHER_COMMAND_REPORT_OUTSIDE_LOAD &&
        (c->channel >= state->centre->channels_count || c->value > USHER_CONCURRENCY_MAX)) {
        return USHER_ERR_INVALID;
    }
    us_agent *agent = us_pool_find(&state->agents, c->agent.v);
    if (agent == NULL) {
        return USHER_ERR_NOT_FOUND;
    }
    bool news;
    switch (c->op) {
    case USHER_COMMAND_REPORT_AGENT_GONE:
        news = !agent->told_gone;
        break;
    case USHER_COMMAND_REPORT_AGENT_REACHABLE:
        news = agent->told_gone;
        break;
    default:
        news = agent->told_outside[c->channel] != c->value;
        break;
    }
    *out = news ? agent : NULL;
    return USHER_OK;
}

static void act(usher_engine *engine, const usher_command *c, us_agent *agent, us_budget budget)
{
    engine->state.record++;
    agent->actor = c->actor;
    agent->pending |= US_AGENT_TOLD;
    if (c->op == USHER_COMMAND_REPORT_OUTSIDE_LOAD) {
        agent->told_outside[c->channel] = (uint16_t)c->value;
    } else {
        agent->told_gone = c->op == USHER_COMMAND_REPORT_AGENT_GONE;
    }
    us_work_off(engine, budget, (us_object *)agent, US_KIND_AGENT);
}

static usher_status take_fact(usher_engine *engine, const usher_command *c)
{
    us_agent *agent = NULL;
    us_budget budget;
    usher_status status = us_enter(engine, c->op, c->actor, c->now);
    if (status == USHER_OK) {
        status = look_up(&engine->state, c, &agent);
    }
    if (status != USHER_OK || agent == NULL) {
        return status;
    }
    status = us_reserve_units(engine, 0, 0, &budget);
    if (status == USHER_OK && engine->record != NULL) {
        status = us_append(engine, c, budget);
    }
    if (status == USHER_OK) {
        act(engine, c, agent, budget);
    }
    return status;
}

usher_status us_agent_fact(usher_engine *engine, const usher_command *c)
{
    if (!us_engine_enter(engine)) {
        return USHER_ERR_REENTRANT;
    }
    usher_status status = take_fact(engine, c);
    us_engine_leave(engine);
    return status;
}

usher_status us_agent_fact_again(usher_engine *engine, const usher_command *c, us_budget budget)
{
    us_agent *agent = NULL;
    if (look_up(&engine->state, c, &agent) != USHER_OK || agent == NULL) {
        return USHER_ERR_CORRUPT;
    }
    usher_status status = us_reserve_again(engine, budget);
    if (status == USHER_OK) {
        act(engine, c, agent, budget);
    }
    return status;
}
