/* SPDX-License-Identifier: MIT */
/* Pools of bytes: first fit over fragments that lie one behind the other. A
   fragment begins with its length and its pool; a free one has no pool, and
   free neighbours merge when somebody looks for memory. */
#include "tx_host.h"

#define TX_BYTE_BLOCK_MIN ((ULONG)20)
#define TX_BYTE_POOL_MIN  ((ULONG)100)

TX_BYTE_POOL *_tx_byte_pool_created_ptr;
ULONG _tx_byte_pool_created_count;

typedef struct FRAGMENT_STRUCT
{
    ALIGN_TYPE length; /* of the whole fragment, this header included */
    TX_BYTE_POOL *pool_ptr;
} FRAGMENT;

static ULONG round_up(ULONG size)
{
    return (ULONG)((size + sizeof(FRAGMENT) - 1) / sizeof(FRAGMENT) * sizeof(FRAGMENT));
}

UINT _tx_byte_pool_create(TX_BYTE_POOL *pool_ptr, CHAR *name_ptr, VOID *pool_start, ULONG pool_size)
{
    uintptr_t start = ((uintptr_t)pool_start + sizeof(FRAGMENT) - 1) / sizeof(FRAGMENT) * sizeof(FRAGMENT);
    FRAGMENT *first = (FRAGMENT *)start;
    pool_size -= (ULONG)(start - (uintptr_t)pool_start);
    pool_size = (ULONG)(pool_size / sizeof(FRAGMENT) * sizeof(FRAGMENT));
    memset(pool_ptr, 0, sizeof *pool_ptr);
    first->length = pool_size;
    first->pool_ptr = TX_NULL;
    pool_ptr->tx_byte_pool_name = name_ptr;
    pool_ptr->tx_byte_pool_start = pool_ptr->tx_byte_pool_list = pool_ptr->tx_byte_pool_search =
        (UCHAR *)first;
    pool_ptr->tx_byte_pool_size = pool_size;
    pool_ptr->tx_byte_pool_available = pool_size - (ULONG)sizeof(FRAGMENT);
    pool_ptr->tx_byte_pool_fragments = 2;
    pool_ptr->tx_byte_pool_id = TX_BYTE_POOL_ID;
    TX_HOST_CREATED_ADD(_tx_byte_pool_created_ptr, _tx_byte_pool_created_count, pool_ptr,
                        tx_byte_pool_created);
    return TX_SUCCESS;
}

static FRAGMENT *fragment_after(const TX_BYTE_POOL *pool_ptr, FRAGMENT *fragment)
{
    UCHAR *next = (UCHAR *)fragment + fragment->length;
    return next == pool_ptr->tx_byte_pool_start + pool_ptr->tx_byte_pool_size ? TX_NULL
                                                                              : (FRAGMENT *)(VOID *)next;
}

/* Cuts a free fragment to size and marks it taken. */
static VOID *fragment_take(TX_BYTE_POOL *pool_ptr, FRAGMENT *fragment, ULONG whole)
{
    if (fragment->length - whole >= sizeof(FRAGMENT) + TX_BYTE_BLOCK_MIN)
    {
        FRAGMENT *rest = (FRAGMENT *)(VOID *)((UCHAR *)fragment + whole);
        rest->length = fragment->length - whole;
        rest->pool_ptr = TX_NULL;
        fragment->length = whole;
        pool_ptr->tx_byte_pool_fragments++;
    }
    fragment->pool_ptr = pool_ptr;
    pool_ptr->tx_byte_pool_available -= (ULONG)fragment->length;
    return fragment + 1;
}

static VOID *memory_find(TX_BYTE_POOL *pool_ptr, ULONG memory_size)
{
    ULONG whole = round_up(memory_size) + (ULONG)sizeof(FRAGMENT);
    FRAGMENT *each = (FRAGMENT *)(VOID *)pool_ptr->tx_byte_pool_start;
    for (; each; each = fragment_after(pool_ptr, each))
    {
        FRAGMENT *next;
        while (!each->pool_ptr && (next = fragment_after(pool_ptr, each)) && !next->pool_ptr)
        {
            each->length += next->length;
            pool_ptr->tx_byte_pool_fragments--;
        }
        if (!each->pool_ptr && each->length >= whole)
        {
            return fragment_take(pool_ptr, each, whole);
        }
    }
    return TX_NULL;
}

UINT _tx_byte_allocate(TX_BYTE_POOL *pool_ptr, VOID **memory_ptr, ULONG memory_size, ULONG wait_option)
{
    *memory_ptr = memory_find(pool_ptr, memory_size);
    if (*memory_ptr)
    {
        return TX_SUCCESS;
    }
    if (!wait_option || _tx_thread_preempt_disable)
    {
        _tx_host_poll_counted();
        return TX_NO_MEMORY;
    }
    _tx_thread_current_ptr->tx_thread_additional_suspend_info = (VOID *)memory_ptr;
    _tx_thread_current_ptr->tx_thread_suspend_info = memory_size;
    return _tx_host_wait(&pool_ptr->tx_byte_pool_suspension_list, &pool_ptr->tx_byte_pool_suspended_count,
                         pool_ptr, TX_BYTE_MEMORY, TX_NO_MEMORY, wait_option);
}

/* Serves those who wait, in their order, until one cannot be served. */
static VOID waiters_serve(TX_BYTE_POOL *pool_ptr)
{
    TX_THREAD *first;
    _tx_thread_preempt_disable++;
    while ((first = pool_ptr->tx_byte_pool_suspension_list) != TX_NULL)
    {
        VOID *memory = memory_find(pool_ptr, first->tx_thread_suspend_info);
        if (!memory)
        {
            break;
        }
        *(VOID **)first->tx_thread_additional_suspend_info = memory;
        _tx_host_wake(&pool_ptr->tx_byte_pool_suspension_list, &pool_ptr->tx_byte_pool_suspended_count, first,
                      TX_SUCCESS);
    }
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
}

