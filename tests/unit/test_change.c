/*
 * test_change.c - changes of centre, case by case (docs/routing.md 13.14 and 15): what the model
 * test has found, and what a host relies on.
 *
 * A file is a few names here; everything else has its usual value.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <usher/usher.h>

enum { NOW = 1000000, NAMES = 4 };

typedef struct file {
    const char *queues[NAMES];   /* the profiles serve all of them */
    const char *statuses[NAMES]; /* of kind CUSTOM */
    const char *device;          /* of ann; NULL: she is not in it */
    bool spare;                  /* of the profiles "desk" and "spare" ann has the latter */
    bool video;                  /* a channel; ann has after-contact work for it */
    usher_duration reoffer_after;
} file;

static const file usual = { { "sales", "more" }, { "Break", "Lunch" }, "phone", false, true, 0 };

typedef struct world {
    usher_engine *engine;
    usher_agent_id ann;
    usher_event last[64]; /* of each type, of the latest command */
} world;

static void ok(usher_status status)
{
    assert_int_equal(status, USHER_OK);
}

/* ---- centres --------------------------------------------------------------------------------- */

static void add_statuses_and_queues(usher_centre_builder *b, const file *f)
{
    for (int i = 0; i < NAMES && f->statuses[i] != NULL; i++) {
        usher_agent_status_def def = USHER_AGENT_STATUS_DEF_INIT;
        usher_agent_status_ref ref;
        def.name = f->statuses[i];
        ok(usher_centre_add_status(b, &def, &ref));
    }
    for (int i = 0; i < NAMES && f->queues[i] != NULL; i++) {
        usher_queue_def def = USHER_QUEUE_DEF_INIT;
        usher_queue_ref ref;
        def.name = f->queues[i];
        ok(usher_centre_add_queue(b, &def, &ref));
    }
}

static usher_profile_ref add_profile(usher_centre_builder *b, const file *f, const char *name,
                                     usher_channel video)
{
    usher_profile_def def = USHER_PROFILE_DEF_INIT;
    usher_profile_ref ref;
    def.name = name;
    def.max[USHER_VOICE] = 1;
    if (f->video) {
        def.max[video] = 1;
        def.while_busy[USHER_VOICE] = USHER_WHILE_BUSY_ANY;
    }
    ok(usher_centre_add_profile(b, &def, &ref));
    for (uint32_t i = 0; i < NAMES && f->queues[i] != NULL; i++) {
        usher_entry_def entry = USHER_ENTRY_DEF_INIT;
        entry.queue.v = i + 1;
        ok(usher_centre_add_entry(b, ref, &entry));
        entry.channel = video;
        if (f->video) {
            ok(usher_centre_add_entry(b, ref, &entry));
        }
    }
    return ref;
}

static usher_centre *build(const file *f)
{
    usher_centre_builder *b;
    usher_centre *centre;
    usher_channel video = USHER_CHANNEL_NONE;
    usher_agent_def ann = USHER_AGENT_DEF_INIT;
    usher_routing_options options = USHER_ROUTING_OPTIONS_INIT;
    ok(usher_centre_builder_new(NULL, &b));
    options.reoffer_after = f->reoffer_after;
    ok(usher_centre_set_options(b, &options));
    if (f->video) {
        usher_channel_def def = USHER_CHANNEL_DEF_INIT;
        def.name = "video";
        ok(usher_centre_add_channel(b, &def, &video));
        ann.acw[video] = USHER_SECONDS(30);
    }
    add_statuses_and_queues(b, f);
    usher_profile_ref desk = add_profile(b, f, "desk", video);
    usher_profile_ref spare = add_profile(b, f, "spare", video);
    ann.profile = f->spare ? spare : desk;
    ann.name = "ann";
    ann.device = f->device;
    if (f->device != NULL) {
        ok(usher_centre_add_agent(b, &ann));
    }
    ok(usher_centre_build(b, &centre));
    usher_centre_builder_free(b);
    return centre;
}

/* ---- the world ------------------------------------------------------------------------------- */

