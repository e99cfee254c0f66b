/*
 * day.c - one working day of an engine, its host, and the world around them.
 */
#include "day.h"

#include <stdio.h>
#include <stdlib.h>

void day_fail(const day *d, const char *format, const char *word)
{
    fprintf(stderr, "seed %llu, step %u: ", (unsigned long long)d->seed, (unsigned)d->step);
    fprintf(stderr, format, word);
    fputc('\n', stderr);
    abort();
}

uint32_t day_below(day *d, uint32_t n)
{
    return scenario_random(&d->random, n);
}

static bool percent(day *d, uint32_t chance)
{
    return day_below(d, 100) < chance;
}

/* ---- events ---------------------------------------------------------------------------------- */

static void handle(day *d, const usher_event *event)
{
    if (event->number != d->seen + 1) {
        day_fail(d, "an event is left out before %s", usher_event_name(event->type));
    }
    const char *wrong = slots_event(&d->slots, event);
    if (wrong != NULL) {
        day_fail(d, "%s", wrong);
    }
    facts_event(&d->facts, event);
    d->seen = event->number;
    d->figures->events[event->type]++;
    d->figures->redelivered += (event->flags & USHER_EVENT_REDELIVERED) != 0;
}

void day_take_events(day *d)
{
    const usher_event *event;
    while ((event = usher_engine_peek_after(d->engine, d->seen)) != NULL) {
        handle(d, event);
    }
    if (percent(d, 60)) {
        usher_engine_confirm(d->engine, d->seen);
    }
    usher_engine_info info;
    usher_engine_get(d->engine, &info);
    const char *wrong = info.event == d->seen ? slots_compare(&d->slots, d->engine) : NULL;
    if (wrong != NULL) {
        day_fail(d, "%s", wrong);
    }
}

/* ---- the store ------------------------------------------------------------------------------- */

static void begin_stall(day *d)
{
    if (!d->stalled) {
        d->stalled = true;
        d->acknowledged = d->journal.last;
        d->journal.answer = USHER_APPEND_ACCEPTED;
        d->figures->stalls++;
    }
}

static void write_some(day *d)
{
    if (d->stalled) {
        d->acknowledged += day_below(d, (uint32_t)(d->journal.last - d->acknowledged) + 1);
        usher_engine_acknowledge(d->engine, d->acknowledged);
    }
}

void day_end_stall(day *d)
{
    d->stalled = false;
    d->journal.answer = USHER_APPEND_DURABLE;
    usher_engine_acknowledge(d->engine, d->journal.last);
}

static void trouble_store(day *d, int fault)
{
    d->journal.fault_at = d->journal.appends + 1 + day_below(d, 3);
    d->journal.fault = fault;
    d->journal.fault_writes = fault == USHER_APPEND_FAILED && percent(d, 50);
}

/* Of what was accepted and not acknowledged any number of records may be gone. */
static void lose_records(day *d)
{
    journal kept;
    uint64_t written = d->stalled ? d->acknowledged : d->journal.last;
    uint64_t last = written + day_below(d, (uint32_t)(d->journal.last - written) + 1);
    d->figures->unwritten += d->journal.last - last;
    journal_init(&kept, USHER_APPEND_DURABLE);
    journal_copy(&kept, &d->journal, last);
    journal_clear(&d->journal);
    d->journal = kept;
    d->stalled = false;
}

/* ---- the engine ------------------------------------------------------------------------------ */

/* Changes of centre that the host has not heard of yet. */
static uint32_t changes_to_come(const day *d)
{
    uint32_t count = 0;
    uint64_t number = d->seen;
    const usher_event *event;
    while ((event = usher_engine_peek_after(d->engine, number)) != NULL) {
        count += event->type == USHER_EVENT_CENTRE_CHANGED;
        number = event->number;
    }
    return count;
}

void day_open(day *d)
{
    usher_store store = journal_store(&d->journal);
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    bool again = d->journal.last > 0;
    d->fault.refuse_at = 0;
    d->journal.fault_at = 0;
    options.centre = again ? NULL : d->centre;
    options.mem = &d->mem;
    options.store = &store;
    options.seed = d->seed;
    options.events_handled = percent(d, 70) ? d->seen : 0;
    options.limits.units_per_command = d->units;
    options.limits.events_unconfirmed = 200;
    usher_engine_info info;
    usher_status status = usher_engine_new(&options, &d->engine);
    if (status == USHER_ERR_CONFLICT && again) { /* it has never changed: the store has none */
        options.centre = d->centre;
        status = usher_engine_new(&options, &d->engine);
    }
    if (status != USHER_OK) {
        day_fail(d, "the engine is not opened: %s", usher_status_name(status));
    }
    usher_engine_get(d->engine, &info);
    if (info.event < d->seen) {
        day_fail(d, "%s", "an event that was seen is forgotten");
    }
}

