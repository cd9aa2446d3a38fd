/* SPDX-License-Identifier: MIT */
/* Pools of equal blocks. In front of each block stands a pointer: to its pool
   while it is taken, to the next free block while it is not. */
#include "tx_host.h"

TX_BLOCK_POOL *_tx_block_pool_created_ptr;
ULONG _tx_block_pool_created_count;

UINT _tx_block_pool_create(TX_BLOCK_POOL *pool_ptr, CHAR *name_ptr, ULONG block_size, VOID *pool_start,
                           ULONG pool_size)
{
    ULONG size = (ULONG)((block_size + sizeof(void *) - 1) / sizeof(void *) * sizeof(void *));
    ULONG each = size + (ULONG)sizeof(void *);
    UCHAR **link;
    UINT count = 0;
    ULONG lost = (ULONG)(-(uintptr_t)pool_start % sizeof(void *));
    pool_size = pool_size < lost ? 0 : (ULONG)((pool_size - lost) / sizeof(void *) * sizeof(void *));
    if (pool_size < each)
    {
        return TX_SIZE_ERROR;
    }
    memset(pool_ptr, 0, sizeof *pool_ptr);
    pool_ptr->tx_block_pool_name = name_ptr;
    pool_ptr->tx_block_pool_start = (UCHAR *)pool_start + lost;
    pool_ptr->tx_block_pool_size = pool_size;
    pool_ptr->tx_block_pool_block_size = (UINT)size;
    link = &pool_ptr->tx_block_pool_available_list;
    for (ULONG at = 0; pool_size - at >= each; at += each, count++)
    {
        *link = pool_ptr->tx_block_pool_start + at;
        link = (UCHAR **)(VOID *)*link;
    }
    *link = NULL;
    pool_ptr->tx_block_pool_available = pool_ptr->tx_block_pool_total = count;
    pool_ptr->tx_block_pool_id = TX_BLOCK_POOL_ID;
    TX_HOST_CREATED_ADD(_tx_block_pool_created_ptr, _tx_block_pool_created_count, pool_ptr,
                        tx_block_pool_created);
    return TX_SUCCESS;
}

UINT _tx_block_allocate(TX_BLOCK_POOL *pool_ptr, VOID **block_ptr, ULONG wait_option)
{
    UCHAR *block = pool_ptr->tx_block_pool_available_list;
    if (block)
    {
        pool_ptr->tx_block_pool_available_list = *(UCHAR **)(VOID *)block;
        pool_ptr->tx_block_pool_available--;
        *(TX_BLOCK_POOL **)(VOID *)block = pool_ptr;
        *block_ptr = block + sizeof(void *);
        return TX_SUCCESS;
    }
    if (!wait_option || _tx_thread_preempt_disable)
    {
        _tx_host_poll_counted();
        return TX_NO_MEMORY;
    }
    _tx_thread_current_ptr->tx_thread_additional_suspend_info = (VOID *)block_ptr;
    return _tx_host_wait(&pool_ptr->tx_block_pool_suspension_list, &pool_ptr->tx_block_pool_suspended_count,
                         pool_ptr, TX_BLOCK_MEMORY, TX_NO_MEMORY, wait_option);
}

UINT _tx_block_release(VOID *block_ptr)
{
    UCHAR *block = (UCHAR *)block_ptr - sizeof(void *);
    TX_BLOCK_POOL *pool_ptr = *(TX_BLOCK_POOL **)(VOID *)block;
    TX_THREAD *waiting = pool_ptr->tx_block_pool_suspension_list;
    if (waiting)
    {
        *(VOID **)waiting->tx_thread_additional_suspend_info = block_ptr;
        _tx_host_wake(&pool_ptr->tx_block_pool_suspension_list, &pool_ptr->tx_block_pool_suspended_count,
                      waiting, TX_SUCCESS);
        return TX_SUCCESS;
    }
    *(UCHAR **)(VOID *)block = pool_ptr->tx_block_pool_available_list;
    pool_ptr->tx_block_pool_available_list = block;
    pool_ptr->tx_block_pool_available++;
    return TX_SUCCESS;
}