static void listen(world *w)
{
    const usher_event *event;
    for (int i = 0; i < 64; i++) {
        w->last[i] = (usher_event){ 0 };
    }
    while ((event = usher_engine_peek(w->engine)) != NULL) {
        w->last[event->type] = *event;
        usher_engine_confirm(w->engine, event->number);
    }
    assert_null(usher_engine_check(w->engine));
}

static void open_world_with(world *w, uint32_t units_per_command)
{
    usher_engine_options options = USHER_ENGINE_OPTIONS_INIT;
    usher_centre *centre = build(&usual);
    options.centre = centre;
    options.limits.units_per_command = units_per_command;
    ok(usher_engine_new(&options, &w->engine));
    usher_centre_unref(centre);
    w->ann = usher_agent_find(w->engine, "ann");
}

static void open_world(world *w)
{
    open_world_with(w, 32);
}

static usher_queue_ref queue_of(const world *w, const char *name)
{
    return usher_centre_find_queue(usher_engine_centre(w->engine), name);
}

static usher_agent_status_ref status_of(const world *w, const char *name)
{
    return usher_centre_find_status(usher_engine_centre(w->engine), name);
}

static void set_status(world *w, const char *name)
{
    ok(usher_agent_set_status(w->engine, NOW, w->ann, status_of(w, name)));
    listen(w);
}

static usher_contact_id begin(world *w, usher_channel channel, const char *queue)
{
    usher_contact_begin_options options = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    options.channel = channel;
    options.queue = queue_of(w, queue);
    ok(usher_contact_begin(w->engine, NOW, &options, &contact));
    listen(w);
    return contact;
}

/* A contact that ann talks to; who was available for it. */
static usher_contact_id talk(world *w, usher_channel channel)
{
    usher_contact_id contact = begin(w, channel, "sales");
    ok(usher_report_joined(w->engine, NOW, w->last[USHER_EVENT_OFFER_MADE].participant));
    listen(w);
    return contact;
}

static usher_status prepare(const world *w, const file *f, const usher_change_rule *rules,
                            size_t count, usher_change **out)
{
    usher_change_options options = USHER_CHANGE_OPTIONS_INIT;
    usher_centre *next = build(f);
    options.rules = rules;
    options.rules_count = count;
    options.otherwise = USHER_DRAIN;
    usher_status status = usher_engine_prepare_change(w->engine, next, &options, out);
    usher_centre_unref(next);
    return status;
}

/* What no rule names drains. */
static void change(world *w, const file *f, const usher_change_rule *rule)
{
    usher_change *change;
    ok(prepare(w, f, rule, rule != NULL, &change));
    ok(usher_engine_commit_change(w->engine, NOW, change));
    usher_change_free(change);
    listen(w);
}

static usher_change_rule rule_for(uint8_t kind, const char *name, uint8_t action, const char *to)
{
    usher_change_rule rule = USHER_CHANGE_RULE_INIT;
    rule.kind = kind;
    rule.name = name;
    rule.action = action;
    rule.to = to;
    return rule;
}

/* ---- what a rule may say --------------------------------------------------------------------- */

static void nothing_moves_to_what_is_leaving(void **state)
{
    (void)state;
    world w;
    usher_change *change_out;
    file f = usual;
    open_world(&w);
    (void)begin(&w, USHER_VOICE, "more");
    f.queues[1] = NULL;
    change(&w, &f, NULL); /* "more" is leaving */
    f.queues[0] = "other";
    usher_change_rule rule = rule_for(USHER_CHANGE_QUEUE, "sales", USHER_MOVE, "more");
    assert_int_equal(prepare(&w, &f, &rule, 1, &change_out), USHER_ERR_NOT_FOUND);
    rule.to = "other";
    ok(prepare(&w, &f, &rule, 1, &change_out));
    usher_change_free(change_out);
    usher_engine_free(w.engine);
}

