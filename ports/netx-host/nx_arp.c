/* SPDX-License-Identifier: MIT */
/* ARP (RFC 826). The cache is the caller's memory: a circular list of entries,
   the active ones first, each active one also in a hash list. Packets wait in
   their entry until it is resolved or given up. */
#include "nx_core.h"

#ifndef NX_DISABLE_IPV4

static NX_ARP **bucket(NX_IP *ip_ptr, ULONG address)
{
    return &ip_ptr->nx_ip_arp_table[(address + (address >> 8)) & NX_ARP_TABLE_MASK];
}

static NX_ARP *entry_find(NX_IP *ip_ptr, ULONG address)
{
    NX_ARP *head = *bucket(ip_ptr, address), *each = head;
    if (!head)
    {
        return NX_NULL;
    }
    do
    {
        if (each->nx_arp_ip_address == address)
        {
            return each;
        }
        each = each->nx_arp_active_next;
    } while (each != head);
    return NX_NULL;
}

static VOID pool_remove(NX_ARP **list, NX_ARP *entry)
{
    entry->nx_arp_pool_previous->nx_arp_pool_next = entry->nx_arp_pool_next;
    entry->nx_arp_pool_next->nx_arp_pool_previous = entry->nx_arp_pool_previous;
    if (*list == entry)
    {
        *list = entry->nx_arp_pool_next == entry ? NX_NULL : entry->nx_arp_pool_next;
    }
}

static VOID pool_add(NX_ARP **list, NX_ARP *entry)
{
    ULONG count = 0;
    TX_HOST_CREATED_ADD(*list, count, entry, nx_arp_pool);
}

static VOID active_remove(NX_ARP *entry)
{
    NX_ARP **head = entry->nx_arp_active_list_head;
    ULONG count = 1;
    if (head)
    {
        TX_HOST_CREATED_REMOVE(*head, count, entry, nx_arp_active);
        entry->nx_arp_active_list_head = NX_NULL;
    }
}

/* An entry for the address: a free one, else the least recently used. */
static UINT entry_allocate(NX_IP *ip_ptr, NX_ARP **head, UINT is_static)
{
    NX_ARP *entry =
        ip_ptr->nx_ip_arp_dynamic_list ? ip_ptr->nx_ip_arp_dynamic_list->nx_arp_pool_previous : NX_NULL;
    ULONG count = 0;
    if (!entry)
    {
        return NX_NO_MORE_ENTRIES;
    }
    if (entry->nx_arp_active_list_head)
    {
        active_remove(entry);
        ip_ptr->nx_ip_arp_aged_entries++;
        ip_ptr->nx_ip_arp_dynamic_active_count--;
        _nx_ip_queue_release(entry->nx_arp_packets_waiting);
        entry->nx_arp_packets_waiting = NX_NULL;
    }
    pool_remove(&ip_ptr->nx_ip_arp_dynamic_list, entry);
    if (is_static)
    {
        pool_add(&ip_ptr->nx_ip_arp_static_list, entry);
        ip_ptr->nx_ip_arp_static_entries++;
    }
    else
    {
        pool_add(&ip_ptr->nx_ip_arp_dynamic_list, entry);
        ip_ptr->nx_ip_arp_dynamic_list = entry;
        ip_ptr->nx_ip_arp_dynamic_active_count++;
    }
    entry->nx_arp_route_static = is_static;
    entry->nx_arp_active_list_head = head;
    TX_HOST_CREATED_ADD(*head, count, entry, nx_arp_active);
    return NX_SUCCESS;
}

