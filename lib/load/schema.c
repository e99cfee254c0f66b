/*
 * schema.c - the table of all keys. To add one: a row here, a line in its section's reader, a line
 * in docs/configuration.md.
 */
#include "schema.h"

#include <usher/event.h>

#define LONGEST USHER_SECONDS(366 * 86400) /* no duration of a centre is longer */

/* ---- words ----------------------------------------------------------------------------------- */

static const us_word unlimited_words[] = { { "unlimited", USHER_UNLIMITED }, { 0 } };
static const us_word live_words[] = { { "unlimited", 0 }, { 0 } };
static const us_word offer_words[] = { { "all", USHER_OFFER_TO_ALL }, { 0 } };
static const us_word never_words[] = { { "never", USHER_FOREVER }, { 0 } };
static const us_word acw_words[] = { { "by_hand", USHER_FOREVER }, { 0 } };
static const us_word state_words[] = { { "enabled", 0 }, { "disabled", 1 }, { 0 } };
static const us_word join_words[] = { { "nothing", USHER_NEEDS_NOTHING },
                                      { "logged_in", USHER_NEEDS_LOGGED_IN },
                                      { "staffed", USHER_NEEDS_STAFFED },
                                      { "available", USHER_NEEDS_AVAILABLE },
                                      { 0 } };
static const us_word stay_words[] = { { "nothing", USHER_NEEDS_NOTHING },
                                      { "logged_in", USHER_NEEDS_LOGGED_IN },
                                      { "staffed", USHER_NEEDS_STAFFED },
                                      { 0 } };
static const us_word end_words[] = {
    { "customer_disconnect", USHER_REASON_CUSTOMER_DISCONNECT },
    { "agent_disconnect", USHER_REASON_AGENT_DISCONNECT },
    { "third_party_disconnect", USHER_REASON_THIRD_PARTY_DISCONNECT },
    { "contact_flow_disconnect", USHER_REASON_FLOW_DISCONNECT },
    { "api", USHER_REASON_API },
    { "expired", USHER_REASON_EXPIRED },
    { "agent_completed", USHER_REASON_AGENT_COMPLETED },
    { "discarded", USHER_REASON_DISCARDED },
    { "idle_disconnect", USHER_REASON_IDLE_DISCONNECT },
    { "agent_network_disconnect", USHER_REASON_NETWORK },
    { "barged", USHER_REASON_BARGED },
    { "system_error", USHER_REASON_SYSTEM_ERROR },
    { "other", USHER_REASON_OTHER },
    { "customer_connection_not_established", USHER_REASON_NOT_ESTABLISHED },
    { 0 },
};
static const us_word every_words[] = { { "year", 1 }, { 0 } };
static const us_word repeat_words[] = { { "week", USHER_REPEAT_WEEKLY },
                                        { "month", USHER_REPEAT_MONTHLY },
                                        { "year", USHER_REPEAT_YEARLY },
                                        { 0 } };
static const us_word override_words[] = { { "standard", USHER_OVERRIDE_STANDARD },
                                          { "open", USHER_OVERRIDE_OPEN },
                                          { "closed", USHER_OVERRIDE_CLOSED },
                                          { 0 } };
static const us_word last_words[] = { { "last", -1 }, { 0 } };
static const us_word work_words[] = { { "goes_on", 0 }, { "pause", 1 }, { 0 } };
static const us_word channel_words[] = {
    { "voice", USHER_VOICE },
    { "chat", USHER_CHAT },
    { "task", USHER_TASK },
    { "email", USHER_EMAIL },
    { 0 },
};
static const us_word status_words[] = {
    { "routable", USHER_STATUS_ROUTABLE },
    { "custom", USHER_STATUS_CUSTOM },
    { "offline", USHER_STATUS_OFFLINE },
    { 0 },
};
static const us_word busy_words[] = { { "own", USHER_WHILE_BUSY_OWN },
                                      { "any", USHER_WHILE_BUSY_ANY },
                                      { 0 } };
