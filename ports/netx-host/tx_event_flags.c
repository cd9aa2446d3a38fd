/* SPDX-License-Identifier: MIT */
/* Groups of 32 event flags. A set that satisfies several waiters satisfies
   them all with the flags as they were at the set; what they asked to have
   cleared is cleared then. */
#include "tx_host.h"

TX_EVENT_FLAGS_GROUP *_tx_event_flags_created_ptr;
ULONG _tx_event_flags_created_count;

UINT _tx_event_flags_create(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR *name_ptr)
{
    memset(group_ptr, 0, sizeof *group_ptr);
    group_ptr->tx_event_flags_group_name = name_ptr;
    group_ptr->tx_event_flags_group_id = TX_EVENT_FLAGS_ID;
    TX_HOST_CREATED_ADD(_tx_event_flags_created_ptr, _tx_event_flags_created_count, group_ptr,
                        tx_event_flags_group_created);
    return TX_SUCCESS;
}

static UINT satisfied(ULONG flags, ULONG requested, UINT option)
{
    return option & TX_AND ? (flags & requested) == requested : (flags & requested) != 0;
}

UINT _tx_event_flags_get(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG requested_flags, UINT get_option,
                         ULONG *actual_flags_ptr, ULONG wait_option)
{
    TX_THREAD *thread_ptr = _tx_thread_current_ptr;
    ULONG flags = group_ptr->tx_event_flags_group_current;
    if (requested_flags && satisfied(flags, requested_flags, get_option))
    {
        *actual_flags_ptr = flags;
        if (get_option & TX_OR_CLEAR)
        {
            group_ptr->tx_event_flags_group_current &= ~requested_flags;
        }
        return TX_SUCCESS;
    }
    if (!wait_option || _tx_thread_preempt_disable)
    {
        _tx_host_poll_counted();
        return TX_NO_EVENTS;
    }
    thread_ptr->tx_thread_suspend_info = requested_flags;
    thread_ptr->tx_thread_suspend_option = get_option;
    thread_ptr->tx_thread_additional_suspend_info = actual_flags_ptr;
    return _tx_host_wait(&group_ptr->tx_event_flags_group_suspension_list,
                         &group_ptr->tx_event_flags_group_suspended_count, group_ptr, TX_EVENT_FLAG,
                         TX_NO_EVENTS, wait_option);
}

/* Wakes whom the flags satisfy, in the order they came. */
static VOID waiters_satisfy(TX_EVENT_FLAGS_GROUP *group_ptr)
{
    ULONG flags = group_ptr->tx_event_flags_group_current;
    UINT left = group_ptr->tx_event_flags_group_suspended_count;
    TX_THREAD *each = group_ptr->tx_event_flags_group_suspension_list;
    TX_THREAD *next;
    _tx_thread_preempt_disable++;
    for (; left; left--, each = next)
    {
        next = each->tx_thread_suspended_next;
        if (!satisfied(flags, each->tx_thread_suspend_info, each->tx_thread_suspend_option))
        {
            continue;
        }
        *(ULONG *)each->tx_thread_additional_suspend_info = flags;
        if (each->tx_thread_suspend_option & TX_OR_CLEAR)
        {
            group_ptr->tx_event_flags_group_current &= ~each->tx_thread_suspend_info;
        }
        _tx_host_wake(&group_ptr->tx_event_flags_group_suspension_list,
                      &group_ptr->tx_event_flags_group_suspended_count, each, TX_SUCCESS);
    }
    _tx_thread_preempt_disable--;
}

UINT _tx_event_flags_set(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG flags_to_set, UINT set_option)
{
    VOID (*notify)(TX_EVENT_FLAGS_GROUP *) = group_ptr->tx_event_flags_group_set_notify;
    if (set_option & TX_AND)
    {
        group_ptr->tx_event_flags_group_current &= flags_to_set;
        return TX_SUCCESS;
    }
    group_ptr->tx_event_flags_group_current |= flags_to_set;
    waiters_satisfy(group_ptr);
    if (notify)
    {
        (notify)(group_ptr);
    }
    _tx_host_preempt_check();
    return TX_SUCCESS;
}

