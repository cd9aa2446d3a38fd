/* SPDX-License-Identifier: MIT */
/* Counting semaphores. */
#include "tx_host.h"

TX_SEMAPHORE *_tx_semaphore_created_ptr;
ULONG _tx_semaphore_created_count;

UINT _tx_semaphore_create(TX_SEMAPHORE *semaphore_ptr, CHAR *name_ptr, ULONG initial_count)
{
    memset(semaphore_ptr, 0, sizeof *semaphore_ptr);
    semaphore_ptr->tx_semaphore_name = name_ptr;
    semaphore_ptr->tx_semaphore_count = initial_count;
    semaphore_ptr->tx_semaphore_id = TX_SEMAPHORE_ID;
    TX_HOST_CREATED_ADD(_tx_semaphore_created_ptr, _tx_semaphore_created_count, semaphore_ptr,
                        tx_semaphore_created);
    return TX_SUCCESS;
}

UINT _tx_semaphore_get(TX_SEMAPHORE *semaphore_ptr, ULONG wait_option)
{
    if (semaphore_ptr->tx_semaphore_count)
    {
        semaphore_ptr->tx_semaphore_count--;
        return TX_SUCCESS;
    }
    if (!wait_option || _tx_thread_preempt_disable)
    {
        _tx_host_poll_counted();
        return TX_NO_INSTANCE;
    }
    return _tx_host_wait(&semaphore_ptr->tx_semaphore_suspension_list,
                         &semaphore_ptr->tx_semaphore_suspended_count, semaphore_ptr, TX_SEMAPHORE_SUSP,
                         TX_NO_INSTANCE, wait_option);
}

UINT _tx_semaphore_put(TX_SEMAPHORE *semaphore_ptr)
{
    VOID (*notify)(TX_SEMAPHORE *) = semaphore_ptr->tx_semaphore_put_notify;
    if (semaphore_ptr->tx_semaphore_suspension_list)
    {
        _tx_thread_preempt_disable++;
        _tx_host_wake(&semaphore_ptr->tx_semaphore_suspension_list,
                      &semaphore_ptr->tx_semaphore_suspended_count,
                      semaphore_ptr->tx_semaphore_suspension_list, TX_SUCCESS);
        _tx_thread_preempt_disable--;
    }
    else
    {
        semaphore_ptr->tx_semaphore_count++;
    }
    _tx_host_preempt_check();
    if (notify)
    {
        (notify)(semaphore_ptr);
    }
    return TX_SUCCESS;
}

UINT _tx_semaphore_ceiling_put(TX_SEMAPHORE *semaphore_ptr, ULONG ceiling)
{
    if (!semaphore_ptr->tx_semaphore_suspension_list && semaphore_ptr->tx_semaphore_count >= ceiling)
    {
        return TX_CEILING_EXCEEDED;
    }
    return _tx_semaphore_put(semaphore_ptr);
}