static const us_word timer_words[] = {
    { "last_activity", USHER_SINCE_LAST_ACTIVITY },
    { "last_inbound", USHER_SINCE_LAST_INBOUND },
    { 0 },
};
static const us_word rounding_words[] = { { "down", USHER_ROUND_DOWN },
                                          { "up", USHER_ROUND_UP },
                                          { 0 } };
static const us_word scope_words[] = { { "global", USHER_PRIORITY_GLOBAL },
                                       { "in_queue", USHER_PRIORITY_IN_QUEUE },
                                       { 0 } };
static const us_word clock_words[] = { { "real", USHER_DELAY_REAL },
                                       { "adjusted", USHER_DELAY_ADJUSTED },
                                       { 0 } };
static const us_word handled_words[] = { { "occupied", USHER_HANDLED_OCCUPIED },
                                         { "active", USHER_HANDLED_ACTIVE },
                                         { 0 } };
static const us_word miss_words[] = { { "keeps_rank", USHER_MISS_KEEPS_RANK },
                                      { "to_bottom", USHER_MISS_TO_BOTTOM },
                                      { 0 } };
static const us_word age_words[] = { { "replaces", USHER_ADJUSTMENT_REPLACES },
                                     { "adds", USHER_ADJUSTMENT_ADDS },
                                     { 0 } };
static const us_word twice_words[] = { { "avoid", USHER_SAME_AGENT_AVOID },
                                       { "allow", USHER_SAME_AGENT_ALLOW },
                                       { 0 } };
static const us_word profile_words[] = { { "offers_stand", USHER_PROFILE_OFFERS_STAND },
                                         { "offers_withdrawn", USHER_PROFILE_OFFERS_WITHDRAWN },
                                         { 0 } };
static const us_word slots_words[] = { { "zero", USHER_NEXT_STATUS_ZERO },
                                       { "keep", USHER_NEXT_STATUS_KEEP },
                                       { 0 } };
static const us_word gone_words[] = {
    { "keep", USHER_GONE_KEEP }, { "end", USHER_GONE_END }, { "back", USHER_GONE_BACK }, { 0 }
};
static const us_word counts_words[] = { { "yes", USHER_COUNTS_YES },
                                        { "no", USHER_COUNTS_NO },
                                        { 0 } };

/* ---- scalars --------------------------------------------------------------------------------- */

static const us_shape text = { .kind = US_SHAPE_TEXT };
static const us_shape name = { .kind = US_SHAPE_NAME };
static const us_shape zone = { .kind = US_SHAPE_ZONE };
static const us_shape version = { .kind = US_SHAPE_VERSION };
static const us_shape span = { .kind = US_SHAPE_SPAN };
static const us_shape date = { .kind = US_SHAPE_DATE };
static const us_shape day = { .kind = US_SHAPE_DAY };
static const us_shape duration = { .kind = US_SHAPE_DURATION, .max = LONGEST };
static const us_shape duration_above_0 = { .kind = US_SHAPE_DURATION, .min = 1, .max = LONGEST };
static const us_shape duration_or_never = {
    .kind = US_SHAPE_DURATION, .min = 1, .max = LONGEST, .words = never_words
};
static const us_shape duration_0_or_never = { .kind = US_SHAPE_DURATION,
                                              .max = LONGEST,
                                              .words = never_words };
static const us_shape acw = { .kind = US_SHAPE_DURATION, .max = LONGEST, .words = acw_words };
static const us_shape delay = {
    .kind = US_SHAPE_DURATION,
    .max = USHER_SECONDS(USHER_ENTRY_DELAY_MAX_S),
    .whole_seconds = true,
};
static const us_shape live_max = {
    .kind = US_SHAPE_COUNT, .min = 1, .max = 1 << 23, .words = live_words
};
static const us_shape max_contacts = { .kind = US_SHAPE_COUNT,
                                       .max = UINT32_MAX - 1,
                                       .words = unlimited_words };
