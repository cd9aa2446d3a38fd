/* SPDX-License-Identifier: MIT */
/* Threads that wait for the network: for a packet, a connection, room in a
   window. They wait in state TX_TCP_IP, with a clean-up of the object's own. */
#include "nx_core.h"

/* The caller joins the list and waits; the mutex, if one is given, is put once
   it is on the list. Returns the status of the wait. */
UINT _nx_host_wait(TX_THREAD **list, ULONG *count, VOID *object, VOID (*cleanup)(TX_THREAD *, ULONG),
                   TX_MUTEX *mutex_ptr, ULONG wait_option)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    _tx_host_list_add(list, thread_ptr);
    if (count)
    {
        (*count)++;
    }
    thread_ptr->tx_thread_suspend_cleanup = cleanup;
    thread_ptr->tx_thread_suspend_control_block = object;
    if (mutex_ptr)
    {
        _tx_thread_preempt_disable++;
        (void)_tx_mutex_put(mutex_ptr);
        _tx_thread_preempt_disable--;
    }
    _tx_host_suspend(thread_ptr, TX_TCP_IP, wait_option);
    return thread_ptr->tx_thread_suspend_status;
}

/* Resumes the first of a list. */
VOID _nx_host_wake(TX_THREAD **list, ULONG *count, UINT status)
{
    TX_THREAD *thread_ptr = *list;
    if (!thread_ptr)
    {
        return;
    }
    _tx_host_list_remove(list, thread_ptr);
    if (count)
    {
        (*count)--;
    }
    thread_ptr->tx_thread_suspend_status = status;
    _tx_host_resume(thread_ptr);
}
