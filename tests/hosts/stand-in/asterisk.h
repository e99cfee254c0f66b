/*
 * asterisk.h - the little of Asterisk that app_usher.c uses. tests/hosts/fake_asterisk.c plays it;
 * in a module the real headers come in its place.
 */
#ifndef STAND_IN_ASTERISK_H
#define STAND_IN_ASTERISK_H

#include <pthread.h>
#include <stddef.h>
#include <sys/types.h>

struct ast_channel;
struct ast_frame;
struct ast_dial;
struct ast_assigned_ids;
struct ast_bridge_config {
    unsigned int flags;
};

typedef struct ast_mutex {
    pthread_mutex_t mutex;
} ast_mutex_t;
#define AST_MUTEX_DEFINE_STATIC(name) static ast_mutex_t name = { PTHREAD_MUTEX_INITIALIZER }
int ast_mutex_lock(ast_mutex_t *mutex);
int ast_mutex_unlock(ast_mutex_t *mutex);
int ast_pthread_create_background(pthread_t *thread, const pthread_attr_t *attr,
                                  void *(*start)(void *), void *data);
void *ast_calloc(size_t count, size_t size);
void ast_free(void *ptr);

int ast_alertpipe_init(int pipe[2]);
void ast_alertpipe_close(int pipe[2]);
int ast_alertpipe_read(int pipe[2]);
ssize_t ast_alertpipe_write(int pipe[2]);
int ast_alertpipe_readfd(int pipe[2]);

enum { AST_SOFTHANGUP_EXPLICIT = 1 << 5 };
const char *ast_channel_uniqueid(const struct ast_channel *chan);
struct ast_channel *ast_channel_ref(struct ast_channel *chan);
struct ast_channel *ast_channel_unref(struct ast_channel *chan);
int ast_check_hangup(struct ast_channel *chan);
int ast_softhangup(struct ast_channel *chan, int cause);
struct ast_frame *ast_read(struct ast_channel *chan);
void ast_frfree(struct ast_frame *frame);
struct ast_channel *ast_waitfor_nandfds(struct ast_channel **chans, int n, int *fds, int nfds,
                                        int *exception, int *outfd, int *ms);
int ast_moh_start(struct ast_channel *chan, const char *mclass, const char *interpclass);
void ast_moh_stop(struct ast_channel *chan);
int ast_bridge_call(struct ast_channel *chan, struct ast_channel *peer,
                    struct ast_bridge_config *config);
int pbx_builtin_setvar_helper(struct ast_channel *chan, const char *name, const char *value);

enum ast_dial_result {
    AST_DIAL_RESULT_INVALID,
    AST_DIAL_RESULT_FAILED,
    AST_DIAL_RESULT_TRYING,
    AST_DIAL_RESULT_RINGING,
    AST_DIAL_RESULT_PROGRESS,
    AST_DIAL_RESULT_PROCEEDING,
    AST_DIAL_RESULT_ANSWERED,
    AST_DIAL_RESULT_TIMEOUT,
    AST_DIAL_RESULT_HANGUP,
    AST_DIAL_RESULT_UNANSWERED
};
struct ast_dial *ast_dial_create(void);
int ast_dial_append(struct ast_dial *dial, const char *tech, const char *device,
                    const struct ast_assigned_ids *ids);
enum ast_dial_result ast_dial_run(struct ast_dial *dial, struct ast_channel *chan, int async);
enum ast_dial_result ast_dial_state(struct ast_dial *dial);
enum ast_dial_result ast_dial_join(struct ast_dial *dial);
struct ast_channel *ast_dial_answered_steal(struct ast_dial *dial);
int ast_dial_reason(struct ast_dial *dial, int num);
void ast_dial_hangup(struct ast_dial *dial);
int ast_dial_destroy(struct ast_dial *dial);
void ast_dial_set_state_callback(struct ast_dial *dial, void (*callback)(struct ast_dial *));
void ast_dial_set_user_data(struct ast_dial *dial, void *user);
void *ast_dial_get_user_data(struct ast_dial *dial);

#endif