/* The memory need not be aligned; an entry is. */
UINT _nx_arp_enable(NX_IP *ip_ptr, VOID *arp_cache_memory, ULONG arp_cache_size)
{
    ULONG lost = (ULONG)(-(uintptr_t)arp_cache_memory % sizeof(void *));
    ULONG count = (ULONG)((arp_cache_size - lost) / sizeof(NX_ARP));
    NX_ARP *entries = (NX_ARP *)(VOID *)((UCHAR *)arp_cache_memory + lost);
    if (arp_cache_size < lost + sizeof(NX_ARP))
    {
        return NX_SIZE_ERROR;
    }
    memset(arp_cache_memory, 0, arp_cache_size);
    ip_ptr->nx_ip_arp_dynamic_list = ip_ptr->nx_ip_arp_static_list = NX_NULL;
    for (ULONG i = 0; i < count; i++)
    {
        pool_add(&ip_ptr->nx_ip_arp_dynamic_list, &entries[i]);
    }
    ip_ptr->nx_ip_arp_cache_memory = entries;
    ip_ptr->nx_ip_arp_total_entries = count;
    ip_ptr->nx_ip_arp_allocate = entry_allocate;
    ip_ptr->nx_ip_arp_periodic_update = _nx_arp_periodic_update;
    return NX_SUCCESS;
}

static VOID message_write(UCHAR *message, ULONG operation, const NX_INTERFACE *from)
{
    nx_put32(message, 0x00010800);
    nx_put32(message + 4, 0x06040000 | operation);
    nx_put16(message + 8, from->nx_interface_physical_address_msw);
    nx_put32(message + 10, from->nx_interface_physical_address_lsw);
    nx_put32(message + 14, from->nx_interface_ip_address);
}

static VOID message_send(NX_IP *ip_ptr, NX_PACKET *packet_ptr, NX_INTERFACE *interface_ptr, UINT command,
                         ULONG msw, ULONG lsw)
{
    NX_IP_DRIVER request;
    memset(&request, 0, sizeof request);
    request.nx_ip_driver_ptr = ip_ptr;
    request.nx_ip_driver_command = command;
    request.nx_ip_driver_packet = packet_ptr;
    request.nx_ip_driver_interface = interface_ptr;
    request.nx_ip_driver_physical_address_msw = msw;
    request.nx_ip_driver_physical_address_lsw = lsw;
    (interface_ptr->nx_interface_link_driver_entry)(&request);
}

static VOID request_send(NX_IP *ip_ptr, ULONG address, NX_INTERFACE *interface_ptr)
{
    NX_PACKET *packet_ptr;
    if (_nx_packet_allocate(ip_ptr->nx_ip_default_packet_pool, &packet_ptr,
                            NX_PHYSICAL_HEADER + NX_ARP_MESSAGE_SIZE, NX_NO_WAIT))
    {
        return;
    }
    packet_ptr->nx_packet_address.nx_packet_interface_ptr = interface_ptr;
    packet_ptr->nx_packet_length = NX_ARP_MESSAGE_SIZE;
    packet_ptr->nx_packet_prepend_ptr -= NX_ARP_MESSAGE_SIZE;
    memset(packet_ptr->nx_packet_prepend_ptr, 0, NX_ARP_MESSAGE_SIZE);
    message_write(packet_ptr->nx_packet_prepend_ptr, NX_ARP_OPTION_REQUEST, interface_ptr);
    nx_put32(packet_ptr->nx_packet_prepend_ptr + 24, address);
    ip_ptr->nx_ip_arp_requests_sent++;
    message_send(ip_ptr, packet_ptr, interface_ptr, NX_LINK_ARP_SEND, 0xFFFF, 0xFFFFFFFF);
}

/* Appends to the packets that wait; the oldest goes when there are too many. */
static VOID waiting_add(NX_IP *ip_ptr, NX_ARP *entry, NX_PACKET *packet_ptr)
{
    NX_PACKET *last = entry->nx_arp_packets_waiting;
    UINT count = 1;
    packet_ptr->nx_packet_queue_next = NX_NULL;
    if (!last)
    {
        entry->nx_arp_packets_waiting = packet_ptr;
        return;
    }
    for (; last->nx_packet_queue_next; last = last->nx_packet_queue_next)
    {
        count++;
    }
    last->nx_packet_queue_next = packet_ptr;
    if (count >= NX_ARP_MAX_QUEUE_DEPTH)
    {
        NX_PACKET *oldest = entry->nx_arp_packets_waiting;
        entry->nx_arp_packets_waiting = oldest->nx_packet_queue_next;
        _nx_ip_drop_sent(ip_ptr, oldest);
    }
}

