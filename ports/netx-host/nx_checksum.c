/* SPDX-License-Identifier: MIT */
/* The Internet checksum (RFC 1071) over packet chains, and the pseudo header of
   TCP and ICMPv6 (RFC 9293, section 3.1; RFC 8200, section 8.1). */
#include "nx_core.h"

ULONG _nx_checksum_fold(ULONG sum)
{
    while (sum >> 16)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    return sum;
}

/* Adds the first length octets of a chain to a sum. */
ULONG _nx_checksum(const NX_PACKET *packet_ptr, ULONG length, ULONG sum)
{
    ULONG64 total = sum;
    UINT odd = 0;
    for (; packet_ptr && length; packet_ptr = nx_packet_after(packet_ptr))
    {
        const UCHAR *p = packet_ptr->nx_packet_prepend_ptr;
        ULONG part = (ULONG)(packet_ptr->nx_packet_append_ptr - p);
        part = part < length ? part : length;
        for (ULONG i = 0; i < part; i++, odd ^= 1)
        {
            total += odd ? p[i] : (ULONG)p[i] << 8;
        }
        length -= part;
    }
    return _nx_checksum_fold((ULONG)(total % 0xFFFF ? total % 0xFFFF : total ? 0xFFFF : 0));
}

static ULONG address_sum(const NXD_ADDRESS *address)
{
    ULONG sum = 0;
#ifdef FEATURE_NX_IPV6
    if (address->nxd_ip_version == NX_IP_VERSION_V6)
    {
        for (UINT i = 0; i < 4; i++)
        {
            sum += (address->nxd_ip_address.v6[i] >> 16) + (address->nxd_ip_address.v6[i] & 0xFFFF);
        }
        return sum;
    }
#endif
#ifndef NX_DISABLE_IPV4
    sum = (address->nxd_ip_address.v4 >> 16) + (address->nxd_ip_address.v4 & 0xFFFF);
#endif
    return sum;
}

/* The field's value for a packet whose field is 0; 0 for a received packet
   that is sound. */
ULONG _nx_checksum_transport(const NX_PACKET *packet_ptr, UINT protocol, const NXD_ADDRESS *source,
                             const NXD_ADDRESS *destination)
{
    ULONG length = packet_ptr->nx_packet_length;
    ULONG sum =
        address_sum(source) + address_sum(destination) + protocol + (length >> 16) + (length & 0xFFFF);
    return ~_nx_checksum(packet_ptr, length, _nx_checksum_fold(sum)) & 0xFFFF;
}
