/* SPDX-License-Identifier: MIT */
/* Mutexes: owned recursively, released when their owner ends, with priority
   inheritance when asked for. An owner's priority is that of the most urgent
   thread waiting for any inheriting mutex it owns, if that beats its own. */
#include "tx_host.h"

TX_MUTEX *_tx_mutex_created_ptr;
ULONG _tx_mutex_created_count;

UINT _tx_mutex_create(TX_MUTEX *mutex_ptr, CHAR *name_ptr, UINT inherit)
{
    memset(mutex_ptr, 0, sizeof *mutex_ptr);
    mutex_ptr->tx_mutex_name = name_ptr;
    mutex_ptr->tx_mutex_inherit = inherit;
    mutex_ptr->tx_mutex_highest_priority_waiting = TX_MAX_PRIORITIES;
    mutex_ptr->tx_mutex_id = TX_MUTEX_ID;
    TX_HOST_CREATED_ADD(_tx_mutex_created_ptr, _tx_mutex_created_count, mutex_ptr, tx_mutex_created);
    return TX_SUCCESS;
}

static UINT highest_waiting(const TX_MUTEX *mutex_ptr)
{
    UINT highest = TX_MAX_PRIORITIES;
    TX_THREAD *each = mutex_ptr->tx_mutex_suspension_list;
    for (UINT left = mutex_ptr->tx_mutex_suspended_count; left; left--, each = each->tx_thread_suspended_next)
    {
        if (each->tx_thread_priority < highest)
        {
            highest = each->tx_thread_priority;
        }
    }
    return highest;
}

/* Gives an owner the priority that its mutexes call for. */
static VOID owner_update(TX_THREAD *owner)
{
    UINT inherited = TX_MAX_PRIORITIES, priority;
    TX_MUTEX *each = owner->tx_thread_owned_mutex_list;
    for (UINT left = owner->tx_thread_owned_mutex_count; left; left--, each = each->tx_mutex_owned_next)
    {
        UINT waiting = each->tx_mutex_inherit ? highest_waiting(each) : TX_MAX_PRIORITIES;
        inherited = waiting < inherited ? waiting : inherited;
    }
    owner->tx_thread_inherit_priority = inherited;
    priority = inherited < owner->tx_thread_user_priority ? inherited : owner->tx_thread_user_priority;
    owner->tx_thread_preempt_threshold = priority < owner->tx_thread_user_preempt_threshold
                                             ? priority
                                             : owner->tx_thread_user_preempt_threshold;
    if (priority == owner->tx_thread_priority)
    {
        return;
    }
    if (owner->tx_thread_state == TX_READY)
    {
        _tx_host_ready_move(owner, priority);
    }
    else
    {
        owner->tx_thread_priority = priority;
    }
}

static VOID owner_set(TX_MUTEX *mutex_ptr, TX_THREAD *owner)
{
    mutex_ptr->tx_mutex_owner = owner;
    mutex_ptr->tx_mutex_ownership_count = 1;
    mutex_ptr->tx_mutex_original_priority = owner->tx_thread_priority;
    TX_HOST_CREATED_ADD(owner->tx_thread_owned_mutex_list, owner->tx_thread_owned_mutex_count, mutex_ptr,
                        tx_mutex_owned);
}

static VOID owner_clear(TX_MUTEX *mutex_ptr)
{
    TX_THREAD *owner = mutex_ptr->tx_mutex_owner;
    TX_HOST_CREATED_REMOVE(owner->tx_thread_owned_mutex_list, owner->tx_thread_owned_mutex_count, mutex_ptr,
                           tx_mutex_owned);
    mutex_ptr->tx_mutex_owner = TX_NULL;
    mutex_ptr->tx_mutex_ownership_count = 0;
}