static const us_shape offers = {
    .kind = US_SHAPE_COUNT, .min = 1, .max = US_AGENTS_MAX, .words = offer_words
};
static const us_shape slots = { .kind = US_SHAPE_COUNT, .max = USHER_CONCURRENCY_MAX };
static const us_shape entry_priority = { .kind = US_SHAPE_COUNT,
                                         .min = 1,
                                         .max = USHER_ENTRY_PRIORITY_MAX };
static const us_shape agent_count = { .kind = US_SHAPE_COUNT,
                                      .min = 1,
                                      .max = US_AGENTS_PER_ROW_MAX };
static const us_shape count = { .kind = US_SHAPE_COUNT, .max = 1000000 };
static const us_shape skill_level = { .kind = US_SHAPE_COUNT, .min = 1, .max = 5 };
static const us_shape speed = { .kind = US_SHAPE_DECIMAL, .min = 1, .max = 100 * 1000000 };
static const us_shape state = { .kind = US_SHAPE_WORD, .words = state_words };
static const us_shape join_needs = { .kind = US_SHAPE_WORD, .words = join_words };
static const us_shape stay_needs = { .kind = US_SHAPE_WORD, .words = stay_words };
static const us_shape overflow_end = { .kind = US_SHAPE_WORD, .words = end_words };
static const us_shape every = { .kind = US_SHAPE_WORD, .words = every_words };
static const us_shape repeat = { .kind = US_SHAPE_WORD, .words = repeat_words };
static const us_shape interval = { .kind = US_SHAPE_COUNT,
                                   .min = 1,
                                   .max = USHER_REPEAT_INTERVAL_MAX };
static const us_shape month = { .kind = US_SHAPE_COUNT, .min = 1, .max = 12 };
static const us_shape month_day = {
    .kind = US_SHAPE_COUNT, .min = 1, .max = 31, .words = last_words
};
static const us_shape occurrence = {
    .kind = US_SHAPE_COUNT, .min = 1, .max = 4, .words = last_words
};
static const us_shape override_type = { .kind = US_SHAPE_WORD, .words = override_words };
static const us_shape other_work = { .kind = US_SHAPE_WORD, .words = work_words };
static const us_shape built_in_channel = { .kind = US_SHAPE_WORD, .words = channel_words };
static const us_shape status_kind = { .kind = US_SHAPE_WORD, .words = status_words };
static const us_shape while_busy = { .kind = US_SHAPE_WORD, .words = busy_words };
static const us_shape availability_timer = { .kind = US_SHAPE_WORD, .words = timer_words };
static const us_shape buffer_rounding = { .kind = US_SHAPE_WORD, .words = rounding_words };
static const us_shape priority_scope = { .kind = US_SHAPE_WORD, .words = scope_words };
static const us_shape delay_clock = { .kind = US_SHAPE_WORD, .words = clock_words };
static const us_shape handled = { .kind = US_SHAPE_WORD, .words = handled_words };
static const us_shape after_miss = { .kind = US_SHAPE_WORD, .words = miss_words };
static const us_shape age_adjustment = { .kind = US_SHAPE_WORD, .words = age_words };
static const us_shape same_agent_twice = { .kind = US_SHAPE_WORD, .words = twice_words };
static const us_shape profile_change = { .kind = US_SHAPE_WORD, .words = profile_words };
static const us_shape slots_with_next_status = { .kind = US_SHAPE_WORD, .words = slots_words };
static const us_shape counts_as_miss = { .kind = US_SHAPE_WORD, .words = counts_words };
static const us_shape when_gone = { .kind = US_SHAPE_WORD, .words = gone_words };

/* ---- lists and maps -------------------------------------------------------------------------- */

