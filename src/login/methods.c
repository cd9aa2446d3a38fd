/* SPDX-License-Identifier: MIT */
/* All methods, best first: see login.h. Naming these lists links all of them. */
#include "nxpop3/login.h"

const struct pop3_method *const pop3_methods_password[] = {
    &pop3_method_scram_sha_256_plus,
    &pop3_method_scram_sha_1_plus,
    &pop3_method_scram_sha_256,
    &pop3_method_scram_sha_1,
    &pop3_method_plain,
    &pop3_method_login,
    &pop3_method_cram_md5,
    &pop3_method_apop,
    &pop3_method_user,
    NULL,
};

const struct pop3_method *const pop3_methods_token[] = {
    &pop3_method_oauthbearer,
    &pop3_method_xoauth2,
    NULL,
};
