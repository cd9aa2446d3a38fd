/* SPDX-License-Identifier: MIT */
/* The thread services, checking form: arguments and caller first, then the
   plain form. */
#include "tx_host.h"

static UINT thread_invalid(const TX_THREAD *thread_ptr)
{
    return !thread_ptr || thread_ptr->tx_thread_id != TX_THREAD_ID;
}

static UINT inside(const VOID *address, const TX_THREAD *thread_ptr)
{
    return (const UCHAR *)address >= (const UCHAR *)thread_ptr->tx_thread_stack_start &&
           (const UCHAR *)address < (const UCHAR *)thread_ptr->tx_thread_stack_end;
}

/* The stack is another created thread's, wholly or in part. */
static UINT stack_taken(const UCHAR *start, ULONG size)
{
    TX_THREAD *each = _tx_thread_created_ptr;
    for (ULONG left = _tx_thread_created_count; left; left--, each = each->tx_thread_created_next)
    {
        if (inside(start, each) || inside(start + (size - 1), each))
        {
            return TX_TRUE;
        }
    }
    return TX_FALSE;
}

UINT _txe_thread_create(TX_THREAD *thread_ptr, CHAR *name_ptr, VOID (*entry_function)(ULONG),
                        ULONG entry_input, VOID *stack_start, ULONG stack_size, UINT priority,
                        UINT preempt_threshold, ULONG time_slice, UINT auto_start, UINT control_block_size)
{
    int created;
    if (!thread_ptr || control_block_size != sizeof(TX_THREAD))
    {
        return TX_THREAD_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_THREAD, _tx_thread_created_ptr, _tx_thread_created_count, thread_ptr,
                         tx_thread_created, created);
    if (created)
    {
        return TX_THREAD_ERROR;
    }
    if (!stack_start || stack_taken(stack_start, stack_size) || !entry_function)
    {
        return TX_PTR_ERROR;
    }
    if (stack_size < TX_MINIMUM_STACK)
    {
        return TX_SIZE_ERROR;
    }
    if (priority >= TX_MAX_PRIORITIES)
    {
        return TX_PRIORITY_ERROR;
    }
    if (preempt_threshold > priority)
    {
        return TX_THRESH_ERROR;
    }
    if (auto_start > TX_AUTO_START)
    {
        return TX_START_ERROR;
    }
    if (_tx_host_not_isr())
    {
        return TX_CALLER_ERROR;
    }
    return _tx_thread_create(thread_ptr, name_ptr, entry_function, entry_input, stack_start, stack_size,
                             priority, preempt_threshold, time_slice, auto_start);
}

UINT _txe_thread_delete(TX_THREAD *thread_ptr)
{
    if (_tx_thread_system_state)
    {
        return TX_CALLER_ERROR;
    }
    return thread_invalid(thread_ptr) ? TX_THREAD_ERROR : _tx_thread_delete(thread_ptr);
}

UINT _txe_thread_terminate(TX_THREAD *thread_ptr)
{
    if (thread_invalid(thread_ptr))
    {
        return TX_THREAD_ERROR;
    }
    return _tx_thread_system_state ? TX_CALLER_ERROR : _tx_thread_terminate(thread_ptr);
}

UINT _txe_thread_reset(TX_THREAD *thread_ptr)
{
    if (thread_invalid(thread_ptr))
    {
        return TX_THREAD_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_thread_reset(thread_ptr);
}

UINT _txe_thread_resume(TX_THREAD *thread_ptr)
{
    return thread_invalid(thread_ptr) ? TX_THREAD_ERROR : _tx_thread_resume(thread_ptr);
}

UINT _txe_thread_suspend(TX_THREAD *thread_ptr)
{
    return thread_invalid(thread_ptr) ? TX_THREAD_ERROR : _tx_thread_suspend(thread_ptr);
}

UINT _txe_thread_wait_abort(TX_THREAD *thread_ptr)
{
    return thread_invalid(thread_ptr) ? TX_THREAD_ERROR : _tx_thread_wait_abort(thread_ptr);
}

VOID _txe_thread_relinquish(VOID)
{
    if (_tx_thread_current_ptr && _tx_thread_current_ptr != &_tx_timer_thread && !_tx_thread_system_state)
    {
        _tx_thread_relinquish();
    }
}

UINT _txe_thread_priority_change(TX_THREAD *thread_ptr, UINT new_priority, UINT *old_priority)
{
    if (thread_invalid(thread_ptr))
    {
        return TX_THREAD_ERROR;
    }
    if (!old_priority)
    {
        return TX_PTR_ERROR;
    }
    if (new_priority >= TX_MAX_PRIORITIES)
    {
        return TX_PRIORITY_ERROR;
    }
    return _tx_thread_system_state ? TX_CALLER_ERROR
                                   : _tx_thread_priority_change(thread_ptr, new_priority, old_priority);
}

UINT _txe_thread_preemption_change(TX_THREAD *thread_ptr, UINT new_threshold, UINT *old_threshold)
{
    if (thread_invalid(thread_ptr))
    {
        return TX_THREAD_ERROR;
    }
    if (!old_threshold)
    {
        return TX_PTR_ERROR;
    }
    if (_tx_thread_system_state)
    {
        return TX_CALLER_ERROR;
    }
    return new_threshold > thread_ptr->tx_thread_user_priority
               ? TX_THRESH_ERROR
               : _tx_thread_preemption_change(thread_ptr, new_threshold, old_threshold);
}

UINT _txe_thread_time_slice_change(TX_THREAD *thread_ptr, ULONG new_time_slice, ULONG *old_time_slice)
{
    if (thread_invalid(thread_ptr))
    {
        return TX_THREAD_ERROR;
    }
    if (!old_time_slice)
    {
        return TX_PTR_ERROR;
    }
    return _tx_thread_system_state ? TX_CALLER_ERROR
                                   : _tx_thread_time_slice_change(thread_ptr, new_time_slice, old_time_slice);
}

UINT _txe_thread_entry_exit_notify(TX_THREAD *thread_ptr, VOID (*entry_exit_notify)(TX_THREAD *, UINT))
{
    return thread_invalid(thread_ptr) ? TX_THREAD_ERROR
                                      : _tx_thread_entry_exit_notify(thread_ptr, entry_exit_notify);
}

UINT _txe_thread_info_get(TX_THREAD *thread_ptr, CHAR **name, UINT *state, ULONG *run_count, UINT *priority,
                          UINT *preemption_threshold, ULONG *time_slice, TX_THREAD **next_thread,
                          TX_THREAD **next_suspended_thread)
{
    return thread_invalid(thread_ptr)
               ? TX_THREAD_ERROR
               : _tx_thread_info_get(thread_ptr, name, state, run_count, priority, preemption_threshold,
                                     time_slice, next_thread, next_suspended_thread);
}
