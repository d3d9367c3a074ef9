// OpenSSL, and what its headers hide in macros or what is clearer in C: a BIO over memory, the handshake's callbacks,
// and small reads of opaque structures. Everything is static inline: a system library has no source files.
#ifndef MARTLET_COPENSSL_H
#define MARTLET_COPENSSL_H

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "wire.h"
#include "context.h"
#include "certificate.h"
#include "resumption.h"

#endif
