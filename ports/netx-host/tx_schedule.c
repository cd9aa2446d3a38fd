/* SPDX-License-Identifier: MIT */
/* Who runs. The ready threads stand in one circular list for each priority.
   choose() picks by ThreadX's rules, and the processor is handed from one POSIX
   thread to another with semaphores, so that exactly one runs at any moment.
   Whoever gives up the processor while nobody is ready lets time pass. */
#include "tx_host.h"

#include <stdio.h>

TX_THREAD *_tx_thread_current_ptr;
TX_THREAD _tx_timer_thread;
volatile ULONG _tx_thread_system_state;
volatile UINT _tx_thread_preempt_disable;
int _tx_host_stopping;

static TX_THREAD *ready[TX_MAX_PRIORITIES];
static TX_THREAD *running;    /* keeps the processor until choose() says otherwise */
static NX_HOST_THREAD *hosts; /* every POSIX thread that is to be joined */
static sem_t kernel_turn;     /* wakes tx_kernel_enter */

static VOID turn_wait(sem_t *turn)
{
    while (sem_wait(turn))
    {
    }
}

static TX_THREAD *ready_highest(VOID)
{
    for (UINT i = 0; i < TX_MAX_PRIORITIES; i++)
    {
        if (ready[i])
        {
            return ready[i];
        }
    }
    return TX_NULL;
}

/* A thread that was preempted although its threshold kept others away comes
   before all that its threshold keeps away. */
static TX_THREAD *preempted_highest(VOID)
{
    TX_THREAD *found = TX_NULL;
    for (NX_HOST_THREAD *host = hosts; host; host = host->next)
    {
        if (host->preempted && (!found || host->tx_thread->tx_thread_priority < found->tx_thread_priority))
        {
            found = host->tx_thread;
        }
    }
    return found;
}

static TX_THREAD *choose(VOID)
{
    TX_THREAD *best = ready_highest();
    TX_THREAD *earlier;
    if (running)
    {
        if (!best || best->tx_thread_priority >= running->tx_thread_preempt_threshold)
        {
            return running;
        }
        running->tx_thread_host_ptr->preempted =
            running->tx_thread_preempt_threshold < running->tx_thread_priority;
    }
    earlier = best ? preempted_highest() : TX_NULL;
    if (earlier && earlier->tx_thread_preempt_threshold <= best->tx_thread_priority)
    {
        best = earlier;
    }
    running = best;
    if (best)
    {
        best->tx_thread_host_ptr->preempted = 0;
    }
    return best;
}

static VOID *thread_body(void *argument)
{
    NX_HOST_THREAD *host = argument;
    TX_THREAD *thread_ptr = host->tx_thread;
    turn_wait(&host->turn);
    if (!host->killed && !setjmp(host->end))
    {
        if (thread_ptr->tx_thread_entry_exit_notify)
        {
            (thread_ptr->tx_thread_entry_exit_notify)(thread_ptr, TX_THREAD_ENTRY);
        }
        (thread_ptr->tx_thread_entry)(thread_ptr->tx_thread_entry_parameter);
        if (thread_ptr->tx_thread_entry_exit_notify)
        {
            (thread_ptr->tx_thread_entry_exit_notify)(thread_ptr, TX_THREAD_EXIT);
        }
        _tx_mutex_thread_release(thread_ptr);
        _tx_host_unready(thread_ptr);
        thread_ptr->tx_thread_state = TX_COMPLETED;
        host->killed = 1;
        _tx_host_yield();
    }
    return NULL;
}

/* Creates the POSIX thread under a new or reset TX_THREAD; it waits for its
   first turn. */
VOID _tx_host_start(TX_THREAD *thread_ptr)
{
    pthread_attr_t attributes;
    NX_HOST_THREAD *host = calloc(1, sizeof *host);
    if (!host || sem_init(&host->turn, 0, 0) || pthread_attr_init(&attributes))
    {
        fputs("nx_host: no memory for a thread\n", stderr);
        abort();
    }
    host->tx_thread = thread_ptr;
    thread_ptr->tx_thread_host_ptr = host;
    (void)pthread_attr_setstacksize(&attributes, 0x100000 + (size_t)thread_ptr->tx_thread_stack_size);
    host->started = !pthread_create(&host->thread, &attributes, thread_body, host);
    (void)pthread_attr_destroy(&attributes);
    if (!host->started)
    {
        fputs("nx_host: the host refuses another thread\n", stderr);
        abort();
    }
    host->next = hosts;
    hosts = host;
}

/* Ends the POSIX thread under a TX_THREAD that is not the caller's. */
VOID _tx_host_kill(TX_THREAD *thread_ptr)
{
    NX_HOST_THREAD *host = thread_ptr->tx_thread_host_ptr;
    NX_HOST_THREAD **link = &hosts;
    if (!host)
    {
        return;
    }
    while (*link != host)
    {
        link = &(*link)->next;
    }
    *link = host->next;
    host->killed = 1;
    (void)sem_post(&host->turn);
    (void)pthread_join(host->thread, NULL);
    (void)sem_destroy(&host->turn);
    free(host);
    thread_ptr->tx_thread_host_ptr = NULL;
}

static VOID ready_add(TX_THREAD *thread_ptr, UINT priority)
{
    TX_THREAD *head = ready[priority];
    if (!head)
    {
        ready[priority] = thread_ptr->tx_thread_ready_next = thread_ptr->tx_thread_ready_previous =
            thread_ptr;
        return;
    }
    thread_ptr->tx_thread_ready_next = head;
    thread_ptr->tx_thread_ready_previous = head->tx_thread_ready_previous;
    head->tx_thread_ready_previous->tx_thread_ready_next = thread_ptr;
    head->tx_thread_ready_previous = thread_ptr;
}