UINT _tx_event_flags_delete(TX_EVENT_FLAGS_GROUP *group_ptr)
{
    group_ptr->tx_event_flags_group_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_event_flags_created_ptr, _tx_event_flags_created_count, group_ptr,
                           tx_event_flags_group_created);
    _tx_host_wake_all(&group_ptr->tx_event_flags_group_suspension_list,
                      &group_ptr->tx_event_flags_group_suspended_count, TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_event_flags_set_notify(TX_EVENT_FLAGS_GROUP *group_ptr,
                                VOID (*events_set_notify)(TX_EVENT_FLAGS_GROUP *))
{
    group_ptr->tx_event_flags_group_set_notify = events_set_notify;
    return TX_SUCCESS;
}

UINT _tx_event_flags_info_get(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR **name, ULONG *current_flags,
                              TX_THREAD **first_suspended, ULONG *suspended_count,
                              TX_EVENT_FLAGS_GROUP **next_group)
{
    TX_HOST_GIVE(name, group_ptr->tx_event_flags_group_name)
    TX_HOST_GIVE(current_flags, group_ptr->tx_event_flags_group_current)
    TX_HOST_GIVE(first_suspended, group_ptr->tx_event_flags_group_suspension_list)
    TX_HOST_GIVE(suspended_count, group_ptr->tx_event_flags_group_suspended_count)
    TX_HOST_GIVE(next_group, group_ptr->tx_event_flags_group_created_next)
    return TX_SUCCESS;
}

static UINT group_invalid(const TX_EVENT_FLAGS_GROUP *group_ptr)
{
    return !group_ptr || group_ptr->tx_event_flags_group_id != TX_EVENT_FLAGS_ID;
}

UINT _txe_event_flags_create(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR *name_ptr, UINT control_block_size)
{
    int created;
    if (!group_ptr || control_block_size != sizeof(TX_EVENT_FLAGS_GROUP))
    {
        return TX_GROUP_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_EVENT_FLAGS_GROUP, _tx_event_flags_created_ptr, _tx_event_flags_created_count,
                         group_ptr, tx_event_flags_group_created, created);
    if (created)
    {
        return TX_GROUP_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR : _tx_event_flags_create(group_ptr, name_ptr);
}

UINT _txe_event_flags_get(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG requested_flags, UINT get_option,
                          ULONG *actual_flags_ptr, ULONG wait_option)
{
    if (group_invalid(group_ptr))
    {
        return TX_GROUP_ERROR;
    }
    if (!actual_flags_ptr)
    {
        return TX_PTR_ERROR;
    }
    if (_tx_host_caller_check(wait_option))
    {
        return TX_WAIT_ERROR;
    }
    return get_option > TX_AND_CLEAR
               ? TX_OPTION_ERROR
               : _tx_event_flags_get(group_ptr, requested_flags, get_option, actual_flags_ptr, wait_option);
}

UINT _txe_event_flags_set(TX_EVENT_FLAGS_GROUP *group_ptr, ULONG flags_to_set, UINT set_option)
{
    if (group_invalid(group_ptr))
    {
        return TX_GROUP_ERROR;
    }
    return set_option != TX_AND && set_option != TX_OR
               ? TX_OPTION_ERROR
               : _tx_event_flags_set(group_ptr, flags_to_set, set_option);
}

UINT _txe_event_flags_delete(TX_EVENT_FLAGS_GROUP *group_ptr)
{
    if (group_invalid(group_ptr))
    {
        return TX_GROUP_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_event_flags_delete(group_ptr);
}

UINT _txe_event_flags_set_notify(TX_EVENT_FLAGS_GROUP *group_ptr,
                                 VOID (*events_set_notify)(TX_EVENT_FLAGS_GROUP *))
{
    return group_invalid(group_ptr) ? TX_GROUP_ERROR
                                    : _tx_event_flags_set_notify(group_ptr, events_set_notify);
}

UINT _txe_event_flags_info_get(TX_EVENT_FLAGS_GROUP *group_ptr, CHAR **name, ULONG *current_flags,
                               TX_THREAD **first_suspended, ULONG *suspended_count,
                               TX_EVENT_FLAGS_GROUP **next_group)
{
    return group_invalid(group_ptr) ? TX_GROUP_ERROR
                                    : _tx_event_flags_info_get(group_ptr, name, current_flags,
                                                               first_suspended, suspended_count, next_group);
}