/* NX_SUCCESS and the physical address; otherwise the packet waits or is gone. */
UINT _nx_arp_resolve(NX_IP *ip_ptr, NX_PACKET *packet_ptr, ULONG next_hop, ULONG *msw, ULONG *lsw)
{
    NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    NX_ARP *entry = entry_find(ip_ptr, next_hop);
    if (entry && (entry->nx_arp_physical_address_msw | entry->nx_arp_physical_address_lsw))
    {
        *msw = entry->nx_arp_physical_address_msw;
        *lsw = entry->nx_arp_physical_address_lsw;
        return NX_SUCCESS;
    }
    if (packet_ptr->nx_packet_length > interface_ptr->nx_interface_ip_mtu_size)
    {
        ip_ptr->nx_ip_send_packets_dropped++;
        (void)_nx_packet_transmit_release(packet_ptr);
        return NX_NOT_SUCCESSFUL;
    }
    if (entry)
    {
        waiting_add(ip_ptr, entry, packet_ptr);
        return NX_NOT_SUCCESSFUL;
    }
    if (!ip_ptr->nx_ip_arp_allocate || entry_allocate(ip_ptr, bucket(ip_ptr, next_hop), NX_FALSE))
    {
        _nx_ip_drop_sent(ip_ptr, packet_ptr);
        return NX_NOT_SUCCESSFUL;
    }
    entry = (*bucket(ip_ptr, next_hop))->nx_arp_active_previous;
    entry->nx_arp_ip_address = next_hop;
    entry->nx_arp_physical_address_msw = entry->nx_arp_physical_address_lsw = 0;
    entry->nx_arp_entry_next_update = NX_ARP_UPDATE_RATE;
    entry->nx_arp_retries = 0;
    entry->nx_arp_ip_interface = interface_ptr;
    packet_ptr->nx_packet_queue_next = NX_NULL;
    entry->nx_arp_packets_waiting = packet_ptr;
    request_send(ip_ptr, next_hop, interface_ptr);
    return NX_NOT_SUCCESSFUL;
}

static VOID entry_learn(NX_IP *ip_ptr, NX_ARP *entry, NX_INTERFACE *interface_ptr, ULONG msw, ULONG lsw)
{
    NX_PACKET *waiting = entry->nx_arp_packets_waiting;
    entry->nx_arp_physical_address_msw = msw;
    entry->nx_arp_physical_address_lsw = lsw;
    entry->nx_arp_entry_next_update = NX_ARP_EXPIRATION_RATE;
    entry->nx_arp_retries = 0;
    entry->nx_arp_ip_interface = interface_ptr;
    entry->nx_arp_packets_waiting = NX_NULL;
    while (waiting)
    {
        NX_PACKET *packet_ptr = waiting;
        waiting = waiting->nx_packet_queue_next;
        packet_ptr->nx_packet_queue_next = NX_NULL;
        packet_ptr->nx_packet_address.nx_packet_interface_ptr = interface_ptr;
        _nx_ip_deliver(ip_ptr, packet_ptr, interface_ptr, NX_LINK_PACKET_SEND, msw, lsw);
    }
}

VOID _nx_arp_packet_deferred_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    if (!ip_ptr->nx_ip_arp_allocate)
    {
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    packet_ptr->nx_packet_queue_next = NX_NULL;
    if (ip_ptr->nx_ip_arp_deferred_received_packet_head)
    {
        ip_ptr->nx_ip_arp_deferred_received_packet_tail->nx_packet_queue_next = packet_ptr;
        ip_ptr->nx_ip_arp_deferred_received_packet_tail = packet_ptr;
        return;
    }
    ip_ptr->nx_ip_arp_deferred_received_packet_head = ip_ptr->nx_ip_arp_deferred_received_packet_tail =
        packet_ptr;
    (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_ARP_REC_EVENT, TX_OR);
}