UINT _tx_byte_release(VOID *memory_ptr)
{
    FRAGMENT *fragment = (FRAGMENT *)memory_ptr - 1;
    TX_BYTE_POOL *pool_ptr = memory_ptr ? fragment->pool_ptr : TX_NULL;
    if (!pool_ptr || pool_ptr->tx_byte_pool_id != TX_BYTE_POOL_ID)
    {
        return TX_PTR_ERROR;
    }
    fragment->pool_ptr = TX_NULL;
    pool_ptr->tx_byte_pool_available += (ULONG)fragment->length;
    waiters_serve(pool_ptr);
    return TX_SUCCESS;
}

UINT _tx_byte_pool_delete(TX_BYTE_POOL *pool_ptr)
{
    pool_ptr->tx_byte_pool_id = 0;
    TX_HOST_CREATED_REMOVE(_tx_byte_pool_created_ptr, _tx_byte_pool_created_count, pool_ptr,
                           tx_byte_pool_created);
    _tx_host_wake_all(&pool_ptr->tx_byte_pool_suspension_list, &pool_ptr->tx_byte_pool_suspended_count,
                      TX_DELETED);
    return TX_SUCCESS;
}

UINT _tx_byte_pool_prioritize(TX_BYTE_POOL *pool_ptr)
{
    _tx_host_prioritize(&pool_ptr->tx_byte_pool_suspension_list);
    return TX_SUCCESS;
}

UINT _tx_byte_pool_info_get(TX_BYTE_POOL *pool_ptr, CHAR **name, ULONG *available_bytes, ULONG *fragments,
                            TX_THREAD **first_suspended, ULONG *suspended_count, TX_BYTE_POOL **next_pool)
{
    TX_HOST_GIVE(name, pool_ptr->tx_byte_pool_name)
    TX_HOST_GIVE(available_bytes, pool_ptr->tx_byte_pool_available)
    TX_HOST_GIVE(fragments, pool_ptr->tx_byte_pool_fragments)
    TX_HOST_GIVE(first_suspended, pool_ptr->tx_byte_pool_suspension_list)
    TX_HOST_GIVE(suspended_count, pool_ptr->tx_byte_pool_suspended_count)
    TX_HOST_GIVE(next_pool, pool_ptr->tx_byte_pool_created_next)
    return TX_SUCCESS;
}

static UINT pool_invalid(const TX_BYTE_POOL *pool_ptr)
{
    return !pool_ptr || pool_ptr->tx_byte_pool_id != TX_BYTE_POOL_ID;
}

UINT _txe_byte_pool_create(TX_BYTE_POOL *pool_ptr, CHAR *name_ptr, VOID *pool_start, ULONG pool_size,
                           UINT control_block_size)
{
    int created;
    if (!pool_ptr || control_block_size != sizeof(TX_BYTE_POOL))
    {
        return TX_POOL_ERROR;
    }
    TX_HOST_CREATED_FIND(TX_BYTE_POOL, _tx_byte_pool_created_ptr, _tx_byte_pool_created_count, pool_ptr,
                         tx_byte_pool_created, created);
    if (created)
    {
        return TX_POOL_ERROR;
    }
    if (!pool_start)
    {
        return TX_PTR_ERROR;
    }
    if (pool_size < TX_BYTE_POOL_MIN)
    {
        return TX_SIZE_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR
                              : _tx_byte_pool_create(pool_ptr, name_ptr, pool_start, pool_size);
}

UINT _txe_byte_allocate(TX_BYTE_POOL *pool_ptr, VOID **memory_ptr, ULONG memory_size, ULONG wait_option)
{
    if (pool_invalid(pool_ptr))
    {
        return TX_POOL_ERROR;
    }
    if (!memory_ptr)
    {
        return TX_PTR_ERROR;
    }
    if (!memory_size || memory_size > pool_ptr->tx_byte_pool_size)
    {
        return TX_SIZE_ERROR;
    }
    if (_tx_host_caller_check(wait_option))
    {
        return TX_WAIT_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR
                              : _tx_byte_allocate(pool_ptr, memory_ptr, memory_size, wait_option);
}

UINT _txe_byte_release(VOID *memory_ptr)
{
    if (!memory_ptr)
    {
        return TX_PTR_ERROR;
    }
    return _tx_host_not_isr() ? TX_CALLER_ERROR : _tx_byte_release(memory_ptr);
}

UINT _txe_byte_pool_delete(TX_BYTE_POOL *pool_ptr)
{
    if (pool_invalid(pool_ptr))
    {
        return TX_POOL_ERROR;
    }
    return _tx_host_thread_only() ? TX_CALLER_ERROR : _tx_byte_pool_delete(pool_ptr);
}

UINT _txe_byte_pool_prioritize(TX_BYTE_POOL *pool_ptr)
{
    return pool_invalid(pool_ptr) ? TX_POOL_ERROR : _tx_byte_pool_prioritize(pool_ptr);
}

UINT _txe_byte_pool_info_get(TX_BYTE_POOL *pool_ptr, CHAR **name, ULONG *available_bytes, ULONG *fragments,
                             TX_THREAD **first_suspended, ULONG *suspended_count, TX_BYTE_POOL **next_pool)
{
    return pool_invalid(pool_ptr) ? TX_POOL_ERROR
                                  : _tx_byte_pool_info_get(pool_ptr, name, available_bytes, fragments,
                                                           first_suspended, suspended_count, next_pool);
}
