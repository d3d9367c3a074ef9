// Small reads of certificates and revocation lists.
#ifndef MARTLET_CERTIFICATE_H
#define MARTLET_CERTIFICATE_H

// A certificate, or NULL; an encrypted one is refused rather than asked about.
static inline X509 *martlet_read_certificate(BIO *bio) {
    martlet_passphrase none = {NULL, 0, 0};
    return PEM_read_bio_X509_AUX(bio, NULL, martlet_on_passphrase, &none);
}

static inline X509_CRL *martlet_read_revocation_list(BIO *bio) {
    martlet_passphrase none = {NULL, 0, 0};
    return PEM_read_bio_X509_CRL(bio, NULL, martlet_on_passphrase, &none);
}

// True when reading stopped because there are no more PEM blocks, not because one is broken.
static inline int martlet_at_end_of_pem(unsigned long error) {
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

// Seconds from the epoch to an ASN.1 time; INT64_MIN for one that can't be read.
static inline int64_t martlet_seconds(const ASN1_TIME *time) {
    struct tm parts;
    if (!time || ASN1_TIME_to_tm(time, &parts) != 1) return INT64_MIN;
    return timegm(&parts);
}

static inline int64_t martlet_not_before(const X509 *certificate) {
    return martlet_seconds(X509_get0_notBefore(certificate));
}

static inline int64_t martlet_not_after(const X509 *certificate) {
    return martlet_seconds(X509_get0_notAfter(certificate));
}

// INT64_MAX for a list that names no time of the next one.
static inline int64_t martlet_next_update(const X509_CRL *list) {
    const ASN1_TIME *next = X509_CRL_get0_nextUpdate(list);
    return next ? martlet_seconds(next) : INT64_MAX;
}

// The earliest end among the certificates of a chain; INT64_MAX for none.
static inline int64_t martlet_chain_not_after(STACK_OF(X509) *chain) {
    int64_t earliest = INT64_MAX;
    for (int at = 0; at < sk_X509_num(chain); at++) {
        int64_t end = martlet_not_after(sk_X509_value(chain, at));
        if (end < earliest) earliest = end;
    }
    return earliest;
}

static inline int martlet_chain_count(STACK_OF(X509) *chain) { return sk_X509_num(chain); }

static inline int martlet_is_authority(X509 *certificate) {
    return (X509_get_extension_flags(certificate) & EXFLAG_CA) != 0;
}

// The subject in the form of RFC 4514, with control and foreign characters escaped. Cut to `room`.
static inline size_t martlet_subject(const X509 *certificate, char *into, size_t room) {
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio) return 0;
    size_t count = 0;
    if (X509_NAME_print_ex(bio, X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253) >= 0)
        if (BIO_read_ex(bio, into, room, &count) != 1) count = 0;
    BIO_free(bio);
    return count;
}

static inline GENERAL_NAMES *martlet_alternative_names(const X509 *certificate) {
    return X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
}

static inline int martlet_name_count(const GENERAL_NAMES *names) { return sk_GENERAL_NAME_num(names); }

// The kind of name `at` (GEN_DNS, GEN_URI, GEN_EMAIL, GEN_IPADD) and its bytes, by their ASN.1 length; -1: another.
static inline int martlet_name(const GENERAL_NAMES *names, int at, const uint8_t **bytes, size_t *count) {
    int kind;
    const ASN1_STRING *text = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names, at), &kind);
    if (kind != GEN_DNS && kind != GEN_URI && kind != GEN_EMAIL && kind != GEN_IPADD) return -1;
    *bytes = ASN1_STRING_get0_data(text);
    *count = (size_t)ASN1_STRING_length(text);
    return kind;
}

static inline void martlet_free_names(GENERAL_NAMES *names) { GENERAL_NAMES_free(names); }

static inline const uint8_t *martlet_serial(const X509 *certificate, size_t *count) {
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    *count = (size_t)ASN1_STRING_length(serial);
    return ASN1_STRING_get0_data(serial);
}

static inline STACK_OF(X509) *martlet_stack(void) { return sk_X509_new_null(); }

// The stack takes a reference of its own.
static inline int martlet_push(STACK_OF(X509) *stack, X509 *certificate) {
    if (sk_X509_push(stack, certificate) == 0) return 0;
    X509_up_ref(certificate);
    return 1;
}

static inline void martlet_free_stack(STACK_OF(X509) *stack) { sk_X509_pop_free(stack, X509_free); }

#endif
