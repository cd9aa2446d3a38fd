/* SPDX-License-Identifier: MIT */
/* The thread services, plain form. */
#include "tx_host.h"

TX_THREAD *_tx_thread_created_ptr;
ULONG _tx_thread_created_count;

/* Resetting and creating have this much in common. */
static VOID thread_prepare(TX_THREAD *thread_ptr)
{
    thread_ptr->tx_thread_timer.tx_timer_internal_extension_ptr = thread_ptr;
    thread_ptr->tx_thread_stack_ptr = thread_ptr->tx_thread_stack_end;
    thread_ptr->tx_thread_state = TX_SUSPENDED;
    thread_ptr->tx_thread_priority = thread_ptr->tx_thread_user_priority;
    thread_ptr->tx_thread_preempt_threshold = thread_ptr->tx_thread_user_preempt_threshold;
    thread_ptr->tx_thread_delayed_suspend = TX_FALSE;
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    _tx_host_start(thread_ptr);
}

UINT _tx_thread_create(TX_THREAD *thread_ptr, CHAR *name_ptr, VOID (*entry_function)(ULONG),
                       ULONG entry_input, VOID *stack_start, ULONG stack_size, UINT priority,
                       UINT preempt_threshold, ULONG time_slice, UINT auto_start)
{
    memset(thread_ptr, 0, sizeof *thread_ptr);
    memset(stack_start, 0xEF, stack_size);
    thread_ptr->tx_thread_name = name_ptr;
    thread_ptr->tx_thread_entry = entry_function;
    thread_ptr->tx_thread_entry_parameter = entry_input;
    thread_ptr->tx_thread_stack_start = stack_start;
    thread_ptr->tx_thread_stack_size = stack_size;
    thread_ptr->tx_thread_stack_end = (UCHAR *)stack_start + (stack_size - 1);
    thread_ptr->tx_thread_user_priority = priority;
    thread_ptr->tx_thread_user_preempt_threshold = preempt_threshold;
    thread_ptr->tx_thread_inherit_priority = TX_MAX_PRIORITIES;
    thread_ptr->tx_thread_time_slice = thread_ptr->tx_thread_new_time_slice = time_slice;
    thread_prepare(thread_ptr);
    thread_ptr->tx_thread_id = TX_THREAD_ID;
    TX_HOST_CREATED_ADD(_tx_thread_created_ptr, _tx_thread_created_count, thread_ptr, tx_thread_created);
    if (auto_start)
    {
        _tx_host_resume(thread_ptr);
    }
    return TX_SUCCESS;
}

UINT _tx_thread_delete(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state != TX_COMPLETED && thread_ptr->tx_thread_state != TX_TERMINATED)
    {
        return TX_DELETE_ERROR;
    }
    thread_ptr->tx_thread_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_thread_created_ptr, _tx_thread_created_count, thread_ptr, tx_thread_created);
    _tx_host_kill(thread_ptr);
    return TX_SUCCESS;
}

/* Takes a thread out of whatever it waits for, without resuming it. */
static VOID thread_detach(TX_THREAD *thread_ptr, UINT state)
{
    VOID (*cleanup)(TX_THREAD *, ULONG) = thread_ptr->tx_thread_suspend_cleanup;
    if (thread_ptr->tx_thread_state == TX_READY)
    {
        _tx_host_unready(thread_ptr);
    }
    thread_ptr->tx_thread_state = state;
    _tx_host_timer_stop(&thread_ptr->tx_thread_timer);
    if (cleanup)
    {
        (cleanup)(thread_ptr, thread_ptr->tx_thread_suspension_sequence);
    }
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
}