void day_crash(day *d)
{
    usher_engine_free(d->engine);
    lose_records(d);
    day_open(d);
    slots_reopen(&d->slots, changes_to_come(d), usher_engine_centre(d->engine));
    d->deaf = false;
    d->figures->crashes++;
}

/* ---- commands -------------------------------------------------------------------------------- */

static bool is_report(uint16_t op)
{
    return op >= USHER_COMMAND_REPORT_RINGING;
}

static outcome outcome_of(usher_status status)
{
    switch ((int)status) {
    case USHER_ERR_NOT_FOUND:
        return OUTCOME_NOT_FOUND;
    case USHER_ERR_STORE:
        return OUTCOME_STORE;
    case USHER_ERR_FENCED:
        return OUTCOME_FENCED;
    case USHER_ERR_NOMEM:
        return OUTCOME_NOMEM;
    default:
        return status >= 0 ? OUTCOME_OK : OUTCOME_REFUSED;
    }
}

/* Facts are never refused for state, capacity or memory. */
static void judge(day *d, const usher_command *command, usher_status status)
{
    outcome came = outcome_of(status);
    if (is_report(command->op) && (came == OUTCOME_NOMEM || came == OUTCOME_REFUSED)) {
        fprintf(stderr, "%s: ", usher_command_name(command->op));
        day_fail(d, "a report is answered with %s", usher_status_name(status));
    }
    d->figures->commands[command->op][came]++;
}

static void note_fenced(day *d, usher_status status)
{
    if (status == USHER_ERR_FENCED) {
        d->figures->failed++;
        day_crash(d);
    }
}

usher_status day_submit(day *d, usher_command *command)
{
    command->now = d->now;
    usher_status status = usher_engine_submit(d->engine, command, NULL);
    judge(d, command, status);
    note_fenced(d, status);
    return status;
}

static void change_centre(day *d, const usher_command *command)
{
    usher_change_rule rules[SCENARIO_RULES];
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_change *change = NULL;
    usher_centre *next = scenario_variant(&d->scenario, (uint32_t)command->value, NULL, NULL);
    options.rules = rules;
    options.rules_count = scenario_rules(d->engine, next, rules);
    options.otherwise = USHER_DRAIN;
    usher_status status = usher_engine_prepare_change(d->engine, next, &options, &change);
    usher_centre_unref(next);
    if (status == USHER_OK) {
        status = usher_engine_commit_change(d->engine, d->now, change);
    }
    usher_change_free(change);
    if (status == USHER_OK) {
        slots_change(&d->slots, usher_engine_centre(d->engine));
        d->figures->changes++;
    }
    note_fenced(d, status);
}

/* ---- steps ----------------------------------------------------------------------------------- */

/* The earliest report. One that was not taken is given again, as often as it takes. */
static void report(day *d)
{
    fact next;
    if (!facts_take(&d->facts, &next)) {
        return;
    }
    d->now = next.due > d->now ? next.due : d->now;
    usher_status status = day_submit(d, &next.command);
    if (status == USHER_ERR_STORE || status == USHER_ERR_FENCED || status == USHER_ERR_NOMEM ||
        status == USHER_ERR_BUSY) {
        facts_again(&d->facts, &next);
    }
}

static void request(day *d)
{
    if (d->requested == d->scenario.count) {
        scenario_make(&d->scenario, d->scenario.index + SCENARIOS, SCENARIO_STEPS_MAX);
        d->requested = 0;
    }
    const scenario_step *step = &d->scenario.steps[d->requested++];
    usher_command command;
    if (step->command.op == SCENARIO_CHANGE) {
        if (percent(d, 20)) {
            change_centre(d, &step->command);
        }
    } else if (scenario_resolve(d->engine, step, d->now, &command)) {
        (void)day_submit(d, &command);
    }
}

