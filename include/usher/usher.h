/*
 * usher.h - the whole core: an embeddable contact-routing engine.
 *
 * A host begins contacts, reports what telephones and people do, and carries out the events that
 * come back. See docs/architecture.md for the pipeline and examples/01-hello-queue.c for a first
 * program.
 */
#ifndef USHER_USHER_H
#define USHER_USHER_H

#include <usher/base.h>
#include <usher/centre.h>
#include <usher/change.h>
#include <usher/engine.h>
#include <usher/event.h>
#include <usher/facts.h>
#include <usher/operate.h>
#include <usher/store.h>
#include <usher/view.h>

#endif