static const us_shape texts = { .kind = US_SHAPE_LIST, .of = &text };
static const us_shape names = { .kind = US_SHAPE_LIST, .of = &name };
static const us_shape spans = { .kind = US_SHAPE_LIST, .of = &span };
static const us_shape speeds = { .kind = US_SHAPE_LIST, .of = &speed };
static const us_shape tags = { .kind = US_SHAPE_NAMED, .of = &text };
static const us_shape skills = { .kind = US_SHAPE_NAMED, .of = &skill_level };
static const us_shape acw_of_channels = { .kind = US_SHAPE_NAMED, .of = &acw };
static const us_shape work_of_channels = { .kind = US_SHAPE_NAMED, .of = &other_work };
static const us_shape statuses = { .kind = US_SHAPE_NAMED, .of = &status_kind };

static const us_row channel_rows[] = {
    { "ring", &duration_above_0, false, NULL,
      "How long an offer rings: 20s for voice and chat, 30s for task and email, else that of "
      "`like`." },
    { "like", &built_in_channel, false, "\"voice\"",
      "The built-in channel whose rules a channel of your own takes." },
    { "live_max", &live_max, false, "\"unlimited\"",
      "Contacts of this channel at once in the engine." },
    { 0 },
};
static const us_shape channel = {
    .kind = US_SHAPE_RECORD, .id = "channel", .title = "a channel", .rows = channel_rows
};
static const us_shape channels = { .kind = US_SHAPE_NAMED, .of = &channel };

static const us_row closed_rows[] = {
    { "date", &date, true, NULL, "12-25 for every year, or 2026-12-25 for one." },
    { "every", &every, false, NULL, "`year`, to say that 12-25 comes back." },
    { 0 },
};
static const us_shape closed_day = {
    .kind = US_SHAPE_RECORD, .id = "closed", .title = "a closed day", .rows = closed_rows
};
static const us_shape closed_days = { .kind = US_SHAPE_NAMED, .of = &closed_day };
static const us_shape week = { .kind = US_SHAPE_WEEK, .of = &spans };
static const us_row override_rows[] = {
    { "type", &override_type, false, "\"standard\"",
      "Whether its spans stand in the place of the week's, are open too, or are closed." },
    { "from", &day, true, NULL, "First day: 2026-12-24." },
    { "till", &day, false, NULL, "Last day; required unless `every` is given." },
    { "week", &week, false, NULL, "Its spans by day; absent: whole days." },
    { "every", &repeat, false, NULL, "How it comes back; absent: it counts every day." },
    { "interval", &interval, false, "1", "Every how many weeks, months or years." },
    { "month", &month, false, NULL, "Month of a yearly override; absent: that of `from`." },
    { "day", &month_day, false, NULL, "Day of the month; absent: that of `from`." },
    { "occurrence", &occurrence, false, NULL,
      "Instead of `day`: the first to fourth, or last, of the weekdays in `week`." },
    { 0 },
};
static const us_shape override = {
    .kind = US_SHAPE_RECORD, .id = "override", .title = "an override", .rows = override_rows
};
static const us_shape overrides = { .kind = US_SHAPE_NAMED, .of = &override };
static const us_row hours_rows[] = {
    { "zone", &zone, false, NULL, "IANA time zone; absent: the centre's." },
    { "week", &week, false, NULL, "Open times by day: mon, or mon-fri." },
    { "closed", &closed_days, false, NULL, "Days on which they are closed." },
    { "overrides", &overrides, false, NULL, "What is other than the week says, on some days." },
    { "parents", &names, false, NULL,
      "Names of up to three other hours, whose closed days and overrides count too." },
    { 0 },
};
static const us_shape opening = {
    .kind = US_SHAPE_RECORD, .id = "hours", .title = "hours", .rows = hours_rows
};
static const us_shape all_hours = { .kind = US_SHAPE_NAMED, .of = &opening };

