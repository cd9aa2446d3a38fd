/* SPDX-License-Identifier: MIT */
/* Packet pools and packets, and MD5. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "kernel.h"
#include "nx_md5.h"

static TX_THREAD thread[2];
static NX_PACKET_POOL pool;

static void pool_make(ULONG payload, ULONG packets)
{
    ULONG size = packets * (payload + (ULONG)sizeof(NX_PACKET));
    CHECK(nx_packet_pool_create(&pool, (CHAR *)"p", payload, kernel_memory(size), size),
          NX_SUCCESS);
    CHECK(pool.nx_packet_pool_total, packets);
}

static void chain_user(ULONG input)
{
    UCHAR data[300], copy[300];
    NX_PACKET *packet, *twin;
    ULONG length;
    (void)input;
    for (unsigned i = 0; i < sizeof data; i++) {
        data[i] = (UCHAR)i;
    }
    CHECK(nx_packet_allocate(&pool, &packet, 2, NX_NO_WAIT), NX_OPTION_ERROR);
    CHECK(nx_packet_allocate(&pool, &packet, 128, NX_NO_WAIT), NX_INVALID_PARAMETERS);
    CHECK(nx_packet_allocate(&pool, &packet, NX_TCP_PACKET, NX_NO_WAIT), NX_SUCCESS);
    CHECK(nx_packet_data_append(packet, data, 0, &pool, NX_NO_WAIT), NX_SIZE_ERROR);
#ifdef NX_DISABLE_PACKET_CHAIN
    CHECK(nx_packet_data_append(packet, data, 300, &pool, NX_NO_WAIT), NX_SIZE_ERROR);
    CHECK(nx_packet_data_append(packet, data, 24, &pool, NX_NO_WAIT), NX_SUCCESS);
    CHECK(packet->nx_packet_length, 24);
    length = 24;
#else
    CHECK(nx_packet_data_append(packet, data, 300, &pool, NX_NO_WAIT), NX_SUCCESS);
    CHECK(packet->nx_packet_append_ptr - packet->nx_packet_prepend_ptr, 100 - NX_TCP_PACKET);
    CHECK(pool.nx_packet_pool_available, 8 - 1 - (300 - (100 - NX_TCP_PACKET) + 99) / 100);
    CHECK(nx_packet_length_get(packet, &length), NX_SUCCESS);
    CHECK(length, 300);
#endif
    CHECK(nx_packet_data_retrieve(packet, copy, &length), NX_SUCCESS);
    CHECK(memcmp(copy, data, length), 0);
    CHECK(nx_packet_data_extract_offset(packet, 20, copy, 300, &length), NX_SUCCESS);
    CHECK(length, packet->nx_packet_length - 20);
    CHECK(memcmp(copy, data + 20, length), 0);
    CHECK(nx_packet_data_extract_offset(packet, 300, copy, 300, &length),
          NX_PACKET_OFFSET_ERROR);
    CHECK(nx_packet_copy(packet, &twin, &pool, NX_NO_WAIT), NX_SUCCESS);
    CHECK(nx_packet_data_retrieve(twin, copy, &length), NX_SUCCESS);
    CHECK(memcmp(copy, data, length), 0);
    CHECK(nx_packet_release(twin), NX_SUCCESS);
    CHECK((uintptr_t)twin, 0);
    twin = packet;
    CHECK(nx_packet_release(packet), NX_SUCCESS);
    CHECK(pool.nx_packet_pool_available, 8);
    CHECK(nx_packet_release(twin), NX_PTR_ERROR);
    CHECK(pool.nx_packet_pool_invalid_releases, 1);
    note('c');
}

static void chain_define(void)
{
    pool_make(100, 8);
    kernel_thread(&thread[0], chain_user, 5);
}

static void data_runs_over_a_chain_and_comes_back(void **state)
{
    (void)state;
    kernel_run(chain_define);
    assert_string_equal(notes(), "c");
}

static NX_PACKET *held;

static void pool_waiter(ULONG input)
{
    NX_PACKET *packet;
    ULONG before = tx_time_get(), requests, waits;
    (void)input;
    CHECK(nx_packet_allocate(&pool, &held, 0, NX_NO_WAIT), NX_SUCCESS);
    CHECK(nx_packet_allocate(&pool, &packet, 0, NX_NO_WAIT), NX_NO_PACKET);
    CHECK(nx_packet_allocate(&pool, &packet, 0, 25), NX_NO_PACKET);
    CHECK(tx_time_get() - before, 25);
    CHECK(nx_packet_allocate(&pool, &packet, 20, 100), NX_SUCCESS);
    CHECK(tx_time_get() - before, 50);
    CHECK(packet->nx_packet_prepend_ptr - packet->nx_packet_data_start, 20);
    CHECK(nx_packet_pool_info_get(&pool, NULL, NULL, &requests, &waits, NULL), NX_SUCCESS);
    CHECK(requests, 3);
    CHECK(waits, 2);
    CHECK(nx_packet_allocate(&pool, &packet, 0, NX_WAIT_FOREVER), NX_POOL_DELETED);
    CHECK(nx_packet_allocate(&pool, &packet, 0, NX_WAIT_FOREVER), NX_PTR_ERROR);
    note('w');
}

static void pool_releaser(ULONG input)
{
    (void)input;
    tx_thread_sleep(50);
    CHECK(nx_packet_release(held), NX_SUCCESS);
    CHECK(nx_packet_pool_delete(&pool), NX_SUCCESS);
    note('r');
}

static void wait_define(void)
{
    NX_PACKET_POOL other;
    pool_make(64, 1);
    CHECK(nx_packet_pool_create(&other, (CHAR *)"o", 64, pool.nx_packet_pool_start, 500),
          NX_PTR_ERROR);
    CHECK(nx_packet_pool_create(&other, (CHAR *)"o", 64, kernel_memory(100), 100),
          NX_SIZE_ERROR);
    kernel_thread(&thread[0], pool_waiter, 5);
    kernel_thread(&thread[1], pool_releaser, 6);
}

static void an_empty_pool_makes_wait_until_a_release_or_its_end(void **state)
{
    (void)state;
    kernel_run(wait_define);
    assert_string_equal(notes(), "wr");
}

/* RFC 1321, appendix A.5. */
static const struct {
    const char *text, *digest;
} vectors[] = {
    {"", "d41d8cd98f00b204e9800998ecf8427e"},
    {"a", "0cc175b9c0f1b6a831c399e269772661"},
    {"abc", "900150983cd24fb0d6963f7d28e17f72"},
    {"message digest", "f96b697d7cb7938d525a2f31aaf161d0"},
    {"abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
     "d174ab98d277d9f5a5611c2c9f419d9f"},
    {"12345678901234567890123456789012345678901234567890123456789012345678901234567890",
     "57edf4a22be3c955ac49da2e2107b67a"},
};

static void md5_agrees_with_its_rfc_however_it_is_fed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof vectors / sizeof vectors[0]; i++) {
        UINT length = (UINT)strlen(vectors[i].text);
        for (UINT cut = 0; cut <= length; cut++) {
            NX_MD5 md5;
            UCHAR digest[16], text[100];
            char hex[33];
            memcpy(text, vectors[i].text, length);
            assert_int_equal(_nx_md5_initialize(&md5), NX_SUCCESS);
            assert_int_equal(_nx_md5_update(&md5, text, cut), NX_SUCCESS);
            assert_int_equal(_nx_md5_update(&md5, text + cut, length - cut), NX_SUCCESS);
            assert_int_equal(_nx_md5_digest_calculate(&md5, digest), NX_SUCCESS);
            for (unsigned k = 0; k < 16; k++) {
                snprintf(hex + 2 * k, 3, "%02x", digest[k]);
            }
            assert_string_equal(hex, vectors[i].digest);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(data_runs_over_a_chain_and_comes_back),
        cmocka_unit_test(an_empty_pool_makes_wait_until_a_release_or_its_end),
        cmocka_unit_test(md5_agrees_with_its_rfc_however_it_is_fed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
