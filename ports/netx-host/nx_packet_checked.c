/* SPDX-License-Identifier: MIT */
/* The packet services, checking form. */
#include "nx_core.h"

static int pool_invalid(const NX_PACKET_POOL *pool_ptr)
{
    return !pool_ptr || pool_ptr->nx_packet_pool_id != NX_PACKET_POOL_ID;
}

/* The data does not lie within the payload. */
static UINT bounds_check(const NX_PACKET *packet_ptr)
{
    if (packet_ptr->nx_packet_prepend_ptr < packet_ptr->nx_packet_data_start)
    {
        return NX_UNDERFLOW;
    }
    return packet_ptr->nx_packet_append_ptr > packet_ptr->nx_packet_data_end ? NX_OVERFLOW : NX_SUCCESS;
}

/* The memory is another created pool's, wholly or in part. */
static UINT memory_taken(const NX_PACKET_POOL *pool_ptr, const CHAR *start, ULONG size)
{
    NX_PACKET_POOL *each = _nx_packet_pool_created_ptr;
    const CHAR *last = start + (size - 1);
    for (ULONG left = _nx_packet_pool_created_count; left; left--, each = each->nx_packet_pool_created_next)
    {
        const CHAR *other = each->nx_packet_pool_start;
        const CHAR *other_last = other + (each->nx_packet_pool_size - 1);
        if (each == pool_ptr || (start >= other && start < other_last) ||
            (last >= other && last < other_last))
        {
            return NX_TRUE;
        }
    }
    return NX_FALSE;
}

UINT _nxe_packet_pool_create(NX_PACKET_POOL *pool_ptr, CHAR *name, ULONG payload_size, VOID *memory_ptr,
                             ULONG memory_size, UINT control_block_size)
{
    ULONG64 lost, needed;
    if (!pool_ptr || !memory_ptr || control_block_size != sizeof(NX_PACKET_POOL))
    {
        return NX_PTR_ERROR;
    }
    lost = (NX_PACKET_ALIGNMENT - (uintptr_t)memory_ptr % NX_PACKET_ALIGNMENT) % NX_PACKET_ALIGNMENT;
    needed = (sizeof(NX_PACKET) + (ULONG64)payload_size + NX_PACKET_ALIGNMENT - 1) / NX_PACKET_ALIGNMENT *
             NX_PACKET_ALIGNMENT;
    if (memory_size <= NX_PACKET_ALIGNMENT || !payload_size ||
        needed > (memory_size - lost) / NX_PACKET_ALIGNMENT * NX_PACKET_ALIGNMENT)
    {
        return NX_SIZE_ERROR;
    }
    if (memory_taken(pool_ptr, memory_ptr, memory_size))
    {
        return NX_PTR_ERROR;
    }
    NX_INIT_AND_THREADS_CALLER_CHECKING
    return _nx_packet_pool_create(pool_ptr, name, payload_size, memory_ptr, memory_size);
}

UINT _nxe_packet_pool_delete(NX_PACKET_POOL *pool_ptr)
{
    if (pool_invalid(pool_ptr))
    {
        return NX_PTR_ERROR;
    }
    NX_THREADS_ONLY_CALLER_CHECKING
    return _nx_packet_pool_delete(pool_ptr);
}

UINT _nxe_packet_pool_info_get(NX_PACKET_POOL *pool_ptr, ULONG *total_packets, ULONG *free_packets,
                               ULONG *empty_pool_requests, ULONG *empty_pool_suspensions,
                               ULONG *invalid_packet_releases)
{
    if (pool_invalid(pool_ptr))
    {
        return NX_PTR_ERROR;
    }
    NX_NOT_ISR_CALLER_CHECKING
    return _nx_packet_pool_info_get(pool_ptr, total_packets, free_packets, empty_pool_requests,
                                    empty_pool_suspensions, invalid_packet_releases);
}

UINT _nxe_packet_pool_low_watermark_set(NX_PACKET_POOL *pool_ptr, ULONG low_watermark)
{
    return _nx_packet_pool_low_watermark_set(pool_ptr, low_watermark);
}

