/* SPDX-License-Identifier: MIT */
/* Forgetting what was created, when the kernel has stopped. */
#include "nx_core.h"

VOID _tx_host_objects_forget(VOID)
{
    _tx_block_pool_created_ptr = TX_NULL;
    _tx_byte_pool_created_ptr = TX_NULL;
    _tx_event_flags_created_ptr = TX_NULL;
    _tx_mutex_created_ptr = TX_NULL;
    _tx_queue_created_ptr = TX_NULL;
    _tx_semaphore_created_ptr = TX_NULL;
    _tx_block_pool_created_count = _tx_byte_pool_created_count = _tx_event_flags_created_count = 0;
    _tx_mutex_created_count = _tx_queue_created_count = _tx_semaphore_created_count = 0;
    _nx_ip_created_ptr = NX_NULL;
    _nx_packet_pool_created_ptr = NX_NULL;
    _nx_ip_created_count = _nx_packet_pool_created_count = 0;
    _nx_ram_driver_forget();
}