/* A customer comes, or an agent back to work: without them nothing is to be reported. */
static void bring_somebody(day *d)
{
    usher_command command = USHER_COMMAND_INIT;
    command.op = USHER_COMMAND_CONTACT_BEGIN;
    command.channel = (usher_channel)day_below(d, 4);
    command.queue.v = 1 + day_below(d, 3);
    if (percent(d, 30)) {
        static const char *const names[] = {
            "ann", "ben", "cat", "dan", "hal", "eva", "fay", "gus"
        };
        command.op = USHER_COMMAND_AGENT_SET_STATUS;
        command.agent = usher_agent_find(d->engine, names[day_below(d, 8)]);
        command.status = usher_centre_find_status(usher_engine_centre(d->engine), "Available");
    }
    (void)day_submit(d, &command);
}

static void report_anything(day *d)
{
    usher_command command;
    if (facts_any(&d->facts, &command)) {
        (void)day_submit(d, &command);
    }
}

static void pass_time(day *d)
{
    usher_time due = usher_engine_next_due(d->engine);
    usher_command advance = USHER_COMMAND_INIT;
    advance.op = USHER_COMMAND_ADVANCE;
    d->now = percent(d, 50) && due != USHER_TIME_NEVER && due > d->now
                 ? due
                 : d->now + (usher_duration)day_below(d, 5000) * 1000;
    (void)day_submit(d, &advance);
}

static void make_trouble(day *d)
{
    switch (day_below(d, 12)) {
    case 0:
    case 1:
        begin_stall(d);
        break;
    case 2:
    case 3:
        write_some(d);
        break;
    case 4:
    case 5:
        day_end_stall(d);
        break;
    case 6:
        trouble_store(d, USHER_APPEND_REFUSED);
        break;
    case 7:
        if (percent(d, 20)) {
            trouble_store(d, USHER_APPEND_FAILED);
        }
        break;
    case 8:
        if (percent(d, 20)) {
            usher_engine_store_lost(d->engine);
        }
        break;
    case 9:
        if (percent(d, 20)) {
            day_crash(d);
        }
        break;
    case 10:
        d->fault.refuse_at = d->fault.calls + 1 + day_below(d, 2);
        break;
    default:
        d->deaf = true;
        break;
    }
}

static void play_step(day *d)
{
    uint32_t what = day_below(d, 100);
    if (what < 46) {
        report(d);
    } else if (what < 66) {
        request(d);
    } else if (what < 82) {
        bring_somebody(d);
    } else if (what < 90) {
        report_anything(d);
    } else if (what < 95) {
        pass_time(d);
    } else {
        make_trouble(d);
    }
    if (d->stalled && percent(d, 4)) {
        day_end_stall(d);
    }
    const char *broken = usher_engine_check(d->engine);
    if (broken != NULL) {
        day_fail(d, "broken invariant: %s", broken);
    }
    d->deaf = d->deaf && !percent(d, 5);
    if (!d->deaf) {
        day_take_events(d);
    }
}

/* ---- the day --------------------------------------------------------------------------------- */

static void begin_day(day *d, uint64_t seed, figures *f)
{
    static const uint32_t units[] = { 1, 2, 5, 64, 64 };
    *d = (day){ .seed = seed, .random = seed, .figures = f };
    /* its index tells which of the four centres it is, and lets the centre change */
    scenario_make(&d->scenario, SCENARIO_CHANGING + (uint32_t)(seed % 100000), SCENARIO_STEPS_MAX);
    d->mem = fault_mem_host(&d->fault);
    d->centre = scenario_centre(&d->scenario, NULL, NULL);
    d->units = units[day_below(d, 5)];
    journal_init(&d->journal, USHER_APPEND_DURABLE);
    facts_begin(&d->facts, seed + 1);
    day_open(d);
    slots_begin(&d->slots, d->centre, d->engine);
}

static void end_day(day *d)
{
    d->figures->days++;
    d->figures->steps += d->step;
    d->figures->lost += d->facts.lost;
    d->figures->repeated += d->facts.repeated;
    d->figures->late += d->facts.late;
    slots_end(&d->slots);
    usher_engine_free(d->engine);
    usher_centre_unref(d->centre);
    journal_clear(&d->journal);
    if (d->fault.blocks != 0) {
        day_fail(d, "%s", "memory is left when the engine is gone");
    }
}

void day_play(day *d, uint64_t seed, uint32_t steps, figures *f)
{
    begin_day(d, seed, f);
    for (; d->step < steps; d->step++) {
        play_step(d);
    }
    day_evening(d);
    end_day(d);
}