UINT _nxe_packet_allocate(NX_PACKET_POOL *pool_ptr, NX_PACKET **packet_ptr, ULONG packet_type,
                          ULONG wait_option)
{
    if (pool_invalid(pool_ptr) || !packet_ptr)
    {
        return NX_PTR_ERROR;
    }
    if (packet_type % sizeof(ULONG))
    {
        return NX_OPTION_ERROR;
    }
    NX_THREAD_WAIT_CALLER_CHECKING
    return _nx_packet_allocate(pool_ptr, packet_ptr, packet_type, wait_option);
}

UINT _nxe_packet_copy(NX_PACKET *packet_ptr, NX_PACKET **new_packet_ptr, NX_PACKET_POOL *pool_ptr,
                      ULONG wait_option)
{
    UINT status;
    if (pool_invalid(pool_ptr) || !packet_ptr || !new_packet_ptr)
    {
        return NX_PTR_ERROR;
    }
    status = bounds_check(packet_ptr);
    if (status)
    {
        return status;
    }
    NX_THREAD_WAIT_CALLER_CHECKING
    return _nx_packet_copy(packet_ptr, new_packet_ptr, pool_ptr, wait_option);
}

UINT _nxe_packet_data_append(NX_PACKET *packet_ptr, VOID *data_start, ULONG data_size,
                             NX_PACKET_POOL *pool_ptr, ULONG wait_option)
{
    UINT status;
    if (pool_invalid(pool_ptr) || !packet_ptr || !data_start)
    {
        return NX_PTR_ERROR;
    }
    if (!data_size)
    {
        return NX_SIZE_ERROR;
    }
    status = bounds_check(packet_ptr);
    if (status)
    {
        return status;
    }
    NX_THREAD_WAIT_CALLER_CHECKING
    return _nx_packet_data_append(packet_ptr, data_start, data_size, pool_ptr, wait_option);
}

UINT _nxe_packet_data_extract_offset(NX_PACKET *packet_ptr, ULONG offset, VOID *buffer_start,
                                     ULONG buffer_length, ULONG *bytes_copied)
{
    return !packet_ptr || !buffer_start || !bytes_copied
               ? NX_PTR_ERROR
               : _nx_packet_data_extract_offset(packet_ptr, offset, buffer_start, buffer_length,
                                                bytes_copied);
}

UINT _nxe_packet_data_retrieve(NX_PACKET *packet_ptr, VOID *buffer_start, ULONG *bytes_copied)
{
    return !packet_ptr || !buffer_start || !bytes_copied
               ? NX_PTR_ERROR
               : _nx_packet_data_retrieve(packet_ptr, buffer_start, bytes_copied);
}

UINT _nxe_packet_length_get(NX_PACKET *packet_ptr, ULONG *length)
{
    return !packet_ptr || pool_invalid(packet_ptr->nx_packet_pool_owner) || !length
               ? NX_PTR_ERROR
               : _nx_packet_length_get(packet_ptr, length);
}

/* The caller's pointer may itself stand in a packet, so it may be misaligned. */
static UINT release(NX_PACKET **packet_ptr_ptr, UINT (*service)(NX_PACKET *))
{
    NX_PACKET *packet_ptr;
    UINT status;
    memcpy(&packet_ptr, (const VOID *)packet_ptr_ptr, sizeof packet_ptr);
    if (!packet_ptr || pool_invalid(packet_ptr->nx_packet_pool_owner))
    {
        return NX_PTR_ERROR;
    }
    status = bounds_check(packet_ptr);
    if (status)
    {
        return status;
    }
    status = (service)(packet_ptr);
    if (status == NX_SUCCESS)
    {
        packet_ptr = NX_NULL;
        memcpy((VOID *)packet_ptr_ptr, (const VOID *)&packet_ptr, sizeof packet_ptr);
    }
    return status;
}

UINT _nxe_packet_release(NX_PACKET **packet_ptr_ptr)
{
    return release(packet_ptr_ptr, _nx_packet_release);
}

UINT _nxe_packet_transmit_release(NX_PACKET **packet_ptr_ptr)
{
    return release(packet_ptr_ptr, _nx_packet_transmit_release);
}
