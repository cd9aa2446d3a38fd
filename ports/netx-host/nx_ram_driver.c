/* SPDX-License-Identifier: MIT */
/* The RAM driver: up to eight interfaces on one Ethernet inside the process. A
   frame is copied into a packet of the receiver's default pool; if that is
   empty the frame is lost, as on a wire, and TCP sends it again later. */
#include "nx_core.h"
#include "nx_host.h"

#define FRAME_HEADER   14u
#define MAX_INTERFACES 8u

static struct
{
    NX_IP *ip_ptr;
    NX_INTERFACE *interface_ptr;
    ULONG msw, lsw;
} node[MAX_INTERFACES];

VOID _nx_ram_driver_forget(VOID)
{
    memset(node, 0, sizeof node);
}

static UINT node_find(const NX_INTERFACE *interface_ptr)
{
    UINT i = 0;
    while (i < MAX_INTERFACES && node[i].interface_ptr != interface_ptr)
    {
        i++;
    }
    return i;
}

static VOID frame_receive(NX_IP *ip_ptr, NX_PACKET *packet_ptr, UINT to)
{
    ULONG type = nx_get16(packet_ptr->nx_packet_prepend_ptr + 12);
    packet_ptr->nx_packet_address.nx_packet_interface_ptr = node[to].interface_ptr;
    packet_ptr->nx_packet_prepend_ptr += FRAME_HEADER;
    packet_ptr->nx_packet_length -= FRAME_HEADER;
    if (type == 0x0800 || type == 0x86DD)
    {
        _nx_ip_packet_deferred_receive(ip_ptr, packet_ptr);
        return;
    }
#ifndef NX_DISABLE_IPV4
    if (type == 0x0806)
    {
        _nx_arp_packet_deferred_receive(ip_ptr, packet_ptr);
        return;
    }
#endif
    (void)_nx_packet_release(packet_ptr);
}

static int frame_is_for(UINT to, ULONG msw, ULONG lsw)
{
    return (msw == 0xFFFF && lsw == 0xFFFFFFFF) || msw == 0x3333 || msw == 0x0100 || !(msw | lsw) ||
           (msw == node[to].msw && lsw == node[to].lsw);
}

/* Every receiver gets its copy before any of them runs. */
static VOID frame_send(UINT from, NX_IP_DRIVER *request, ULONG type)
{
    NX_PACKET *packet_ptr = request->nx_ip_driver_packet, *copy;
    ULONG msw = request->nx_ip_driver_physical_address_msw, lsw = request->nx_ip_driver_physical_address_lsw;
    UCHAR *frame;
    packet_ptr->nx_packet_prepend_ptr -= FRAME_HEADER;
    packet_ptr->nx_packet_length += FRAME_HEADER;
    frame = packet_ptr->nx_packet_prepend_ptr;
    nx_put16(frame, msw);
    nx_put32(frame + 2, lsw);
    nx_put16(frame + 6, node[from].msw);
    nx_put32(frame + 8, node[from].lsw);
    nx_put16(frame + 12, type);
    _tx_thread_preempt_disable++;
    for (UINT to = 0; to < MAX_INTERFACES; to++)
    {
        if (to != from && node[to].ip_ptr && frame_is_for(to, msw, lsw) &&
            _nx_packet_copy(packet_ptr, &copy, node[to].ip_ptr->nx_ip_default_packet_pool, NX_NO_WAIT) ==
                NX_SUCCESS)
        {
            frame_receive(node[to].ip_ptr, copy, to);
        }
    }
    packet_ptr->nx_packet_prepend_ptr += FRAME_HEADER;
    packet_ptr->nx_packet_length -= FRAME_HEADER;
    (void)_nx_packet_transmit_release(packet_ptr);
    _tx_thread_preempt_disable--;
    _tx_host_preempt_check();
}