static const us_row service_level_rows[] = {
    { "within", &duration, false, "\"20s\"",
      "A contact answered within this time counts as in time." },
    { 0 },
};
static const us_shape service_level = { .kind = US_SHAPE_RECORD,
                                        .id = "service_level",
                                        .title = "a service level",
                                        .rows = service_level_rows };
static const us_row queue_rows[] = {
    { "hours", &name, false, NULL, "Name of its hours of operation; absent: always open." },
    { "max_contacts", &max_contacts, false, "\"unlimited\"",
      "Waiting contacts over all channels; 0 refuses every one." },
    { "service_level", &service_level, false, NULL, "What reports call in time." },
    { "offers", &offers, false, "1", "How many agents are offered one contact at once." },
    { "display", &text, false, NULL, "What people read; absent: the name." },
    { "state", &state, false, "\"enabled\"",
      "Whether the queue takes contacts when the engine starts." },
    { "join_needs", &join_needs, false, "\"nothing\"",
      "Agents without whom nobody comes in: one who is logged in, ready, or free." },
    { "stay_needs", &stay_needs, false, "\"nothing\"",
      "Agents without whom all who wait overflow, and nobody comes in." },
    { "longest_wait", &duration_above_0, false, NULL,
      "Who has waited so long overflows; absent: nobody." },
    { "overflow_queue", &name, false, NULL, "Where those go who overflow, with their rank." },
    { "overflow_end", &overflow_end, false, NULL,
      "Why those end who overflow and do not come into overflow_queue; absent: they stay." },
    { "tags", &tags, false, NULL, "Texts of your own; checked, not used." },
    { 0 },
};
static const us_shape queue = {
    .kind = US_SHAPE_RECORD, .id = "queue", .title = "a queue", .rows = queue_rows
};
static const us_shape queues = { .kind = US_SHAPE_NAMED, .of = &queue };

static const us_row slot_rows[] = {
    { "max", &slots, false, "1",
      "Contacts of this channel at once for one agent; 0 switches it off." },
    { "while_busy", &while_busy, false, NULL,
      "What else may be offered meanwhile: own channel only, or any; absent: "
      "options.while_busy_default." },
    { 0 },
};
static const us_shape slot = {
    .kind = US_SHAPE_RECORD, .id = "slots", .title = "a profile's channel", .rows = slot_rows
};
static const us_shape slots_of_channels = { .kind = US_SHAPE_NAMED, .of = &slot };
static const us_row entry_rows[] = {
    { "queue", &name, true, NULL, "Name of the queue." },
    { "channels", &names, true, NULL, "Its channels that this profile serves." },
    { "priority", &entry_priority, false, "1", "1 is served first, 99 last." },
    { "delay", &delay, false, "0",
      "Waiting time after which this profile sees a contact, in whole seconds." },
    { 0 },
};
static const us_shape entry = {
    .kind = US_SHAPE_RECORD, .id = "entry", .title = "an entry", .rows = entry_rows
};
static const us_shape entries = { .kind = US_SHAPE_LIST, .of = &entry };
static const us_row profile_rows[] = {
    { "channels", &slots_of_channels, false, NULL, "The channels that are on, and their slots." },
    { "entries", &entries, false, NULL, "What it serves: queues and channels, at most 50 pairs." },
    { "outbound_queue", &name, false, NULL, "Name of the queue that outgoing contacts belong to." },
    { "availability_timer", &availability_timer, false, "\"last_activity\"",
      "Since when an agent counts as available." },
    { 0 },
};
static const us_shape profile = {
    .kind = US_SHAPE_RECORD, .id = "profile", .title = "a profile", .rows = profile_rows
};
static const us_shape profiles = { .kind = US_SHAPE_NAMED, .of = &profile };