static void of_two_rules_the_second_counts(void **state)
{
    (void)state;
    world w;
    usher_change *change_out;
    file f = usual;
    open_world(&w);
    f.queues[1] = NULL;
    usher_change_rule rules[3] = { rule_for(USHER_CHANGE_QUEUE, "more", USHER_DRAIN, NULL),
                                   rule_for(USHER_CHANGE_QUEUE, "more", USHER_MOVE, "nowhere"),
                                   rule_for(USHER_CHANGE_QUEUE, "more", USHER_MOVE, "sales") };
    assert_int_equal(prepare(&w, &f, rules, 2, &change_out), USHER_ERR_NOT_FOUND);
    ok(prepare(&w, &f, rules, 3, &change_out));
    usher_change_free(change_out);
    usher_engine_free(w.engine);
}

static size_t overrides(const usher_change *change_in)
{
    size_t count = 0;
    usher_change_finding finding;
    for (size_t i = 0; usher_change_finding_get(change_in, i, &finding); i++) {
        count += finding.what == USHER_FOUND_OVERRIDE;
    }
    return count;
}

/* What was set by hand as the new file says is not kept against it. */
static void an_override_is_what_the_new_file_does_not_say(void **state)
{
    (void)state;
    world w;
    usher_change *found;
    file f = usual;
    open_world(&w);
    usher_profile_ref spare = usher_centre_find_profile(usher_engine_centre(w.engine), "spare");
    ok(usher_agent_set_profile(w.engine, NOW, w.ann, spare));
    ok(prepare(&w, &f, NULL, 0, &found));
    assert_int_equal(overrides(found), 1);
    usher_change_free(found);
    f.spare = true;
    ok(prepare(&w, &f, NULL, 0, &found));
    assert_int_equal(overrides(found), 0);
    usher_change_free(found);
    usher_engine_free(w.engine);
}

/* ---- queues ---------------------------------------------------------------------------------- */

static void a_queue_leaves_and_stays(void **state)
{
    (void)state;
    world w;
    file f = usual;
    open_world(&w);
    usher_queue_ref more = queue_of(&w, "more");
    (void)begin(&w, USHER_VOICE, "more");
    f.queues[1] = NULL;
    change(&w, &f, NULL);
    assert_int_equal(w.last[USHER_EVENT_QUEUE_LEAVING].queue.v, more.v);
    change(&w, &usual, NULL);
    assert_int_equal(w.last[USHER_EVENT_QUEUE_ENABLED].queue.v, more.v);
    assert_int_equal(queue_of(&w, "more").v, more.v);
    usher_engine_free(w.engine);
}

static void a_queue_that_is_empty_is_gone(void **state)
{
    (void)state;
    world w;
    file f = usual;
    usher_queue_info info;
    open_world(&w);
    usher_queue_ref more = queue_of(&w, "more");
    usher_contact_id contact = begin(&w, USHER_VOICE, "more");
    f.queues[1] = NULL;
    change(&w, &f, NULL);
    assert_true(usher_queue_get(w.engine, more, &info) && info.leaving);
    ok(usher_contact_end(w.engine, NOW, contact, USHER_REASON_API));
    listen(&w);
    assert_int_equal(w.last[USHER_EVENT_QUEUE_REMOVED].queue.v, more.v);
    assert_false(usher_queue_get(w.engine, more, &info));
    usher_engine_free(w.engine);
}

/* ---- agents ---------------------------------------------------------------------------------- */

static void nobody_is_forced_into_what_is_leaving(void **state)
{
    (void)state;
    world w;
    file f = usual;
    open_world(&w);
    set_status(&w, "Break");
    usher_agent_status_ref leaving = status_of(&w, "Break");
    f.statuses[0] = NULL;
    change(&w, &f, NULL);
    assert_int_equal(usher_agent_force_out(w.engine, NOW, w.ann, leaving, USHER_FORCE_FINISH),
                     USHER_ERR_INVALID);
    usher_engine_free(w.engine);
}