UINT _tx_thread_terminate(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state == TX_COMPLETED || thread_ptr->tx_thread_state == TX_TERMINATED)
    {
        return TX_SUCCESS;
    }
    if (thread_ptr->tx_thread_entry_exit_notify)
    {
        (thread_ptr->tx_thread_entry_exit_notify)(thread_ptr, TX_THREAD_EXIT);
    }
    _tx_thread_preempt_disable++;
    thread_ptr->tx_thread_delayed_suspend = TX_FALSE;
    thread_detach(thread_ptr, TX_TERMINATED);
    _tx_mutex_thread_release(thread_ptr);
    _tx_thread_preempt_disable--;
    if (thread_ptr == _tx_thread_current_ptr)
    {
        thread_ptr->tx_thread_host_ptr->killed = 1;
        _tx_host_yield();
    }
    _tx_host_kill(thread_ptr);
    _tx_host_preempt_check();
    return TX_SUCCESS;
}

UINT _tx_thread_reset(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state != TX_COMPLETED && thread_ptr->tx_thread_state != TX_TERMINATED)
    {
        return TX_NOT_DONE;
    }
    _tx_host_kill(thread_ptr);
    thread_prepare(thread_ptr);
    return TX_SUCCESS;
}

UINT _tx_thread_resume(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state != TX_SUSPENDED)
    {
        if (!thread_ptr->tx_thread_delayed_suspend)
        {
            return TX_RESUME_ERROR;
        }
        thread_ptr->tx_thread_delayed_suspend = TX_FALSE;
        return TX_SUSPEND_LIFTED;
    }
    _tx_host_resume(thread_ptr);
    return TX_SUCCESS;
}

/* A thread that waits for something else goes on waiting, and is suspended
   when that wait ends. */
UINT _tx_thread_suspend(TX_THREAD *thread_ptr)
{
    UINT state = thread_ptr->tx_thread_state;
    if (state == TX_READY)
    {
        if (thread_ptr == _tx_thread_current_ptr && _tx_thread_preempt_disable)
        {
            return TX_SUSPEND_ERROR;
        }
        _tx_host_suspend(thread_ptr, TX_SUSPENDED, 0);
        return TX_SUCCESS;
    }
    if (state == TX_TERMINATED || state == TX_COMPLETED)
    {
        return TX_SUSPEND_ERROR;
    }
    if (state != TX_SUSPENDED)
    {
        thread_ptr->tx_thread_delayed_suspend = TX_TRUE;
    }
    return TX_SUCCESS;
}

UINT _tx_thread_wait_abort(TX_THREAD *thread_ptr)
{
    if (thread_ptr->tx_thread_state < TX_SLEEP)
    {
        return TX_WAIT_ABORT_ERROR;
    }
    thread_detach(thread_ptr, TX_SUSPENDED);
    thread_ptr->tx_thread_suspend_status = TX_WAIT_ABORTED;
    _tx_host_resume(thread_ptr);
    return TX_SUCCESS;
}

UINT _tx_thread_sleep(ULONG timer_ticks)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    if (!thread_ptr || _tx_thread_system_state || thread_ptr == &_tx_timer_thread)
    {
        return TX_CALLER_ERROR;
    }
    if (!timer_ticks)
    {
        _tx_host_poll_counted();
        return TX_SUCCESS;
    }
    if (_tx_thread_preempt_disable)
    {
        return TX_CALLER_ERROR;
    }
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    thread_ptr->tx_thread_suspend_status = TX_SUCCESS;
    _tx_host_suspend(thread_ptr, TX_SLEEP, timer_ticks);
    return thread_ptr->tx_thread_suspend_status;
}

VOID _tx_thread_relinquish(VOID)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    _tx_host_poll_counted();
    if (!_tx_thread_preempt_disable)
    {
        _tx_host_ready_move(thread_ptr, thread_ptr->tx_thread_priority);
        _tx_host_yield();
    }
}

TX_THREAD *_tx_thread_identify(VOID)
{
    return _tx_thread_current_ptr;
}

UINT _tx_thread_interrupt_control(UINT new_posture)
{
    static UINT posture = TX_INT_ENABLE;
    UINT old = posture;
    posture = new_posture;
    return old;
}

