/* SPDX-License-Identifier: MIT */
/* The clock. Virtual time moves in whole ticks and only when nobody can run,
   or when a program polls; real time follows CLOCK_MONOTONIC. Which of the two
   it is: what NX_HOST_TIME says, else what nx_host_time_mode_set said, else
   virtual until a driver needs the real one. */
#include "tx_host.h"
#include "nx_host.h"

#include <time.h>

#define NANOSECONDS_PER_TICK (1000000000ULL / TX_TIMER_TICKS_PER_SECOND)

/* Virtual time that may pass while only helper threads run; after that the
   threads of the application are held to be deadlocked. */
#define DEADLOCK_TICKS (3600UL * TX_TIMER_TICKS_PER_SECOND)

static UINT mode_wanted = NX_HOST_TIME_AUTO, real;
static ULONG64 origin;       /* nanoseconds of CLOCK_MONOTONIC at tick 0 */
static ULONG64 ticks_passed; /* since then; unlike the system clock never set */
static ULONG polls, ticks_idle;
static ULONG runs_seen;

static ULONG64 now(VOID)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (ULONG64)time.tv_sec * 1000000000ULL + (ULONG64)time.tv_nsec;
}

static UINT mode_get(VOID)
{
    const char *given = getenv("NX_HOST_TIME");
    if (given && !strcmp(given, "real"))
    {
        return NX_HOST_TIME_REAL;
    }
    if (given && !strcmp(given, "virtual"))
    {
        return NX_HOST_TIME_VIRTUAL;
    }
    return given && !strcmp(given, "auto") ? NX_HOST_TIME_AUTO : mode_wanted;
}

UINT nx_host_time_mode_set(UINT mode)
{
    if (mode > NX_HOST_TIME_REAL)
    {
        return NX_OPTION_ERROR;
    }
    mode_wanted = mode;
    return NX_SUCCESS;
}

static VOID real_begin(VOID)
{
    real = 1;
    origin = now() - ticks_passed * NANOSECONDS_PER_TICK;
}

VOID _tx_host_time_begin(VOID)
{
    real = 0;
    ticks_passed = 0;
    polls = ticks_idle = 0;
    if (mode_get() == NX_HOST_TIME_REAL)
    {
        real_begin();
    }
}

UINT _tx_host_time_is_real(VOID)
{
    return real;
}

/* A driver talks to the world: from now on time is the world's, unless the
   program or the user insists on virtual time. */
VOID _tx_host_time_real_need(VOID)
{
    if (!real && mode_get() != NX_HOST_TIME_VIRTUAL)
    {
        real_begin();
    }
}

static VOID tick(VOID)
{
    ticks_passed++;
    polls = 0;
    _tx_host_tick();
}

/* What the network reports happens in the timer's name, like a deadline. */
static VOID network_poll(int milliseconds)
{
    TX_THREAD *caller = _tx_thread_current_ptr;
    _tx_thread_current_ptr = &_tx_timer_thread;
    (_tx_host_network_poll)(milliseconds);
    _tx_thread_current_ptr = caller;
}

static VOID real_catch_up(VOID)
{
    ULONG64 due = (now() - origin) / NANOSECONDS_PER_TICK;
    while (ticks_passed < due)
    {
        tick();
    }
}

/* Waits for the next deadline or for the network, whichever comes first. */
static VOID real_wait(VOID)
{
    ULONG ticks = _tx_host_ticks_to_next();
    ULONG64 until = origin + (ticks_passed + (ticks ? ticks : 100)) * NANOSECONDS_PER_TICK;
    ULONG64 time = now();
    int milliseconds = until > time ? (int)((until - time + 999999) / 1000000) : 0;
    if (_tx_host_network_poll)
    {
        network_poll(milliseconds);
    }
    else if (milliseconds)
    {
        struct timespec pause = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000L};
        (void)nanosleep(&pause, NULL);
    }
    real_catch_up();
}

/* How often threads of the application were given the processor. */
static ULONG runs_count(VOID)
{
    ULONG runs = 0;
    TX_THREAD *each = _tx_thread_created_ptr;
    for (ULONG left = _tx_thread_created_count; left; left--, each = each->tx_thread_created_next)
    {
        runs += _tx_host_thread_is_system(each) ? 0 : each->tx_thread_run_count;
    }
    return runs;
}

static UINT deadlocked(VOID)
{
    if (ticks_idle % 1000 == 0)
    {
        ULONG runs = runs_count();
        if (runs != runs_seen)
        {
            runs_seen = runs;
            ticks_idle = 0;
        }
    }
    return ticks_idle++ >= DEADLOCK_TICKS && !_tx_host_deadline_pending();
}

/* Nobody is ready: time passes until something happens. */
VOID _tx_host_time_pass(VOID)
{
    if (!real)
    {
        if (_tx_host_network_poll)
        {
            network_poll(0);
        }
        if (!_tx_host_ticks_to_next() || deadlocked())
        {
            _tx_host_deadlock();
            return;
        }
        tick();
        return;
    }
    if (!_tx_host_network_poll && !_tx_host_ticks_to_next())
    {
        _tx_host_deadlock();
        return;
    }
    real_wait();
}

/* A thread asked for something that was not there, or for the time. */
VOID _tx_host_poll_counted(VOID)
{
    if (_tx_thread_system_state || !_tx_thread_current_ptr || _tx_thread_current_ptr == &_tx_timer_thread)
    {
        return;
    }
    if (real)
    {
        if (_tx_host_network_poll)
        {
            network_poll(0);
        }
        real_catch_up();
    }
    else if (++polls >= NX_HOST_POLLS_PER_TICK)
    {
        tick();
    }
    else
    {
        return;
    }
    _tx_host_preempt_check();
}

ULONG _tx_time_get(VOID)
{
    _tx_host_poll_counted();
    return _tx_timer_system_clock;
}

VOID _tx_time_set(ULONG new_time)
{
    _tx_timer_system_clock = new_time;
}