UINT _tx_mutex_get(TX_MUTEX *mutex_ptr, ULONG wait_option)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    UINT status;
    if (!mutex_ptr->tx_mutex_ownership_count)
    {
        if (thread_ptr)
        {
            owner_set(mutex_ptr, thread_ptr);
        }
        return TX_SUCCESS;
    }
    if (mutex_ptr->tx_mutex_owner == thread_ptr)
    {
        mutex_ptr->tx_mutex_ownership_count++;
        return TX_SUCCESS;
    }
    if (!wait_option)
    {
        _tx_host_poll_counted();
        return TX_NOT_AVAILABLE;
    }
    if (_tx_thread_preempt_disable)
    {
        return TX_NOT_AVAILABLE;
    }
    if (mutex_ptr->tx_mutex_inherit &&
        thread_ptr->tx_thread_priority < mutex_ptr->tx_mutex_owner->tx_thread_priority)
    {
        TX_THREAD *owner = mutex_ptr->tx_mutex_owner;
        owner->tx_thread_inherit_priority = thread_ptr->tx_thread_priority;
        if (owner->tx_thread_state == TX_READY)
        {
            _tx_host_ready_move(owner, thread_ptr->tx_thread_priority);
        }
        owner->tx_thread_priority = thread_ptr->tx_thread_priority;
        owner->tx_thread_preempt_threshold = thread_ptr->tx_thread_priority;
    }
    status = _tx_host_wait(&mutex_ptr->tx_mutex_suspension_list, &mutex_ptr->tx_mutex_suspended_count,
                           mutex_ptr, TX_MUTEX_SUSP, TX_NOT_AVAILABLE, wait_option);
    if (status && status != TX_DELETED && mutex_ptr->tx_mutex_inherit && mutex_ptr->tx_mutex_owner)
    {
        owner_update(mutex_ptr->tx_mutex_owner);
    }
    return status;
}

/* The last put of an owner: the mutex goes to the next waiter at once. */
static VOID mutex_pass_on(TX_MUTEX *mutex_ptr)
{
    TX_THREAD *owner = mutex_ptr->tx_mutex_owner;
    TX_THREAD *next;
    owner_clear(mutex_ptr);
    if (mutex_ptr->tx_mutex_inherit)
    {
        _tx_host_prioritize(&mutex_ptr->tx_mutex_suspension_list);
    }
    _tx_thread_preempt_disable++;
    next = mutex_ptr->tx_mutex_suspension_list;
    if (next)
    {
        owner_set(mutex_ptr, next);
        _tx_host_wake(&mutex_ptr->tx_mutex_suspension_list, &mutex_ptr->tx_mutex_suspended_count, next,
                      TX_SUCCESS);
    }
    if (mutex_ptr->tx_mutex_inherit)
    {
        owner_update(owner);
        if (next)
        {
            owner_update(next);
        }
    }
    _tx_thread_preempt_disable--;
}

UINT _tx_mutex_put(TX_MUTEX *mutex_ptr)
{
    if (!mutex_ptr->tx_mutex_ownership_count)
    {
        return TX_NOT_OWNED;
    }
    if (mutex_ptr->tx_mutex_owner != _tx_thread_current_ptr)
    {
        return TX_NOT_OWNED;
    }
    if (--mutex_ptr->tx_mutex_ownership_count == 0)
    {
        mutex_pass_on(mutex_ptr);
        _tx_host_preempt_check();
    }
    return TX_SUCCESS;
}

/* A thread that ends gives up what it owns. */
VOID _tx_mutex_thread_release(TX_THREAD *thread_ptr)
{
    _tx_thread_preempt_disable++;
    while (thread_ptr->tx_thread_owned_mutex_list)
    {
        mutex_pass_on(thread_ptr->tx_thread_owned_mutex_list);
    }
    _tx_thread_preempt_disable--;
}

