/* SPDX-License-Identifier: MIT */
/*
 * Dovecot 2.3 with TLS and every mechanism that it has: the certificates and the
 * key for tokens are those of a struct vault.
 *
 * By SNI it shows other certificates, each wrong in its way. A client
 * certificate is asked for, never demanded, and is only looked at by EXTERNAL,
 * whose user is the certificate's common name. Tokens are validated by Dovecot
 * itself (introspection_mode = local): a JWT whose subject is the user.
 *
 * Dovecot 2.3 has no channel binding: no -PLUS form of SCRAM.
 */
#include "dovecot.h"

#include <errno.h>
#include <string.h>

static bool oauth_write(const struct dovecot *d)
{
    char path[DOVECOT_PATH];
    snprintf(path, sizeof path, "%s/oauth", d->dir);
    FILE *file = fopen(path, "w");
    if (!file) {
        fprintf(stderr, "dovecot: %s: %s\n", path, strerror(errno));
        return false;
    }
    fprintf(file,
            "introspection_mode = local\n"
            "local_validation_key_dict = fs:posix:prefix=%s/keys/\n"
            "username_attribute = sub\n",
            d->options.vault);
    return fclose(file) == 0;
}

static void certificate_write(FILE *conf, const char *vault, const char *name)
{
    fprintf(conf, "ssl_cert = <%s/%s.pem\nssl_key = <%s/%s.pem\n", vault, name, vault, name);
}

bool dovecot_configure_tls(const struct dovecot *d, FILE *conf)
{
    const char *vault = d->options.vault;
    fputs(d->options.no_stls ? "ssl = no\n" : "ssl = yes\n", conf);
    fputs("ssl_min_protocol = TLSv1.2\n"
          "auth_mechanisms = plain login cram-md5 apop scram-sha-1 scram-sha-256 "
          "xoauth2 oauthbearer external\n"
          "auth_username_chars =\n" /* any */
          "auth_ssl_username_from_cert = yes\n"
          "ssl_verify_client_cert = yes\n"
          "ssl_require_crl = no\n",
          conf);
    fprintf(conf, "ssl_ca = <%s/ca.pem\n", vault);
    certificate_write(conf, vault, "server");
    static const char *const others[] = {"expired", "foreign"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        fprintf(conf, "local_name %s.example {\n", others[i]);
        certificate_write(conf, vault, others[i]);
        fputs("}\n", conf);
    }
    fprintf(conf,
            "passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n"
            "  args = %s/oauth\n  default_fields = nodelay=y\n}\n"
            "passdb {\n  driver = static\n  mechanisms = external\n  args = nopassword "
            "nodelay=y\n}\n",
            d->dir);
    return oauth_write(d);
}