VOID _nx_arp_packet_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr)
{
    UCHAR *message = packet_ptr->nx_packet_prepend_ptr;
    NX_INTERFACE *interface_ptr = packet_ptr->nx_packet_address.nx_packet_interface_ptr;
    ULONG operation, msw, lsw, sender;
    NX_ARP *entry;
    if (packet_ptr->nx_packet_append_ptr - message < NX_ARP_MESSAGE_SIZE ||
        ((operation = nx_get16(message + 6)) != NX_ARP_OPTION_REQUEST && operation != NX_ARP_OPTION_RESPONSE))
    {
        ip_ptr->nx_ip_arp_invalid_messages++;
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    interface_ptr = interface_ptr ? interface_ptr : &ip_ptr->nx_ip_interface[0];
    msw = nx_get16(message + 8);
    lsw = nx_get32(message + 10);
    sender = nx_get32(message + 14);
    if (sender && sender == interface_ptr->nx_interface_ip_address)
    {
        (void)_nx_packet_release(packet_ptr);
        return;
    }
    if (operation == NX_ARP_OPTION_REQUEST &&
        nx_get32(message + 24) == interface_ptr->nx_interface_ip_address)
    {
        memmove(message + 18, message + 8, 10);
        message_write(message, NX_ARP_OPTION_RESPONSE, interface_ptr);
        _nx_packet_drop_tail(packet_ptr, NX_ARP_MESSAGE_SIZE);
        ip_ptr->nx_ip_arp_requests_received++;
        ip_ptr->nx_ip_arp_responses_sent++;
        message_send(ip_ptr, packet_ptr, interface_ptr, NX_LINK_ARP_RESPONSE_SEND, msw, lsw);
    }
    else
    {
        (*(operation == NX_ARP_OPTION_REQUEST ? &ip_ptr->nx_ip_arp_requests_received
                                              : &ip_ptr->nx_ip_arp_responses_received))++;
        (void)_nx_packet_release(packet_ptr);
    }
    entry = sender ? entry_find(ip_ptr, sender) : NX_NULL;
    if (!entry && sender && entry_allocate(ip_ptr, bucket(ip_ptr, sender), NX_FALSE) == NX_SUCCESS)
    {
        entry = (*bucket(ip_ptr, sender))->nx_arp_active_previous;
        entry->nx_arp_ip_address = sender;
        entry->nx_arp_packets_waiting = NX_NULL;
    }
    if (entry && !entry->nx_arp_route_static)
    {
        entry_learn(ip_ptr, entry, interface_ptr, msw, lsw);
    }
}

static VOID entry_forget(NX_IP *ip_ptr, NX_ARP *entry)
{
    active_remove(entry);
    ip_ptr->nx_ip_arp_dynamic_active_count--;
    pool_remove(&ip_ptr->nx_ip_arp_dynamic_list, entry);
    pool_add(&ip_ptr->nx_ip_arp_dynamic_list, entry);
    _nx_ip_queue_release(entry->nx_arp_packets_waiting);
    entry->nx_arp_packets_waiting = NX_NULL;
}

/* Once a second: asks again for what is not resolved, and gives up in the end. */
VOID _nx_arp_periodic_update(NX_IP *ip_ptr)
{
    ULONG left = ip_ptr->nx_ip_arp_dynamic_active_count;
    NX_ARP *entry = ip_ptr->nx_ip_arp_dynamic_list, *next;
    for (; left; left--, entry = next)
    {
        next = entry->nx_arp_pool_next;
        if (!entry->nx_arp_entry_next_update || --entry->nx_arp_entry_next_update)
        {
            continue;
        }
        if (entry->nx_arp_retries == NX_ARP_MAXIMUM_RETRIES)
        {
            entry_forget(ip_ptr, entry);
            continue;
        }
        entry->nx_arp_retries++;
        entry->nx_arp_entry_next_update = NX_ARP_UPDATE_RATE;
        request_send(ip_ptr, entry->nx_arp_ip_address, entry->nx_arp_ip_interface);
    }
}

UINT _nx_arp_dynamic_entries_invalidate(NX_IP *ip_ptr)
{
    while (ip_ptr->nx_ip_arp_dynamic_active_count)
    {
        entry_forget(ip_ptr, ip_ptr->nx_ip_arp_dynamic_list);
    }
    return NX_SUCCESS;
}

static UINT entry_set(NX_IP *ip_ptr, ULONG address, ULONG msw, ULONG lsw, UINT is_static)
{
    NX_ARP *entry;
    NX_INTERFACE *interface_ptr = NX_NULL;
    ULONG next_hop;
    if (_nx_ip_route_find(ip_ptr, address, &interface_ptr, &next_hop) || next_hop != address)
    {
        return NX_IP_ADDRESS_ERROR;
    }
    nx_ip_lock(ip_ptr);
    entry = entry_find(ip_ptr, address);
    if (!entry)
    {
        if (entry_allocate(ip_ptr, bucket(ip_ptr, address), is_static))
        {
            return nx_ip_unlock(ip_ptr, NX_NO_MORE_ENTRIES);
        }
        entry = (*bucket(ip_ptr, address))->nx_arp_active_previous;
        entry->nx_arp_ip_address = address;
        entry->nx_arp_packets_waiting = NX_NULL;
    }
    entry_learn(ip_ptr, entry, interface_ptr, msw, lsw);
    if (!(msw | lsw) && !is_static)
    {
        entry->nx_arp_entry_next_update = NX_ARP_UPDATE_RATE;
        request_send(ip_ptr, address, interface_ptr);
    }
    return nx_ip_unlock(ip_ptr, NX_SUCCESS);
}

UINT _nx_arp_dynamic_entry_set(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw, ULONG physical_lsw)
{
    return entry_set(ip_ptr, ip_address, physical_msw, physical_lsw, NX_FALSE);
}

UINT _nx_arp_static_entry_create(NX_IP *ip_ptr, ULONG ip_address, ULONG physical_msw, ULONG physical_lsw)
{
    return entry_set(ip_ptr, ip_address, physical_msw, physical_lsw, NX_TRUE);
}

UINT _nx_arp_hardware_address_find(NX_IP *ip_ptr, ULONG ip_address, ULONG *physical_msw, ULONG *physical_lsw)
{
    NX_ARP *entry = entry_find(ip_ptr, ip_address);
    if (!entry)
    {
        return NX_ENTRY_NOT_FOUND;
    }
    *physical_msw = entry->nx_arp_physical_address_msw;
    *physical_lsw = entry->nx_arp_physical_address_lsw;
    return NX_SUCCESS;
}

UINT _nx_arp_info_get(NX_IP *ip_ptr, ULONG *arp_requests_sent, ULONG *arp_requests_received,
                      ULONG *arp_responses_sent, ULONG *arp_responses_received, ULONG *arp_dynamic_entries,
                      ULONG *arp_static_entries, ULONG *arp_aged_entries, ULONG *arp_invalid_messages)
{
    TX_HOST_GIVE(arp_requests_sent, ip_ptr->nx_ip_arp_requests_sent)
    TX_HOST_GIVE(arp_requests_received, ip_ptr->nx_ip_arp_requests_received)
    TX_HOST_GIVE(arp_responses_sent, ip_ptr->nx_ip_arp_responses_sent)
    TX_HOST_GIVE(arp_responses_received, ip_ptr->nx_ip_arp_responses_received)
    TX_HOST_GIVE(arp_dynamic_entries, ip_ptr->nx_ip_arp_total_entries - ip_ptr->nx_ip_arp_static_entries)
    TX_HOST_GIVE(arp_static_entries, ip_ptr->nx_ip_arp_static_entries)
    TX_HOST_GIVE(arp_aged_entries, ip_ptr->nx_ip_arp_aged_entries)
    TX_HOST_GIVE(arp_invalid_messages, ip_ptr->nx_ip_arp_invalid_messages)
    return NX_SUCCESS;
}

#endif
