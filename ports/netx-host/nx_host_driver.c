/* SPDX-License-Identifier: MIT */
/* The driver for the host's network. It carries no packets: TCP hands its
   connections to sockets of the host, and this driver only watches them and
   calls their IP instance's helper thread when there is something to do. */
#include "nx_host_net.h"
#include "nx_host.h"

#include <errno.h>
#include <poll.h>

#define HOST_MTU 1500

int _nx_host_driver_used(const NX_IP *ip_ptr)
{
    return ip_ptr->nx_ip_interface[0].nx_interface_link_driver_entry == _nx_host_network_driver;
}

static VOID instance_call(NX_IP *ip_ptr)
{
    (void)_tx_event_flags_set(&ip_ptr->nx_ip_events, NX_IP_DRIVER_DEFERRED_EVENT, TX_OR);
}

static short events_wanted(const NX_HOST_SOCKET *host)
{
    int events = 0;
    if (host->connecting || host->blocked)
    {
        events |= POLLOUT;
    }
    if (!host->connecting && _nx_host_socket_wants_data(host))
    {
        events |= POLLIN;
    }
    return (short)events;
}

/* A descriptor list that grows as needed and is kept from call to call. */
static struct pollfd *descriptors;
static NX_IP **owners;
static size_t capacity;

static size_t descriptor_add(size_t count, int fd, short events, NX_IP *ip_ptr)
{
    if (count == capacity)
    {
        size_t more = capacity ? capacity * 2 : 16;
        struct pollfd *new_descriptors = realloc(descriptors, more * sizeof *descriptors);
        NX_IP **new_owners = realloc(owners, more * sizeof *owners);
        descriptors = new_descriptors ? new_descriptors : descriptors;
        owners = new_owners ? new_owners : owners;
        if (!new_descriptors || !new_owners)
        {
            return count;
        }
        capacity = more;
    }
    descriptors[count].fd = fd;
    descriptors[count].events = events;
    descriptors[count].revents = 0;
    owners[count] = ip_ptr;
    return count + 1;
}

static size_t descriptors_gather(VOID)
{
    size_t count = 0;
    for (NX_HOST_SOCKET *host = _nx_host_sockets; host; host = host->next)
    {
        short events = events_wanted(host);
        if (events)
        {
            count = descriptor_add(count, host->fd, events, host->socket_ptr->nx_tcp_socket_ip_ptr);
        }
    }
    for (NX_HOST_LISTEN *listen = _nx_host_listens; listen; listen = listen->next)
    {
        for (UINT i = 0; i < 2 && listen->listen_ptr->nx_tcp_listen_socket_ptr; i++)
        {
            if (listen->fd[i] >= 0)
            {
                count = descriptor_add(count, listen->fd[i], POLLIN, listen->ip_ptr);
            }
        }
    }
    return count;
}

static VOID network_poll(int milliseconds)
{
    size_t count = descriptors_gather();
    if (poll(descriptors, (nfds_t)count, milliseconds) <= 0)
    {
        return;
    }
    for (size_t i = 0; i < count; i++)
    {
        if (descriptors[i].revents)
        {
            instance_call(owners[i]);
        }
    }
}

static VOID network_reset(VOID)
{
    _nx_host_sockets_forget();
    _nx_host_listens_forget();
    free(descriptors);
    free(owners);
    descriptors = NULL;
    owners = NULL;
    capacity = 0;
}

/* In the helper thread: whatever its sockets have waiting, each once. Serving
   one may remove any of them, so the list is begun again after each. */
static VOID instance_work(NX_IP *ip_ptr)
{
    static UINT turn;
    NX_HOST_SOCKET *host = _nx_host_sockets;
    turn++;
    while (host)
    {
        if (host->turn == turn || host->socket_ptr->nx_tcp_socket_ip_ptr != ip_ptr)
        {
            host = host->next;
            continue;
        }
        host->turn = turn;
        _nx_host_socket_work(host);
        host = _nx_host_sockets;
    }
    for (NX_HOST_LISTEN *listen = _nx_host_listens; listen; listen = listen->next)
    {
        if (listen->ip_ptr == ip_ptr)
        {
            (void)_nx_host_listen_take(listen);
        }
    }
}

static VOID instance_begin(NX_INTERFACE *interface_ptr)
{
    interface_ptr->nx_interface_ip_mtu_size = HOST_MTU;
    interface_ptr->nx_interface_address_mapping_needed = NX_FALSE;
    _tx_host_network_poll = network_poll;
    _tx_host_network_reset = network_reset;
    _tx_host_time_real_need();
}

VOID _nx_host_network_driver(NX_IP_DRIVER *driver_req_ptr)
{
    NX_INTERFACE *interface_ptr = driver_req_ptr->nx_ip_driver_interface;
    driver_req_ptr->nx_ip_driver_status = NX_SUCCESS;
    switch (driver_req_ptr->nx_ip_driver_command)
    {
    case NX_LINK_INITIALIZE:
        instance_begin(interface_ptr);
        break;
    case NX_LINK_ENABLE:
        interface_ptr->nx_interface_link_up = NX_TRUE;
        break;
    case NX_LINK_DISABLE:
        interface_ptr->nx_interface_link_up = NX_FALSE;
        break;
    case NX_LINK_INTERFACE_ATTACH:
    case NX_LINK_UNINITIALIZE:
    case NX_LINK_MULTICAST_JOIN:
    case NX_LINK_MULTICAST_LEAVE:
        break;
    case NX_LINK_GET_STATUS:
        *driver_req_ptr->nx_ip_driver_return_ptr = interface_ptr->nx_interface_link_up;
        break;
    case NX_LINK_DEFERRED_PROCESSING:
        instance_work(driver_req_ptr->nx_ip_driver_ptr);
        break;
    case NX_LINK_PACKET_SEND:
    case NX_LINK_PACKET_BROADCAST:
    case NX_LINK_ARP_SEND:
    case NX_LINK_ARP_RESPONSE_SEND:
        (void)_nx_packet_transmit_release(driver_req_ptr->nx_ip_driver_packet);
        break;
    default:
        driver_req_ptr->nx_ip_driver_status = NX_UNHANDLED_COMMAND;
        break;
    }
}