static const us_row agent_rows[] = {
    { "name", &name, true, NULL, "Its name; with `count`, a pattern such as agent%03d." },
    { "count", &agent_count, false, NULL, "How many agents this row makes, numbered from 1." },
    { "profile", &name, true, NULL, "Name of the routing profile." },
    { "group", &names, false, NULL, "Path in the tree of groups, from the top, at most 5 levels." },
    { "device", &text, false, NULL, "Where the host reaches the agent." },
    { "acw", &acw_of_channels, false, NULL,
      "After-contact work by channel: a duration, or by_hand." },
    { "auto_accept", &names, false, NULL, "Channels on which offers are accepted without asking." },
    { "skills", &skills, false, NULL, "Levels 1 to 5; checked, kept for a later version." },
    { 0 },
};
static const us_shape agent = {
    .kind = US_SHAPE_RECORD, .id = "agent", .title = "an agent", .rows = agent_rows
};
static const us_shape agents = { .kind = US_SHAPE_LIST, .of = &agent };

static const us_row number_rows[] = {
    { "queue", &name, true, NULL, "Name of the queue to which this number leads." },
    { 0 },
};
static const us_shape number = {
    .kind = US_SHAPE_RECORD, .id = "number", .title = "a number", .rows = number_rows
};
static const us_shape numbers = { .kind = US_SHAPE_NAMED, .of = &number };

static const us_row failure_rows[] = {
    { "clear_after", &duration_0_or_never, false, NULL,
      "As clear_missed_after, for this cause; 0: at once." },
    { "reoffer_after", &duration, false, NULL, "As the option of this name, for this cause." },
    { "after_miss", &after_miss, false, NULL, "As the option of this name, for this cause." },
    { "counts", &counts_as_miss, false, "\"yes\"", "Whether it is a miss at all." },
    { 0 },
};
static const us_shape failure = {
    .kind = US_SHAPE_RECORD, .id = "failure", .title = "a failure", .rows = failure_rows
};
static const us_row cancelled_rows[] = {
    { "reoffer_after", &duration, false, NULL, "As the option of this name, for this cause." },
    { "after_miss", &after_miss, false, NULL, "As the option of this name, for this cause." },
    { "counts", &counts_as_miss, false, "\"no\"", "Whether it is a miss at all." },
    { 0 },
};
static const us_shape cancelled = {
    .kind = US_SHAPE_RECORD, .id = "cancelled", .title = "`cancelled`", .rows = cancelled_rows
};
static const us_row failures_rows[] = {
    { "busy", &failure, false, NULL, "The agent was busy." },
    { "rejected", &failure, false, NULL, "The agent refused." },
    { "unreachable", &failure, false, NULL, "The agent could not be reached." },
    { "no_answer", &failure, false, NULL, "Nobody answered." },
    { "cancelled", &cancelled, false, NULL, "The host cancelled the offer." },
    { "network", &failure, false, NULL, "The network failed." },
    { "not_joined", &failure, false, NULL, "Answered, but never joined." },
    { 0 },
};
static const us_shape failures = {
    .kind = US_SHAPE_RECORD, .id = "failures", .title = "failures", .rows = failures_rows
};