static VOID ready_remove(TX_THREAD *thread_ptr)
{
    TX_THREAD **head = &ready[thread_ptr->tx_thread_priority];
    if (thread_ptr->tx_thread_ready_next == thread_ptr)
    {
        *head = TX_NULL;
        return;
    }
    thread_ptr->tx_thread_ready_previous->tx_thread_ready_next = thread_ptr->tx_thread_ready_next;
    thread_ptr->tx_thread_ready_next->tx_thread_ready_previous = thread_ptr->tx_thread_ready_previous;
    if (*head == thread_ptr)
    {
        *head = thread_ptr->tx_thread_ready_next;
    }
}

/* Takes a ready thread out of its list; the caller sets the new state. */
VOID _tx_host_unready(TX_THREAD *thread_ptr)
{
    ready_remove(thread_ptr);
    thread_ptr->tx_thread_host_ptr->preempted = 0;
    if (running == thread_ptr)
    {
        running = TX_NULL;
    }
}

VOID _tx_host_ready_move(TX_THREAD *thread_ptr, UINT priority)
{
    ready_remove(thread_ptr);
    thread_ptr->tx_thread_priority = priority;
    ready_add(thread_ptr, priority);
    if (running == thread_ptr)
    {
        running = TX_NULL;
    }
}

/* Hands the processor to whom choose() names and returns when the caller has
   it again. A caller that is to end leaves through its jump buffer. */
VOID _tx_host_yield(VOID)
{
    TX_THREAD *self = _tx_thread_current_ptr;
    NX_HOST_THREAD *host = self ? self->tx_thread_host_ptr : NULL;
    int leaving = host && host->killed;
    int completed = self && self->tx_thread_state == TX_COMPLETED;
    TX_THREAD *next;
    while (!(next = choose()) && !_tx_host_stopping)
    {
        if (_tx_host_finished())
        {
            _tx_host_stopping = 1;
            break;
        }
        _tx_host_time_pass();
    }
    if (_tx_host_stopping)
    {
        (void)sem_post(&kernel_turn);
    }
    else if (next == self)
    {
        _tx_thread_current_ptr = self;
        return;
    }
    else
    {
        _tx_thread_current_ptr = next;
        next->tx_thread_run_count++;
        (void)sem_post(&next->tx_thread_host_ptr->turn);
    }
    if (!host)
    {
        turn_wait(&kernel_turn);
        return;
    }
    if (leaving && completed)
    {
        return;
    }
    if (!leaving)
    {
        turn_wait(&host->turn);
    }
    if (leaving || host->killed)
    {
        longjmp(host->end, 1);
    }
}

/* Called at the end of a service that may have readied a better thread. */
VOID _tx_host_preempt_check(VOID)
{
    TX_THREAD *self = _tx_thread_current_ptr;
    if (self && self != &_tx_timer_thread && !_tx_thread_system_state && !_tx_thread_preempt_disable &&
        choose() != self)
    {
        _tx_host_yield();
    }
}

/* Makes a waiting thread ready, or suspended when a suspension came while it
   waited, and lets it run at once if it is entitled to. */
VOID _tx_host_resume(TX_THREAD *thread_ptr)
{
    _tx_host_timer_stop(&thread_ptr->tx_thread_timer);
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    if (thread_ptr->tx_thread_delayed_suspend)
    {
        thread_ptr->tx_thread_delayed_suspend = TX_FALSE;
        thread_ptr->tx_thread_state = TX_SUSPENDED;
        return;
    }
    thread_ptr->tx_thread_state = TX_READY;
    ready_add(thread_ptr, thread_ptr->tx_thread_priority);
    _tx_host_preempt_check();
}

/* Puts a ready thread to wait in the given state, for at most so many ticks;
   0 and TX_WAIT_FOREVER set no timer. Returns when the caller runs again. */
VOID _tx_host_suspend(TX_THREAD *thread_ptr, UINT state, ULONG ticks)
{
    _tx_host_unready(thread_ptr);
    thread_ptr->tx_thread_state = state;
    thread_ptr->tx_thread_suspension_sequence++;
    if (ticks && ticks != TX_WAIT_FOREVER)
    {
        thread_ptr->tx_thread_timer.tx_timer_internal_remaining_ticks =
            ticks + (ULONG)_tx_host_time_is_real();
        _tx_host_timer_start(&thread_ptr->tx_thread_timer);
    }
    if (thread_ptr == _tx_thread_current_ptr)
    {
        _tx_host_yield();
    }
}

/* Runs the created threads until the kernel stops, then ends them all. */
VOID _tx_host_run(VOID)
{
    (void)sem_init(&kernel_turn, 0, 0);
    _tx_thread_current_ptr = TX_NULL;
    _tx_host_yield();
    while (hosts)
    {
        TX_THREAD *thread_ptr = hosts->tx_thread;
        if (thread_ptr->tx_thread_state != TX_COMPLETED)
        {
            thread_ptr->tx_thread_state = TX_TERMINATED;
        }
        _tx_host_kill(thread_ptr);
    }
    (void)sem_destroy(&kernel_turn);
    _tx_thread_current_ptr = running = TX_NULL;
    memset(ready, 0, sizeof ready);
    _tx_thread_preempt_disable = 0;
}

/* Stops the kernel from inside: the caller gives the processor back. */
VOID _tx_host_end(VOID)
{
    _tx_host_stopping = 1;
    if (_tx_thread_current_ptr && _tx_thread_current_ptr != &_tx_timer_thread)
    {
        _tx_host_yield();
    }
}