UINT _tx_semaphore_delete(TX_SEMAPHORE *semaphore_ptr)
{
    semaphore_ptr->tx_semaphore_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_semaphore_created_ptr, _tx_semaphore_created_count, semaphore_ptr,
                           tx_semaphore_created);
    _tx_host_wake_all(&semaphore_ptr->tx_semaphore_suspension_list,
                      &semaphore_ptr->tx_semaphore_suspended_count, TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_semaphore_prioritize(TX_SEMAPHORE *semaphore_ptr)
{
    _tx_host_prioritize(&semaphore_ptr->tx_semaphore_suspension_list);
    return TX_SUCCESS;
}

UINT _tx_semaphore_put_notify(TX_SEMAPHORE *semaphore_ptr, VOID (*semaphore_put_notify)(TX_SEMAPHORE *))
{
    semaphore_ptr->tx_semaphore_put_notify = semaphore_put_notify;
    return TX_SUCCESS;
}

UINT _tx_semaphore_info_get(TX_SEMAPHORE *semaphore_ptr, CHAR **name, ULONG *current_value,
                            TX_THREAD **first_suspended, ULONG *suspended_count,
                            TX_SEMAPHORE **next_semaphore)
{
    TX_HOST_GIVE(name, semaphore_ptr->tx_semaphore_name)
    TX_HOST_GIVE(current_value, semaphore_ptr->tx_semaphore_count)
    TX_HOST_GIVE(first_suspended, semaphore_ptr->tx_semaphore_suspension_list)
    TX_HOST_GIVE(suspended_count, semaphore_ptr->tx_semaphore_suspended_count)
    TX_HOST_GIVE(next_semaphore, semaphore_ptr->tx_semaphore_created_next)
    return TX_SUCCESS;
}

static UINT semaphore_invalid(const TX_SEMAPHORE *semaphore_ptr)
{
    return !semaphore_ptr || semaphore_ptr->tx_semaphore_id != TX_SEMAPHORE_ID;
}

UINT _txe_semaphore_create(TX_SEMAPHORE *semaphore_ptr, CHAR *name_ptr, ULONG initial_count,
                           UINT control_block_size)
{
    int created;
    if (!semaphore_ptr || control_block_size != sizeof(TX_SEMAPHORE))
    {
        return TX_SEMAPHORE_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_SEMAPHORE, _tx_semaphore_created_ptr, _tx_semaphore_created_count, semaphore_ptr,
                         tx_semaphore_created, created);
    if (created)
    {
        return TX_SEMAPHORE_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR
                              : _tx_semaphore_create(semaphore_ptr, name_ptr, initial_count);
}

UINT _txe_semaphore_get(TX_SEMAPHORE *semaphore_ptr, ULONG wait_option)
{
    if (semaphore_invalid(semaphore_ptr))
    {
        return TX_SEMAPHORE_ERROR;
    }
    return _tx_host_caller_check(wait_option) ? TX_WAIT_ERROR : _tx_semaphore_get(semaphore_ptr, wait_option);
}

UINT _txe_semaphore_put(TX_SEMAPHORE *semaphore_ptr)
{
    return semaphore_invalid(semaphore_ptr) ? TX_SEMAPHORE_ERROR : _tx_semaphore_put(semaphore_ptr);
}

UINT _txe_semaphore_ceiling_put(TX_SEMAPHORE *semaphore_ptr, ULONG ceiling)
{
    if (semaphore_invalid(semaphore_ptr))
    {
        return TX_SEMAPHORE_ERROR;
    }
    return ceiling ? _tx_semaphore_ceiling_put(semaphore_ptr, ceiling) : TX_INVALID_CEILING;
}

UINT _txe_semaphore_delete(TX_SEMAPHORE *semaphore_ptr)
{
    if (semaphore_invalid(semaphore_ptr))
    {
        return TX_SEMAPHORE_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_semaphore_delete(semaphore_ptr);
}

UINT _txe_semaphore_prioritize(TX_SEMAPHORE *semaphore_ptr)
{
    return semaphore_invalid(semaphore_ptr) ? TX_SEMAPHORE_ERROR : _tx_semaphore_prioritize(semaphore_ptr);
}

UINT _txe_semaphore_put_notify(TX_SEMAPHORE *semaphore_ptr, VOID (*semaphore_put_notify)(TX_SEMAPHORE *))
{
    return semaphore_invalid(semaphore_ptr) ? TX_SEMAPHORE_ERROR
                                            : _tx_semaphore_put_notify(semaphore_ptr, semaphore_put_notify);
}

UINT _txe_semaphore_info_get(TX_SEMAPHORE *semaphore_ptr, CHAR **name, ULONG *current_value,
                             TX_THREAD **first_suspended, ULONG *suspended_count,
                             TX_SEMAPHORE **next_semaphore)
{
    return semaphore_invalid(semaphore_ptr)
               ? TX_SEMAPHORE_ERROR
               : _tx_semaphore_info_get(semaphore_ptr, name, current_value, first_suspended, suspended_count,
                                        next_semaphore);
}