static const us_row option_rows[] = {
    { "buffer_rounding", &buffer_rounding, false, "\"down\"",
      "How the overflow buffer of a fifth of max_contacts is rounded." },
    { "while_busy_default", &while_busy, false, "\"own\"", "For profiles that do not say." },
    { "profile_change", &profile_change, false, "\"offers_stand\"",
      "What becomes of open offers that an agent's new profile does not have." },
    { "priority_scope", &priority_scope, false, "\"global\"",
      "Contact priority compared over all queues, or within each." },
    { "delay_clock", &delay_clock, false, "\"real\"",
      "What an entry's delay is compared with: real waiting time, or adjusted age." },
    { "handled", &handled, false, "\"occupied\"",
      "Contacts in hand: every occupied slot, or active ones only." },
    { "after_miss", &after_miss, false, "\"keeps_rank\"",
      "Whether an agent who misses an offer keeps the place among the available." },
    { "age_adjustment", &age_adjustment, false, "\"replaces\"",
      "What a second adjustment of a contact's age does to the first." },
    { "same_agent_twice", &same_agent_twice, false, "\"avoid\"",
      "Whether the last to miss a contact ranks last for it." },
    { "slots_with_next_status", &slots_with_next_status, false, "\"zero\"",
      "Free slots that are shown while a next status waits." },
    { "reoffer_after", &duration, false, "0",
      "Pause before the last to miss a contact is asked again." },
    { "clear_missed_after", &duration_or_never, false, "\"30s\"",
      "When a missed contact frees its slot by itself." },
    { "failures", &failures, false, NULL, "What an offer that was not taken costs, by its cause." },
    { "join_limit", &duration_or_never, false, "\"never\"",
      "When a contact that was answered, but not joined, goes back to its queue." },
    { "presentation_limit", &duration_above_0, false, "\"60s\"",
      "When an offer that never rang is withdrawn." },
    { "gone_status", &name, false, "\"Offline\"",
      "Status of an agent who cannot be reached any more; none: it stays." },
    { "when_gone", &when_gone, false, "\"keep\"",
      "What becomes of the conversations of an agent who cannot be reached any more." },
    { "agent_queue_max", &count, false, "10", "Contacts in one agent's own queue." },
    { "transfers_max", &count, false, "11", "Queue transfers of one contact." },
    { 0 },
};
static const us_shape options = {
    .kind = US_SHAPE_RECORD, .id = "options", .title = "options", .rows = option_rows
};

static const us_row run_rows[] = {
    { "answer_after", &duration, false, "\"3s\"", "How long a virtual agent lets an offer ring." },
    { "other_work_while", &work_of_channels, false, NULL,
      "Whether work on other channels stands still during a contact of this one." },
    { "chat_speed", &speeds, false, "[1.0]",
      "Speed with 1, 2, ... chats at once; beyond the list its last value." },
    { 0 },
};
static const us_shape run = {
    .kind = US_SHAPE_RECORD, .id = "run", .title = "run", .rows = run_rows
};

/* ---- the whole ------------------------------------------------------------------------------- */

enum { ROWS_OF_FILES_ONLY = 3 }; /* what a stage does not have stands first */

static const us_shape stages = { .kind = US_SHAPE_NAMED, .of = &us_shape_stage };
static const us_row centre_rows[] = {
    { "usher", &version, true, NULL, "Version of this format: 1." },
    { "include", &texts, false, NULL, "More files of this centre, relative to this one." },
    { "stages", &stages, false, NULL, "Variants by name, each laid over the rest key by key." },
    { "name", &name, false, NULL, "The centre's name." },
    { "zone", &zone, false, "\"Etc/UTC\"", "IANA time zone." },
    { "channels", &channels, false, NULL,
      "Values of the built-in channels voice, chat, task and email, and channels of your own." },
    { "statuses", &statuses, false, NULL, "Agent statuses; Available and Offline always exist." },
    { "hours", &all_hours, false, NULL, "Hours of operation by name." },
    { "queues", &queues, false, NULL, "Queues by name." },
    { "profiles", &profiles, false, NULL, "Routing profiles by name." },
    { "agents", &agents, false, NULL, "Agents who are there from the beginning." },
    { "numbers", &numbers, false, NULL, "Where telephone numbers and addresses lead." },
    { "options", &options, false, NULL, "Choices of routing." },
    { "run", &run, false, NULL, "Virtual agents of `usher run`." },
    { 0 },
};
const us_shape us_shape_centre = {
    .kind = US_SHAPE_RECORD, .id = "centre", .title = "a centre", .rows = centre_rows
};
const us_shape us_shape_stage = {
    .kind = US_SHAPE_RECORD,
    .partial = true,
    .id = "stage",
    .title = "a stage",
    .rows = centre_rows + ROWS_OF_FILES_ONLY,
};