UINT _tx_mutex_delete(TX_MUTEX *mutex_ptr)
{
    TX_THREAD *owner = mutex_ptr->tx_mutex_owner;
    mutex_ptr->tx_mutex_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_mutex_created_ptr, _tx_mutex_created_count, mutex_ptr, tx_mutex_created);
    if (owner)
    {
        owner_clear(mutex_ptr);
        if (mutex_ptr->tx_mutex_inherit)
        {
            owner_update(owner);
        }
    }
    _tx_host_wake_all(&mutex_ptr->tx_mutex_suspension_list, &mutex_ptr->tx_mutex_suspended_count, TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_mutex_prioritize(TX_MUTEX *mutex_ptr)
{
    _tx_host_prioritize(&mutex_ptr->tx_mutex_suspension_list);
    return TX_SUCCESS;
}

UINT _tx_mutex_info_get(TX_MUTEX *mutex_ptr, CHAR **name, ULONG *count, TX_THREAD **owner,
                        TX_THREAD **first_suspended, ULONG *suspended_count, TX_MUTEX **next_mutex)
{
    TX_HOST_GIVE(name, mutex_ptr->tx_mutex_name)
    TX_HOST_GIVE(count, mutex_ptr->tx_mutex_ownership_count)
    TX_HOST_GIVE(owner, mutex_ptr->tx_mutex_owner)
    TX_HOST_GIVE(first_suspended, mutex_ptr->tx_mutex_suspension_list)
    TX_HOST_GIVE(suspended_count, mutex_ptr->tx_mutex_suspended_count)
    TX_HOST_GIVE(next_mutex, mutex_ptr->tx_mutex_created_next)
    return TX_SUCCESS;
}

static UINT mutex_invalid(const TX_MUTEX *mutex_ptr)
{
    return !mutex_ptr || mutex_ptr->tx_mutex_id != TX_MUTEX_ID;
}

UINT _txe_mutex_create(TX_MUTEX *mutex_ptr, CHAR *name_ptr, UINT inherit, UINT control_block_size)
{
    int created;
    if (!mutex_ptr || control_block_size != sizeof(TX_MUTEX))
    {
        return TX_MUTEX_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_MUTEX, _tx_mutex_created_ptr, _tx_mutex_created_count, mutex_ptr,
                         tx_mutex_created, created);
    if (created)
    {
        return TX_MUTEX_ERROR;
    }
    if (inherit > TX_INHERIT)
    {
        return TX_INHERIT_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR : _tx_mutex_create(mutex_ptr, name_ptr, inherit);
}

UINT _txe_mutex_get(TX_MUTEX *mutex_ptr, ULONG wait_option)
{
    if (mutex_invalid(mutex_ptr))
    {
        return TX_MUTEX_ERROR;
    }
    return _tx_host_caller_check(wait_option) ? TX_WAIT_ERROR : _tx_mutex_get(mutex_ptr, wait_option);
}

UINT _txe_mutex_put(TX_MUTEX *mutex_ptr)
{
    return mutex_invalid(mutex_ptr) ? TX_MUTEX_ERROR : _tx_mutex_put(mutex_ptr);
}

UINT _txe_mutex_delete(TX_MUTEX *mutex_ptr)
{
    if (mutex_invalid(mutex_ptr))
    {
        return TX_MUTEX_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_mutex_delete(mutex_ptr);
}

UINT _txe_mutex_prioritize(TX_MUTEX *mutex_ptr)
{
    return mutex_invalid(mutex_ptr) ? TX_MUTEX_ERROR : _tx_mutex_prioritize(mutex_ptr);
}

UINT _txe_mutex_info_get(TX_MUTEX *mutex_ptr, CHAR **name, ULONG *count, TX_THREAD **owner,
                         TX_THREAD **first_suspended, ULONG *suspended_count, TX_MUTEX **next_mutex)
{
    return mutex_invalid(mutex_ptr) ? TX_MUTEX_ERROR
                                    : _tx_mutex_info_get(mutex_ptr, name, count, owner, first_suspended,
                                                         suspended_count, next_mutex);
}
