/* SPDX-License-Identifier: MIT */
/* Entering the kernel and leaving it. The kernel ends when the application has
   nothing left that could run: all its threads completed or terminated, no
   timer of its own active. Helper threads (those of IP instances) and their
   timers do not keep it alive. */
#include "tx_host.h"
#include "nx_host.h"

#include <stdio.h>

VOID (*_tx_host_network_poll)(int milliseconds);
VOID (*_tx_host_network_reset)(VOID);

static VOID (*deadlock_notify)(VOID);
static VOID *memory; /* kept reachable: the application's objects live in it */

UINT _tx_host_thread_is_system(const TX_THREAD *thread_ptr)
{
    return thread_ptr->tx_thread_extension_ptr != TX_NULL;
}

static UINT timers_pending(VOID)
{
    TX_TIMER *each = _tx_timer_created_ptr;
    for (ULONG left = _tx_timer_created_count; left; left--, each = each->tx_timer_created_next)
    {
        if (each->tx_timer_internal.tx_timer_internal_list_head &&
            !each->tx_timer_internal.tx_timer_internal_extension_ptr)
        {
            return TX_TRUE;
        }
    }
    return TX_FALSE;
}

UINT _tx_host_finished(VOID)
{
    TX_THREAD *each = _tx_thread_created_ptr;
    for (ULONG left = _tx_thread_created_count; left; left--, each = each->tx_thread_created_next)
    {
        if (!_tx_host_thread_is_system(each) && each->tx_thread_state != TX_COMPLETED &&
            each->tx_thread_state != TX_TERMINATED)
        {
            return TX_FALSE;
        }
    }
    return !timers_pending();
}

/* Some thread of the application, or a timer of its own, has a deadline. */
UINT _tx_host_deadline_pending(VOID)
{
    TX_THREAD *each = _tx_thread_created_ptr;
    for (ULONG left = _tx_thread_created_count; left; left--, each = each->tx_thread_created_next)
    {
        if (!_tx_host_thread_is_system(each) && each->tx_thread_timer.tx_timer_internal_list_head)
        {
            return TX_TRUE;
        }
    }
    return timers_pending();
}

static const char *wait_name(const TX_THREAD *thread_ptr)
{
    static const char *const names[] = {"nothing: it is ready",
                                        "nothing: it completed",
                                        "nothing: it was terminated",
                                        "tx_thread_resume",
                                        "the clock",
                                        "queue",
                                        "semaphore",
                                        "event flags",
                                        "block pool",
                                        "byte pool",
                                        "a driver",
                                        "a file",
                                        "the network or a packet pool",
                                        "mutex"};
    UINT state = thread_ptr->tx_thread_state;
    return state < sizeof names / sizeof names[0] ? names[state] : "something unknown";
}

static const CHAR *object_name(const TX_THREAD *thread_ptr)
{
    const VOID *object = thread_ptr->tx_thread_suspend_control_block;
    const CHAR *name = TX_NULL;
    if (thread_ptr->tx_thread_state == TX_QUEUE_SUSP)
    {
        name = ((const TX_QUEUE *)object)->tx_queue_name;
    }
    else if (thread_ptr->tx_thread_state == TX_SEMAPHORE_SUSP)
    {
        name = ((const TX_SEMAPHORE *)object)->tx_semaphore_name;
    }
    else if (thread_ptr->tx_thread_state == TX_EVENT_FLAG)
    {
        name = ((const TX_EVENT_FLAGS_GROUP *)object)->tx_event_flags_group_name;
    }
    else if (thread_ptr->tx_thread_state == TX_MUTEX_SUSP)
    {
        name = ((const TX_MUTEX *)object)->tx_mutex_name;
    }
    return name ? name : "";
}

VOID _tx_host_deadlock(VOID)
{
    TX_THREAD *each = _tx_thread_created_ptr;
    if (deadlock_notify)
    {
        _tx_host_stopping = 1;
        (deadlock_notify)();
        return;
    }
    fputs("nx_host: deadlock, no thread can ever run again\n", stderr);
    for (ULONG left = _tx_thread_created_count; left; left--, each = each->tx_thread_created_next)
    {
        if (!_tx_host_thread_is_system(each))
        {
            fprintf(stderr, "  thread '%s' waits for %s %s\n",
                    each->tx_thread_name ? each->tx_thread_name : "", wait_name(each), object_name(each));
        }
    }
    exit(NX_HOST_DEADLOCK_EXIT);
}

VOID nx_host_deadlock_notify_set(VOID (*notify)(VOID))
{
    deadlock_notify = notify;
}

VOID nx_host_stop(VOID)
{
    _tx_host_end();
}

VOID _tx_initialize_kernel_enter(VOID)
{
    memory = calloc(1, NX_HOST_MEMORY_SIZE);
    if (!memory)
    {
        fputs("nx_host: no memory for the application\n", stderr);
        abort();
    }
    _tx_host_stopping = 0;
    _tx_host_time_begin();
    _tx_thread_system_state = TX_INITIALIZE_IN_PROGRESS;
    tx_application_define(memory);
    _tx_thread_system_state = 0;
    _tx_host_run();
    if (_tx_host_network_reset)
    {
        (_tx_host_network_reset)();
    }
    _tx_host_network_poll = NULL;
    _tx_thread_created_ptr = TX_NULL;
    _tx_thread_created_count = 0;
    _tx_host_timers_clear();
    _tx_host_objects_forget();
    free(memory);
    memory = NULL;
}