static UINT node_attach(NX_IP_DRIVER *request)
{
    UINT i = node_find(NX_NULL);
    if (i == MAX_INTERFACES)
    {
        return NX_INVALID_INTERFACE;
    }
    node[i].ip_ptr = request->nx_ip_driver_ptr;
    node[i].interface_ptr = request->nx_ip_driver_interface;
    node[i].msw = 0x0011;
    node[i].lsw = 0x22334456 + i;
    return NX_SUCCESS;
}

static VOID node_initialize(NX_IP_DRIVER *request, UINT i, ULONG mtu)
{
    NX_INTERFACE *interface_ptr = request->nx_ip_driver_interface;
    interface_ptr->nx_interface_ip_mtu_size = mtu;
    interface_ptr->nx_interface_physical_address_msw = node[i].msw;
    interface_ptr->nx_interface_physical_address_lsw = node[i].lsw;
    interface_ptr->nx_interface_address_mapping_needed = NX_TRUE;
}

static VOID request_process(NX_IP_DRIVER *request, ULONG mtu)
{
    UINT i = node_find(request->nx_ip_driver_interface);
    request->nx_ip_driver_status = NX_SUCCESS;
    if (request->nx_ip_driver_command == NX_LINK_INTERFACE_ATTACH)
    {
        request->nx_ip_driver_status = node_attach(request);
        return;
    }
    if (i == MAX_INTERFACES)
    {
        request->nx_ip_driver_status = NX_INVALID_INTERFACE;
        return;
    }
    switch (request->nx_ip_driver_command)
    {
    case NX_LINK_INITIALIZE:
        node_initialize(request, i, mtu);
        break;
    case NX_LINK_UNINITIALIZE:
    case NX_LINK_INTERFACE_DETACH:
        memset(&node[i], 0, sizeof node[i]);
        break;
    case NX_LINK_ENABLE:
        node[i].interface_ptr->nx_interface_link_up = NX_TRUE;
        break;
    case NX_LINK_DISABLE:
        node[i].interface_ptr->nx_interface_link_up = NX_FALSE;
        break;
    case NX_LINK_PACKET_SEND:
    case NX_LINK_PACKET_BROADCAST:
        frame_send(i, request,
                   request->nx_ip_driver_packet->nx_packet_ip_version == NX_IP_VERSION_V6 ? 0x86DD : 0x0800);
        break;
    case NX_LINK_ARP_SEND:
    case NX_LINK_ARP_RESPONSE_SEND:
        frame_send(i, request, 0x0806);
        break;
    case NX_LINK_GET_STATUS:
        *request->nx_ip_driver_return_ptr = node[i].interface_ptr->nx_interface_link_up;
        break;
    case NX_LINK_GET_SPEED:
    case NX_LINK_GET_DUPLEX_TYPE:
    case NX_LINK_GET_ERROR_COUNT:
    case NX_LINK_GET_RX_COUNT:
    case NX_LINK_GET_TX_COUNT:
    case NX_LINK_GET_ALLOC_ERRORS:
    case NX_LINK_GET_INTERFACE_TYPE:
        *request->nx_ip_driver_return_ptr = 0;
        break;
    case NX_LINK_SET_PHYSICAL_ADDRESS:
        node[i].msw = request->nx_ip_driver_physical_address_msw;
        node[i].lsw = request->nx_ip_driver_physical_address_lsw;
        break;
    case NX_LINK_MULTICAST_JOIN:
    case NX_LINK_MULTICAST_LEAVE:
    case NX_LINK_DEFERRED_PROCESSING:
        break;
    default:
        request->nx_ip_driver_status = NX_UNHANDLED_COMMAND;
        break;
    }
}

VOID _nx_ram_network_driver(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 1500);
}

VOID _nx_ram_network_driver_128(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 128);
}

VOID _nx_ram_network_driver_200(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 200);
}

VOID _nx_ram_network_driver_256(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 256);
}

VOID _nx_ram_network_driver_512(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 512);
}

VOID _nx_ram_network_driver_1024(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 1024);
}

VOID _nx_ram_network_driver_1500(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 1500);
}

VOID _nx_ram_network_driver_3000(NX_IP_DRIVER *driver_req_ptr)
{
    request_process(driver_req_ptr, 3000);
}
