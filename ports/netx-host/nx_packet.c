/* SPDX-License-Identifier: MIT */
/* Packet pools: equal packets carved out of the caller's memory. A packet is
   free or allocated, as nx_packet_union_next tells; in a TCP queue it is
   neither, and then not to be released by anyone else. */
#include "nx_core.h"

NX_PACKET_POOL *_nx_packet_pool_created_ptr;
ULONG _nx_packet_pool_created_count;

static ULONG round_up(ULONG size)
{
    return (ULONG)((size + NX_PACKET_ALIGNMENT - 1) / NX_PACKET_ALIGNMENT * NX_PACKET_ALIGNMENT);
}

UINT _nx_packet_pool_create(NX_PACKET_POOL *pool_ptr, CHAR *name, ULONG payload_size, VOID *memory_ptr,
                            ULONG memory_size)
{
    uintptr_t raw = (uintptr_t)memory_ptr;
    uintptr_t start = (raw + NX_PACKET_ALIGNMENT - 1) / NX_PACKET_ALIGNMENT * NX_PACKET_ALIGNMENT;
    ULONG usable = (ULONG)((memory_size - (start - raw)) / NX_PACKET_ALIGNMENT * NX_PACKET_ALIGNMENT);
    ULONG header = (ULONG)(((start + sizeof(NX_PACKET) + NX_PACKET_ALIGNMENT - 1) / NX_PACKET_ALIGNMENT *
                            NX_PACKET_ALIGNMENT) -
                           start);
    ULONG each = round_up(header + payload_size);
    NX_PACKET *last = NX_NULL;
    memset(pool_ptr, 0, sizeof *pool_ptr);
    pool_ptr->nx_packet_pool_name = name;
    pool_ptr->nx_packet_pool_start = (CHAR *)start;
    pool_ptr->nx_packet_pool_size = usable;
    pool_ptr->nx_packet_pool_payload_size = payload_size;
    for (ULONG at = 0; usable - at >= each; at += each)
    {
        NX_PACKET *packet_ptr = (NX_PACKET *)(start + at);
        memset(packet_ptr, 0, sizeof *packet_ptr);
        packet_ptr->nx_packet_pool_owner = pool_ptr;
        nx_packet_mark(packet_ptr, NX_PACKET_FREE);
        packet_ptr->nx_packet_data_start = (UCHAR *)(start + at + header);
        packet_ptr->nx_packet_data_end = packet_ptr->nx_packet_data_start + payload_size;
        if (last)
        {
            last->nx_packet_queue_next = packet_ptr;
        }
        else
        {
            pool_ptr->nx_packet_pool_available_list = packet_ptr;
        }
        last = packet_ptr;
        pool_ptr->nx_packet_pool_total++;
    }
    pool_ptr->nx_packet_pool_available = pool_ptr->nx_packet_pool_total;
    pool_ptr->nx_packet_pool_id = NX_PACKET_POOL_ID;
    TX_HOST_CREATED_ADD(_nx_packet_pool_created_ptr, _nx_packet_pool_created_count, pool_ptr,
                        nx_packet_pool_created);
    return NX_SUCCESS;
}

UINT _nx_packet_pool_delete(NX_PACKET_POOL *pool_ptr)
{
    pool_ptr->nx_packet_pool_id = 0;
    TX_HOST_CREATED_REMOVE(_nx_packet_pool_created_ptr, _nx_packet_pool_created_count, pool_ptr,
                           nx_packet_pool_created);
    _tx_thread_preempt_disable++;
    while (pool_ptr->nx_packet_pool_suspension_list)
    {
        _nx_host_wake(&pool_ptr->nx_packet_pool_suspension_list, &pool_ptr->nx_packet_pool_suspended_count,
                      NX_POOL_DELETED);
    }
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
    return NX_SUCCESS;
}

static VOID packet_prepare(NX_PACKET *packet_ptr, ULONG offset, UINT ip_version)
{
    packet_ptr->nx_packet_queue_next = NX_NULL;
#ifndef NX_DISABLE_PACKET_CHAIN
    packet_ptr->nx_packet_next = packet_ptr->nx_packet_last = NX_NULL;
#endif
    packet_ptr->nx_packet_length = 0;
    packet_ptr->nx_packet_prepend_ptr = packet_ptr->nx_packet_append_ptr =
        packet_ptr->nx_packet_data_start + offset;
    packet_ptr->nx_packet_address.nx_packet_interface_ptr = NX_NULL;
    nx_packet_mark(packet_ptr, NX_PACKET_ALLOCATED);
#ifdef FEATURE_NX_IPV6
    packet_ptr->nx_packet_option_state = 0;
#endif
    packet_ptr->nx_packet_ip_version = (UCHAR)ip_version;
    packet_ptr->nx_packet_identical_copy = NX_FALSE;
    packet_ptr->nx_packet_ip_header_length = 0;
}

static VOID pool_cleanup(TX_THREAD *thread_ptr, ULONG sequence)
{
    NX_PACKET_POOL *pool_ptr = thread_ptr->tx_thread_suspend_control_block;
    (void)sequence;
    thread_ptr->tx_thread_suspend_cleanup = TX_NULL;
    _tx_host_list_remove(&pool_ptr->nx_packet_pool_suspension_list, thread_ptr);
    pool_ptr->nx_packet_pool_suspended_count--;
    if (thread_ptr->tx_thread_state == TX_TCP_IP)
    {
        thread_ptr->tx_thread_suspend_status = NX_NO_PACKET;
        _tx_host_resume(thread_ptr);
    }
}

