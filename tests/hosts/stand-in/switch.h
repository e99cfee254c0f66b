/*
 * switch.h - the little of FreeSWITCH that mod_usher.c uses; fake_freeswitch.c plays it.
 * In a module the real header comes in its place.
 */
#ifndef STAND_IN_SWITCH_H
#define STAND_IN_SWITCH_H

#include <stdint.h>

#define SWITCH_THREAD_FUNC

typedef struct switch_core_session switch_core_session_t;
typedef struct switch_channel switch_channel_t;
typedef struct switch_memory_pool switch_memory_pool_t;
typedef struct switch_mutex switch_mutex_t;
typedef struct switch_thread switch_thread_t;
typedef struct switch_state_handler_table switch_state_handler_table_t;
typedef struct switch_caller_profile switch_caller_profile_t;
typedef struct switch_dial_handle switch_dial_handle_t;
typedef struct switch_input_args switch_input_args_t;

typedef enum { SWITCH_STATUS_SUCCESS, SWITCH_STATUS_FALSE } switch_status_t;
typedef enum { SWITCH_CAUSE_NONE = 0, SWITCH_CAUSE_ORIGINATOR_CANCEL = 487 } switch_call_cause_t;
typedef enum { SOF_NONE = 0 } switch_originate_flag_t;
typedef uint32_t switch_media_flag_t;
enum { SMF_ECHO_ALEG = 1 << 1, SMF_LOOP = 1 << 4, SWITCH_MUTEX_NESTED = 1, CF_ANSWERED = 1 };
typedef enum {
    SWITCH_EVENT_CHANNEL_ANSWER,
    SWITCH_EVENT_CHANNEL_HANGUP_COMPLETE,
    SWITCH_EVENT_CHANNEL_BRIDGE,
    SWITCH_EVENT_CHANNEL_PROGRESS,
    SWITCH_EVENT_CHANNEL_PROGRESS_MEDIA
} switch_event_types_t;
typedef struct switch_event {
    switch_event_types_t event_id;
} switch_event_t;

const char *switch_event_get_header(const switch_event_t *event, const char *name);
switch_status_t switch_event_bind(const char *id, switch_event_types_t event, const char *subclass,
                                  void (*callback)(switch_event_t *), void *user);
switch_status_t switch_event_unbind_callback(void (*callback)(switch_event_t *));
switch_call_cause_t switch_channel_str2cause(const char *text);

switch_core_session_t *switch_core_session_locate(const char *uuid);
void switch_core_session_rwunlock(switch_core_session_t *session);
switch_channel_t *switch_core_session_get_channel(switch_core_session_t *session);
const char *switch_core_session_get_uuid(switch_core_session_t *session);
void switch_channel_hangup(switch_channel_t *channel, switch_call_cause_t cause);
uint32_t switch_channel_test_flag(switch_channel_t *channel, int flag);
switch_status_t switch_channel_set_variable(switch_channel_t *channel, const char *name,
                                            const char *value);

switch_status_t switch_ivr_park(switch_core_session_t *session, switch_input_args_t *args);
switch_status_t switch_ivr_uuid_bridge(const char *originator, const char *originatee);
switch_status_t switch_ivr_broadcast(const char *uuid, const char *path, switch_media_flag_t flags);
switch_status_t switch_ivr_originate(switch_core_session_t *session, switch_core_session_t **bleg,
                                     switch_call_cause_t *cause, const char *bridgeto,
                                     uint32_t timelimit_sec,
                                     const switch_state_handler_table_t *table,
                                     const char *cid_name, const char *cid_number,
                                     switch_caller_profile_t *profile, switch_event_t *variables,
                                     switch_originate_flag_t flags,
                                     switch_call_cause_t *cancel_cause, switch_dial_handle_t *dh);

switch_status_t switch_mutex_init(switch_mutex_t **mutex, unsigned flags,
                                  switch_memory_pool_t *pool);
switch_status_t switch_mutex_lock(switch_mutex_t *mutex);
switch_status_t switch_mutex_unlock(switch_mutex_t *mutex);
switch_thread_t *switch_core_launch_thread(void *(*func)(switch_thread_t *, void *), void *user,
                                           switch_memory_pool_t *pool);
switch_status_t switch_thread_join(switch_status_t *result, switch_thread_t *thread);
void switch_sleep(int64_t microseconds);
#define switch_yield(us) switch_sleep(us)

#endif
