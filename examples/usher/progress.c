/*
 * progress.c - a bar on the terminal.
 *
 * The only room of the command that looks at a real clock. Nothing of it ever reaches a file or a
 * pipe.
 */
#define _POSIX_C_SOURCE 200809L

#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { SILENT_MS = 1000, EVERY_MS = 100, WIDTH = 40 };

static int64_t now_ms(void)
{
    struct timespec now = { 0, 0 };

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(progress *p)
{
    p->on = isatty(STDERR_FILENO) != 0;
    p->drawn = false;
    p->began = p->on ? now_ms() : 0;
    p->last = p->began;
}

void progress_show(progress *p, uint64_t part, uint64_t whole)
{
    int64_t now;
    int filled;

    if (!p->on || whole == 0) {
        return;
    }
    now = now_ms();
    if (now - p->began < SILENT_MS || (p->drawn && now - p->last < EVERY_MS)) {
        return;
    }
    filled = (int)(part * WIDTH / whole);
    fputs("\r[", stderr);
    for (int i = 0; i < WIDTH; i++) {
        putc(i < filled ? '#' : '.', stderr);
    }
    fprintf(stderr, "] %3d %%", (int)(part * 100 / whole));
    fflush(stderr);
    p->drawn = true;
    p->last = now;
}

void progress_end(progress *p)
{
    if (p->drawn) {
        fprintf(stderr, "\r%*s\r", WIDTH + 10, "");
        fflush(stderr);
    }
}
