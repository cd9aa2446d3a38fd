/* SPDX-License-Identifier: MIT */
/* The demo on Linux: settings from the command line, the host's network, a
   Maildir for the messages.
       netx-pop3-demo [--apop] ADDRESS PORT USER PASSWORD-FILE MAILDIR  */
#define _POSIX_C_SOURCE 200809L
#include "demo.h"
#include "nx_host.h"
#include "nxd_pop3_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

DEMO_SETTINGS demo_settings;

static char password[NX_POP3_MAX_PASSWORD + 1];
static char name_tmp[64], name_new[64];
static int maildir, file = -1;
static int exit_status = 1;

_Noreturn static void die(const char *what, const char *which)
{
    fprintf(stderr, "netx-pop3-demo: %s %s: %s\n", what, which, strerror(errno));
    exit(1);
}

_Noreturn static void die_usage(const char *what, const char *which)
{
    fprintf(stderr, "netx-pop3-demo: %s: %s\n", what, which);
    exit(64);
}

static const char *status_text(UINT status)
{
    switch (status) {
    case NX_POP3_SERVER_ERROR_STATUS:
        return "the server refused, or broke the protocol; check user and password";
    case NX_POP3_PARAM_ERROR:
        return "user, password, address or port cannot be used";
    case NX_NOT_CONNECTED:
        return "no connection, or it was lost; check address and port";
    case NX_NO_PACKET:
        return "the server did not answer in time";
    case NX_NOT_SUCCESSFUL:
        return "a message could not be stored; it stays on the server";
    default:
        return "see the codes in nxd_pop3_client.h and nx_api.h";
    }
}

static UINT stored(int ok, const char *what)
{
    if (ok) {
        return NX_SUCCESS;
    }
    fprintf(stderr, "netx-pop3-demo: cannot %s %s: %s\n", what, name_tmp, strerror(errno));
    if (file >= 0) {
        close(file);
        unlinkat(maildir, name_tmp, 0);
        file = -1;
    }
    return NX_NOT_SUCCESSFUL;
}

UINT demo_message_open(UINT item)
{
    snprintf(name_tmp, sizeof name_tmp, "tmp/%ld.M%05u.netx-demo", (long)getpid(), item);
    snprintf(name_new, sizeof name_new, "new/%s", name_tmp + 4);
    file = openat(maildir, name_tmp, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
    return stored(file >= 0, "create");
}

UINT demo_message_write(const UCHAR *data, ULONG length)
{
    while (length > 0) {
        ssize_t n = write(file, data, length);
        if (n < 0 && errno != EINTR) {
            return stored(0, "write");
        }
        if (n > 0) {
            data += n;
            length -= (ULONG)n;
        }
    }
    return NX_SUCCESS;
}

/* The file, then its name, are on the disk before the message may be deleted.  */
UINT demo_message_close(UINT complete)
{
    if (!complete) {
        errno = ECONNABORTED;
        return stored(0, "complete");
    }
    if (fsync(file) != 0) {
        return stored(0, "sync");
    }
    int closed = close(file);
    file = -1;
    if (closed != 0 || renameat(maildir, name_tmp, maildir, name_new) != 0) {
        return stored(0, "deliver");
    }
    int folder = openat(maildir, "new", O_RDONLY | O_DIRECTORY);
    int synced = folder >= 0 && fsync(folder) == 0;
    if (folder >= 0) {
        close(folder);
    }
    return stored(synced, "sync the folder of");
}

VOID demo_maildrop_print(UINT items, ULONG octets)
{
    printf("  %u messages, %lu octets\n", items, (unsigned long)octets);
}

VOID demo_message_print(UINT item, ULONG octets)
{
    printf("  message %2u: %8lu octets stored; deleting it on the server\n", item,
           (unsigned long)octets);
}

VOID demo_done(UINT status)
{
    if (status == NX_SUCCESS) {
        printf("  done, signed off\n");
        exit_status = 0;
    } else {
        fprintf(stderr, "netx-pop3-demo: status 0x%02X: %s\n", status, status_text(status));
    }
    fflush(stdout);
    nx_host_stop();
}

static void server_set(const char *address, const char *port)
{
    struct in_addr v4;
    struct in6_addr v6;
    char *end;

    if (inet_pton(AF_INET, address, &v4) == 1) {
        demo_settings.server.nxd_ip_version = NX_IP_VERSION_V4;
        demo_settings.server.nxd_ip_address.v4 = ntohl(v4.s_addr);
    } else if (inet_pton(AF_INET6, address, &v6) == 1) {
        demo_settings.server.nxd_ip_version = NX_IP_VERSION_V6;
        for (int i = 0; i < 4; i++) {
            uint32_t word;
            memcpy(&word, v6.s6_addr + 4 * i, sizeof word);
            demo_settings.server.nxd_ip_address.v6[i] = ntohl(word);
        }
    } else {
        die_usage("not an IPv4 or IPv6 address", address);
    }
    demo_settings.port = (ULONG)strtoul(port, &end, 10);
    if (*end != '\0' || demo_settings.port == 0 || demo_settings.port > 65535) {
        die_usage("not a port", port);
    }
}

static void password_read(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f || !fgets(password, sizeof password, f)) {
        die("cannot read the password from", path);
    }
    fclose(f);
    password[strcspn(password, "\r\n")] = '\0';
    demo_settings.password = password;
}

static void maildir_open(const char *path)
{
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        die("cannot create", path);
    }
    maildir = open(path, O_RDONLY | O_DIRECTORY);
    if (maildir < 0) {
        die("cannot open", path);
    }
    static const char *const folders[] = {"tmp", "new", "cur"};
    for (int i = 0; i < 3; i++) {
        if (mkdirat(maildir, folders[i], 0700) != 0 && errno != EEXIST) {
            die("cannot create a folder in", path);
        }
    }
}

int main(int argc, char **argv)
{
    int first = argc > 1 && strcmp(argv[1], "--apop") == 0 ? 2 : 1;
    if (argc - first != 5) {
        fprintf(stderr,
                "usage: netx-pop3-demo [--apop] ADDRESS PORT USER PASSWORD-FILE MAILDIR\n");
        return 64;
    }
    demo_settings.apop = first == 2 ? NX_TRUE : NX_FALSE;
    demo_settings.driver = _nx_host_network_driver;
    server_set(argv[first], argv[first + 1]);
    demo_settings.name = argv[first + 2];
    password_read(argv[first + 3]);
    maildir_open(argv[first + 4]);

    tx_kernel_enter();
    close(maildir);
    return exit_status;
}