/* Stacks are the host's, which checks them itself. */
UINT _tx_thread_stack_error_notify(VOID (*stack_error_handler)(TX_THREAD *thread_ptr))
{
    (void)stack_error_handler;
    return TX_FEATURE_NOT_ENABLED;
}

UINT _tx_thread_priority_change(TX_THREAD *thread_ptr, UINT new_priority, UINT *old_priority)
{
    UINT effective;
    *old_priority = thread_ptr->tx_thread_user_priority;
    thread_ptr->tx_thread_user_priority = new_priority;
    thread_ptr->tx_thread_user_preempt_threshold = new_priority;
    effective = new_priority < thread_ptr->tx_thread_inherit_priority
                    ? new_priority
                    : thread_ptr->tx_thread_inherit_priority;
    thread_ptr->tx_thread_preempt_threshold = effective;
    if (thread_ptr->tx_thread_state == TX_READY)
    {
        _tx_host_ready_move(thread_ptr, effective);
        _tx_host_preempt_check();
    }
    else
    {
        thread_ptr->tx_thread_priority = effective;
    }
    return TX_SUCCESS;
}

UINT _tx_thread_preemption_change(TX_THREAD *thread_ptr, UINT new_threshold, UINT *old_threshold)
{
    *old_threshold = thread_ptr->tx_thread_user_preempt_threshold;
    if (new_threshold > thread_ptr->tx_thread_user_priority)
    {
        return TX_THRESH_ERROR;
    }
    thread_ptr->tx_thread_user_preempt_threshold = new_threshold;
    thread_ptr->tx_thread_preempt_threshold =
        new_threshold < thread_ptr->tx_thread_priority ? new_threshold : thread_ptr->tx_thread_priority;
    if (thread_ptr->tx_thread_host_ptr->preempted &&
        thread_ptr->tx_thread_preempt_threshold == thread_ptr->tx_thread_priority)
    {
        thread_ptr->tx_thread_host_ptr->preempted = 0;
    }
    _tx_host_preempt_check();
    return TX_SUCCESS;
}

UINT _tx_thread_time_slice_change(TX_THREAD *thread_ptr, ULONG new_time_slice, ULONG *old_time_slice)
{
    *old_time_slice = thread_ptr->tx_thread_new_time_slice;
    thread_ptr->tx_thread_new_time_slice = thread_ptr->tx_thread_time_slice = new_time_slice;
    return TX_SUCCESS;
}

UINT _tx_thread_entry_exit_notify(TX_THREAD *thread_ptr, VOID (*entry_exit_notify)(TX_THREAD *, UINT))
{
    thread_ptr->tx_thread_entry_exit_notify = entry_exit_notify;
    return TX_SUCCESS;
}

UINT _tx_thread_info_get(TX_THREAD *thread_ptr, CHAR **name, UINT *state, ULONG *run_count, UINT *priority,
                         UINT *preemption_threshold, ULONG *time_slice, TX_THREAD **next_thread,
                         TX_THREAD **next_suspended_thread)
{
    TX_HOST_GIVE(name, thread_ptr->tx_thread_name)
    TX_HOST_GIVE(state, thread_ptr->tx_thread_state)
    TX_HOST_GIVE(run_count, thread_ptr->tx_thread_run_count)
    TX_HOST_GIVE(priority, thread_ptr->tx_thread_user_priority)
    TX_HOST_GIVE(preemption_threshold, thread_ptr->tx_thread_user_preempt_threshold)
    TX_HOST_GIVE(time_slice, thread_ptr->tx_thread_time_slice)
    TX_HOST_GIVE(next_thread, thread_ptr->tx_thread_created_next)
    TX_HOST_GIVE(next_suspended_thread, thread_ptr->tx_thread_suspended_next)
    return TX_SUCCESS;
}
