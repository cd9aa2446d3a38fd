/* SPDX-License-Identifier: MIT */
/* Waiting on an object: circular lists of threads linked through
   tx_thread_suspended_next, the clean-up that takes a thread off its list when
   its time is up or its wait is aborted, and who may call what. */
#include "tx_host.h"

VOID _tx_host_list_add(TX_THREAD **list, TX_THREAD *thread_ptr)
{
    TX_THREAD *head = *list;
    if (!head)
    {
        *list = thread_ptr->tx_thread_suspended_next = thread_ptr->tx_thread_suspended_previous = thread_ptr;
        return;
    }
    thread_ptr->tx_thread_suspended_next = head;
    thread_ptr->tx_thread_suspended_previous = head->tx_thread_suspended_previous;
    head->tx_thread_suspended_previous->tx_thread_suspended_next = thread_ptr;
    head->tx_thread_suspended_previous = thread_ptr;
}

VOID _tx_host_list_remove(TX_THREAD **list, TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_suspended_next == thread_ptr)
    {
        *list = TX_NULL;
        return;
    }
    thread_ptr->tx_thread_suspended_previous->tx_thread_suspended_next = thread_ptr->tx_thread_suspended_next;
    thread_ptr->tx_thread_suspended_next->tx_thread_suspended_previous =
        thread_ptr->tx_thread_suspended_previous;
    if (*list == thread_ptr)
    {
        *list = thread_ptr->tx_thread_suspended_next;
    }
}

/* Still in a waiting state: the time is up, so resume with the object's own
   status. Otherwise an abort or a termination has set the state already. */
static VOID wait_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_HOST_THREAD *host = thread_ptr->tx_thread_host_ptr;
    (void)sequence;
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    _tx_host_list_remove(host->list, thread_ptr);
    (*host->count)--;
    if (thread_ptr->tx_thread_state > TX_SLEEP)
    {
        thread_ptr->tx_thread_suspend_status = host->timeout_status;
        _tx_host_resume(thread_ptr);
    }
}

UINT _tx_host_wait(TX_THREAD **list, UINT *count, VOID *object, UINT state, UINT timeout_status, ULONG ticks)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    NX_HOST_THREAD *host = thread_ptr->tx_thread_host_ptr;
    _tx_host_list_add(list, thread_ptr);
    (*count)++;
    host->list = list;
    host->count = count;
    host->timeout_status = timeout_status;
    thread_ptr->tx_thread_suspend_control_block = object;
    thread_ptr->tx_thread_suspend_cleanup = wait_cleanup;
    _tx_host_suspend(thread_ptr, state, ticks);
    return thread_ptr->tx_thread_suspend_status;
}

VOID _tx_host_wake(TX_THREAD **list, UINT *count, TX_THREAD *thread_ptr, UINT status)
{
    _tx_host_list_remove(list, thread_ptr);
    (*count)--;
    thread_ptr->tx_thread_suspend_status = status;
    _tx_host_resume(thread_ptr);
}

/* For an object that is deleted: all its waiters, before anyone of them runs. */
VOID _tx_host_wake_all(TX_THREAD **list, UINT *count, UINT status)
{
    _tx_thread_preempt_disable++;
    while (*list)
    {
        _tx_host_wake(list, count, *list, status);
    }
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
}

/* Moves the waiter of the highest priority to the front. */
VOID _tx_host_prioritize(TX_THREAD **list)
{
    TX_THREAD *best = *list;
    TX_THREAD *each = *list;
    if (!best)
    {
        return;
    }
    while ((each = each->tx_thread_suspended_next) != *list)
    {
        if (each->tx_thread_priority < best->tx_thread_priority)
        {
            best = each;
        }
    }
    if (best != *list)
    {
        _tx_host_list_remove(list, best);
        _tx_host_list_add(list, best);
        *list = best;
    }
}

VOID _tx_thread_timeout(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state == TX_SLEEP)
    {
        thread_ptr->tx_thread_suspend_status = TX_SUCCESS;
        _tx_host_resume(thread_ptr);
    }
    else if (thread_ptr->tx_thread_suspend_cleanup)
    {
        (thread_ptr->tx_thread_suspend_cleanup)(thread_ptr, thread_ptr->tx_thread_suspension_sequence);
    }
}

/* Waiting is for threads: not for tx_application_define, not for timers. */
UINT _tx_host_caller_check(ULONG wait_option)
{
    if (wait_option &&
        (_tx_thread_system_state || !_tx_thread_current_ptr || _tx_thread_current_ptr == &_tx_timer_thread))
    {
        return TX_WAIT_ERROR;
    }
    return TX_SUCCESS;
}

/* Creating is for threads and for tx_application_define. */
UINT _tx_host_not_isr(VOID)
{
    return _tx_thread_current_ptr == &_tx_timer_thread ? TX_CALLER_ERROR : TX_SUCCESS;
}

UINT _tx_host_thread_only(VOID)
{
    return _tx_thread_system_state ? TX_CALLER_ERROR : _tx_host_not_isr();
}
