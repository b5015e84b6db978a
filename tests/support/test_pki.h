#pragma once

#include <memory>
#include <string_view>

#include "gateway/demo/certificate_maker.h"
#include "gateway/demo/cms_maker.h"
#include "gateway/demo/der_writer.h"
#include "gateway/demo/key.h"
#include "gateway/demo/trust_list_maker.h"
#include "gateway/demo/xades_maker.h"
#include "validators/base/utc_time.h"

// The tests' own PKI. Keys are made once per process and kind (RSA generation is slow), so parties
// of one kind share their key unless a test generates its own.

namespace senim::test {

// A time literal: at("2026-06-01T00:00:00Z"); throws on a bad one.
UtcTime at(std::string_view rfc3339);

// `which` tells keys of one kind apart: 0, 1, 2...
const demo::Key& shared_key(demo::KeyKind kind, unsigned which = 0);

// root <- CA <- leaf, valid 2020-2040, 2022-2035, 2025-2028, all of one kind of key, each with its
// own key.
struct TestPki {
  demo::Party root;
  demo::Party ca;
  demo::Party leaf;
};
const TestPki& test_pki(demo::KeyKind kind = demo::KeyKind::p256);

// The specifications behind test_pki, to be varied: issue them with demo::make_issued.
demo::CertificateSpec root_spec();
demo::CertificateSpec ca_spec();
demo::CertificateSpec leaf_spec();
demo::CertificateSpec tsa_spec();  // critical EKU timeStamping

}  // namespace senim::test
