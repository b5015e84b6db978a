#pragma once

#include <string>

#include "gateway/demo/certificate_maker.h"

// What the certificates of the demo world's Kazakhstan say: domain.md 1.3, 2 and 3. Serial numbers
// and validity are the caller's. The people and the organisation do not exist: their numbers have
// right check digits, but a month that no calendar has.

namespace senim::demo {

enum class KzAlgorithm { gost, rsa };
enum class KzRole { first_head, right_to_sign, employee, individual };
enum class KzPurpose { signing, authentication };

CertificateSpec kz_root(KzAlgorithm algorithm);
CertificateSpec kz_national_ca(KzAlgorithm algorithm);
CertificateSpec kz_holder(KzRole role, KzPurpose purpose, KzAlgorithm algorithm);

}  // namespace senim::demo