UINT _tx_block_pool_delete(TX_BLOCK_POOL *pool_ptr)
{
    pool_ptr->tx_block_pool_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_block_pool_created_ptr, _tx_block_pool_created_count, pool_ptr,
                           tx_block_pool_created);
    _tx_host_wake_all(&pool_ptr->tx_block_pool_suspension_list, &pool_ptr->tx_block_pool_suspended_count,
                      TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_block_pool_prioritize(TX_BLOCK_POOL *pool_ptr)
{
    _tx_host_prioritize(&pool_ptr->tx_block_pool_suspension_list);
    return TX_SUCCESS;
}

UINT _tx_block_pool_info_get(TX_BLOCK_POOL *pool_ptr, CHAR **name, ULONG *available_blocks,
                             ULONG *total_blocks, TX_THREAD **first_suspended, ULONG *suspended_count,
                             TX_BLOCK_POOL **next_pool)
{
    TX_HOST_GIVE(name, pool_ptr->tx_block_pool_name)
    TX_HOST_GIVE(available_blocks, pool_ptr->tx_block_pool_available)
    TX_HOST_GIVE(total_blocks, pool_ptr->tx_block_pool_total)
    TX_HOST_GIVE(first_suspended, pool_ptr->tx_block_pool_suspension_list)
    TX_HOST_GIVE(suspended_count, pool_ptr->tx_block_pool_suspended_count)
    TX_HOST_GIVE(next_pool, pool_ptr->tx_block_pool_created_next)
    return TX_SUCCESS;
}

static UINT pool_invalid(const TX_BLOCK_POOL *pool_ptr)
{
    return !pool_ptr || pool_ptr->tx_block_pool_id != TX_BLOCK_POOL_ID;
}

UINT _txe_block_pool_create(TX_BLOCK_POOL *pool_ptr, CHAR *name_ptr, ULONG block_size, VOID *pool_start,
                            ULONG pool_size, UINT control_block_size)
{
    int created;
    if (!pool_ptr || control_block_size != sizeof(TX_BLOCK_POOL))
    {
        return TX_POOL_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_BLOCK_POOL, _tx_block_pool_created_ptr, _tx_block_pool_created_count, pool_ptr,
                         tx_block_pool_created, created);
    if (created)
    {
        return TX_POOL_ERROR;
    }
    if (!pool_start)
    {
        return TX_PTR_ERROR;
    }
    if (block_size / sizeof(void *) * sizeof(void *) + sizeof(void *) >
        pool_size / sizeof(void *) * sizeof(void *))
    {
        return TX_SIZE_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR
                              : _tx_block_pool_create(pool_ptr, name_ptr, block_size, pool_start, pool_size);
}

UINT _txe_block_allocate(TX_BLOCK_POOL *pool_ptr, VOID **block_ptr, ULONG wait_option)
{
    if (pool_invalid(pool_ptr))
    {
        return TX_POOL_ERROR;
    }
    if (!block_ptr)
    {
        return TX_PTR_ERROR;
    }
    return _tx_host_caller_check(wait_option) ? TX_WAIT_ERROR
                                              : _tx_block_allocate(pool_ptr, block_ptr, wait_option);
}

UINT _txe_block_release(VOID *block_ptr)
{
    if (!block_ptr || pool_invalid(*(TX_BLOCK_POOL **)(VOID *)((UCHAR *)block_ptr - sizeof(void *))))
    {
        return TX_PTR_ERROR;
    }
    return _tx_block_release(block_ptr);
}

UINT _txe_block_pool_delete(TX_BLOCK_POOL *pool_ptr)
{
    if (pool_invalid(pool_ptr))
    {
        return TX_POOL_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_block_pool_delete(pool_ptr);
}

UINT _txe_block_pool_prioritize(TX_BLOCK_POOL *pool_ptr)
{
    return pool_invalid(pool_ptr) ? TX_POOL_ERROR : _tx_block_pool_prioritize(pool_ptr);
}

UINT _txe_block_pool_info_get(TX_BLOCK_POOL *pool_ptr, CHAR **name, ULONG *available_blocks,
                              ULONG *total_blocks, TX_THREAD **first_suspended, ULONG *suspended_count,
                              TX_BLOCK_POOL **next_pool)
{
    return pool_invalid(pool_ptr) ? TX_POOL_ERROR
                                  : _tx_block_pool_info_get(pool_ptr, name, available_blocks, total_blocks,
                                                            first_suspended, suspended_count, next_pool);
}