UINT _nx_packet_allocate(NX_PACKET_POOL *pool_ptr, NX_PACKET **packet_ptr, ULONG packet_type,
                         ULONG wait_option)
{
    NX_PACKET *taken;
    if (pool_ptr->nx_packet_pool_payload_size < packet_type)
    {
        return NX_INVALID_PARAMETERS;
    }
    *packet_ptr = NX_NULL;
    if (pool_ptr->nx_packet_pool_available)
    {
        taken = pool_ptr->nx_packet_pool_available_list;
        pool_ptr->nx_packet_pool_available_list = taken->nx_packet_queue_next;
        pool_ptr->nx_packet_pool_available--;
        packet_prepare(taken, packet_type, NX_IP_VERSION_V4);
        *packet_ptr = taken;
        return NX_SUCCESS;
    }
    pool_ptr->nx_packet_pool_empty_requests++;
    if (!wait_option)
    {
        _tx_host_poll_counted();
        return NX_NO_PACKET;
    }
    pool_ptr->nx_packet_pool_empty_suspensions++;
    _tx_thread_current_ptr->tx_thread_additional_suspend_info = (VOID *)packet_ptr;
    _tx_thread_current_ptr->tx_thread_suspend_info = packet_type;
    return _nx_host_wait(&pool_ptr->nx_packet_pool_suspension_list, &pool_ptr->nx_packet_pool_suspended_count,
                         pool_ptr, pool_cleanup, TX_NULL, wait_option);
}

/* One packet goes back: to the longest waiting thread, else to the pool. */
static VOID packet_return(NX_PACKET *packet_ptr)
{
    NX_PACKET_POOL *pool_ptr = packet_ptr->nx_packet_pool_owner;
    TX_THREAD *thread_ptr = pool_ptr->nx_packet_pool_suspension_list;
    if (thread_ptr)
    {
        packet_prepare(packet_ptr, thread_ptr->tx_thread_suspend_info, 0);
        *(NX_PACKET **)thread_ptr->tx_thread_additional_suspend_info = packet_ptr;
        _nx_host_wake(&pool_ptr->nx_packet_pool_suspension_list, &pool_ptr->nx_packet_pool_suspended_count,
                      NX_SUCCESS);
        return;
    }
    nx_packet_mark(packet_ptr, NX_PACKET_FREE);
    packet_ptr->nx_packet_queue_next = pool_ptr->nx_packet_pool_available_list;
    pool_ptr->nx_packet_pool_available_list = packet_ptr;
    pool_ptr->nx_packet_pool_available++;
}

UINT _nx_packet_release(NX_PACKET *packet_ptr)
{
    NX_PACKET *next;
    for (; packet_ptr; packet_ptr = next)
    {
        NX_PACKET_POOL *pool_ptr = packet_ptr->nx_packet_pool_owner;
        if (!nx_packet_is(packet_ptr, NX_PACKET_ALLOCATED))
        {
            if (pool_ptr && pool_ptr->nx_packet_pool_id == NX_PACKET_POOL_ID)
            {
                pool_ptr->nx_packet_pool_invalid_releases++;
            }
            return NX_PTR_ERROR;
        }
        next = nx_packet_after(packet_ptr);
        packet_return(packet_ptr);
    }
    return NX_SUCCESS;
}

/* The driver is done with a packet. One that TCP keeps until it is
   acknowledged is only marked, its IP header taken off again. */
UINT _nx_packet_transmit_release(NX_PACKET *packet_ptr)
{
    if (nx_packet_is(packet_ptr, NX_PACKET_ALLOCATED) || nx_packet_is(packet_ptr, NX_PACKET_FREE))
    {
        return _nx_packet_release(packet_ptr);
    }
    packet_ptr->nx_packet_queue_next = (NX_PACKET *)(uintptr_t)NX_DRIVER_TX_DONE;
    packet_ptr->nx_packet_prepend_ptr += packet_ptr->nx_packet_ip_header_length;
    packet_ptr->nx_packet_length -= packet_ptr->nx_packet_ip_header_length;
    packet_ptr->nx_packet_ip_header_length = 0;
    return NX_SUCCESS;
}

UINT _nx_packet_length_get(NX_PACKET *packet_ptr, ULONG *length)
{
    *length = packet_ptr->nx_packet_length;
    return NX_SUCCESS;
}

UINT _nx_packet_pool_info_get(NX_PACKET_POOL *pool_ptr, ULONG *total_packets, ULONG *free_packets,
                              ULONG *empty_pool_requests, ULONG *empty_pool_suspensions,
                              ULONG *invalid_packet_releases)
{
    TX_HOST_GIVE(total_packets, pool_ptr->nx_packet_pool_total)
    TX_HOST_GIVE(free_packets, pool_ptr->nx_packet_pool_available)
    TX_HOST_GIVE(empty_pool_requests, pool_ptr->nx_packet_pool_empty_requests)
    TX_HOST_GIVE(empty_pool_suspensions, pool_ptr->nx_packet_pool_empty_suspensions)
    TX_HOST_GIVE(invalid_packet_releases, pool_ptr->nx_packet_pool_invalid_releases)
    return NX_SUCCESS;
}

/* An option that NetX is built without by default, and the host always. */
UINT _nx_packet_pool_low_watermark_set(NX_PACKET_POOL *pool_ptr, ULONG low_watermark)
{
    (void)pool_ptr;
    (void)low_watermark;
    return NX_NOT_SUPPORTED;
}
