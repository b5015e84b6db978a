#pragma once

#include <span>
#include <string>
#include <string_view>

#include "validators/pki/certificate.h"
#include "validators/process/qualification.h"

// What a signature of Kazakhstan, Russia or Belarus is worth by the law of its country: its
// authority is accredited (stands in the country's list, or was registered by hand), at issuance
// and at signing, and the certificate has what that law asks of one that signs. Pure.

namespace senim::process {

// Whose law says what a signature is worth. The EU's countries share one scheme.
enum class Scheme : std::uint8_t { none, eu, kz, ru, by };
std::string_view to_string(Scheme scheme);  // "eu", "kz", "ru", "by"; "" for none
Scheme scheme_of(const model::Territory& territory);

// At one time, under a national scheme. `services` are those of that country on the path.
QualityAt national_quality(Scheme scheme, const pki::Certificate& certificate,
                           std::span<const model::TrustService* const> services, UtcTime at);

// Service types of accredited authorities and the root above them, in lists of countries outside
// the EU.
bool is_authority_type(std::string_view type);

// kz, by: "EDS", "not-EDS". ru: "UKEP" (enhanced qualified), "UNEP" (enhanced). Of a party to an
// agreement without a scheme of its own: "recognised", "not-recognised". Any: "indeterminate-EDS",
// "NA".
std::string national_level(Scheme scheme, model::Indication ades,
                           const CertificateQuality& quality);

}  // namespace senim::process