/* It is told again, since agent.status means that nothing waits any more. */
static void a_next_status_outlives_the_present_one(void **state)
{
    (void)state;
    world w;
    file f = usual;
    usher_agent_info info;
    open_world(&w);
    set_status(&w, "Break");
    usher_contact_begin_options dial = USHER_CONTACT_BEGIN_OPTIONS_INIT;
    usher_contact_id contact;
    dial.agent = w.ann;
    ok(usher_contact_dial(w.engine, NOW, &dial, &contact));
    set_status(&w, "Lunch");
    f.statuses[0] = "Pause";
    usher_change_rule rule = rule_for(USHER_CHANGE_STATUS, "Break", USHER_MOVE, "Pause");
    change(&w, &f, &rule);
    assert_true(usher_agent_get(w.engine, w.ann, &info));
    assert_int_equal(info.next_status.v, status_of(&w, "Lunch").v);
    assert_int_equal(w.last[USHER_EVENT_AGENT_STATUS].status.v, status_of(&w, "Pause").v);
    assert_int_equal(w.last[USHER_EVENT_AGENT_NEXT_STATUS].status.v, info.next_status.v);
    usher_engine_free(w.engine);
}

static void one_who_was_leaving_stays(void **state)
{
    (void)state;
    world w;
    file f = usual;
    open_world(&w);
    set_status(&w, "Available");
    usher_contact_id contact = talk(&w, USHER_VOICE);
    f.device = NULL;
    change(&w, &f, NULL);
    assert_true(w.last[USHER_EVENT_AGENT_LEAVING].agent.v == w.ann.v);
    change(&w, &usual, NULL);
    assert_true(w.last[USHER_EVENT_AGENT_CHANGED].agent.v == w.ann.v);
    ok(usher_contact_end(w.engine, NOW, contact, USHER_REASON_API));
    (void)begin(&w, USHER_VOICE, "sales");
    assert_true(w.last[USHER_EVENT_OFFER_MADE].agent.v == w.ann.v);
    usher_engine_free(w.engine);
}

/* What she has for a channel stays as it was while the channel is leaving. */
static void after_contact_work_of_a_leaving_channel(void **state)
{
    (void)state;
    world w;
    file f = usual;
    open_world(&w);
    usher_channel video = usher_centre_find_channel(usher_engine_centre(w.engine), "video");
    set_status(&w, "Available");
    usher_contact_id contact = talk(&w, video);
    f.video = false;
    change(&w, &f, NULL);
    f.device = "another";
    change(&w, &f, NULL);
    ok(usher_contact_end(w.engine, NOW, contact, USHER_REASON_API));
    listen(&w);
    assert_int_equal(w.last[USHER_EVENT_ACW_STARTED].until, NOW + USHER_SECONDS(30));
    usher_engine_free(w.engine);
}

/* ---- memory ---------------------------------------------------------------------------------- */

/*
 * Room for the timers of back-offs, which there were none of before, is there for all offers that
 * there may be: those from before, too. A command of few units leaves room for more parts than it
 * has asked for, which the next one finds (but where memory grows by what is asked for).
 */
static void a_back_off_that_is_new(void **state)
{
    (void)state;
    for (int before = 0; before < 2; before++) {
        world w;
        file f = usual;
        open_world_with(&w, 4);
        f.reoffer_after = USHER_SECONDS(5);
        if (before == 0) {
            change(&w, &f, NULL);
        }
        set_status(&w, "Available");
        usher_contact_id contact = begin(&w, USHER_VOICE, "sales");
        usher_participant_id part = w.last[USHER_EVENT_OFFER_MADE].participant;
        if (before == 1) {
            change(&w, &f, NULL);
        }
        ok(usher_report_failed(w.engine, NOW, part, USHER_REASON_NO_ANSWER));
        listen(&w);
        assert_int_equal(usher_engine_next_due(w.engine), NOW + USHER_SECONDS(5));
        ok(usher_contact_end(w.engine, NOW, contact, USHER_REASON_API));
        listen(&w);
        usher_engine_free(w.engine);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_moves_to_what_is_leaving),
        cmocka_unit_test(of_two_rules_the_second_counts),
        cmocka_unit_test(an_override_is_what_the_new_file_does_not_say),
        cmocka_unit_test(a_queue_leaves_and_stays),
        cmocka_unit_test(a_queue_that_is_empty_is_gone),
        cmocka_unit_test(nobody_is_forced_into_what_is_leaving),
        cmocka_unit_test(a_next_status_outlives_the_present_one),
        cmocka_unit_test(one_who_was_leaving_stays),
        cmocka_unit_test(after_contact_work_of_a_leaving_channel),
        cmocka_unit_test(a_back_off_that_is_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
