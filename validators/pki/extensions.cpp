#include "validators/pki/extensions.h"

#include <limits>

namespace senim::pki {
namespace {

Error malformed(std::string_view message) { return {ErrorCode::malformed, std::string(message)}; }

// The SEQUENCE that the whole extension value is.
Result<der::Reader> inside(ByteView value, std::string_view what) {
  SENIM_TRY(const der::Element outer, der::single(value, der::Rules::der, what));
  if (outer.tag != der::kSequence) {
    return malformed(std::string(what) + " is not a SEQUENCE");
  }
  return der::Reader(outer);
}

// INTEGER (0..MAX): what is larger than 32 bits is cut to the largest value, which no path reaches.
Result<std::uint32_t> count_of(const der::Element& element) {
  SENIM_TRY(const ByteView octets, der::unsigned_integer(element));
  if (octets.size() > 4) {
    return std::numeric_limits<std::uint32_t>::max();
  }
  std::uint32_t count = 0;
  for (const std::uint8_t octet : octets) {
    count = (count << 8) | octet;
  }
  return count;
}

// Named bits as numbers; bits that RFC 5280 does not name are dropped.
Result<std::uint16_t> named_bits(const der::Element& element) {
  SENIM_TRY(const der::BitString string, der::bit_string(element));
  std::uint16_t bits = 0;
  for (unsigned i = 0; i < 16; ++i) {
    if (string.bit(i)) {
      bits = static_cast<std::uint16_t>(bits | (1U << i));
    }
  }
  return bits;
}

Result<std::vector<GeneralName>> general_names(der::Reader reader) {
  std::vector<GeneralName> names;
  while (!reader.done()) {
    SENIM_TRY(const der::Element element, reader.next());
    SENIM_TRY(const GeneralName name, read_general_name(element));
    names.push_back(name);
  }
  return names;
}

// DistributionPointName ::= CHOICE { fullName [0], nameRelativeToCRLIssuer [1] }.
Status point_name(const der::Element& choice, std::vector<GeneralName>& full_name,
                  ByteView& relative_name) {
  der::Reader reader(choice);
  SENIM_TRY(const der::Element name, reader.next());
  SENIM_CHECK(reader.finish("DistributionPointName"));
  if (name.tag == der::context_constructed(0)) {
    SENIM_TRY(full_name, general_names(der::Reader(name)));
    return success();
  }
  if (name.tag == der::context_constructed(1)) {
    relative_name = name.content;
    return success();
  }
  return malformed("DistributionPointName is neither full nor relative");
}

Result<std::vector<GeneralSubtree>> subtrees(const der::Element& list) {
  std::vector<GeneralSubtree> all;
  der::Reader reader(list);
  while (!reader.done()) {
    SENIM_TRY(der::Reader subtree, reader.enter(der::kSequence, "GeneralSubtree"));
    SENIM_TRY(const der::Element element, subtree.next());
    SENIM_TRY(const GeneralName base, read_general_name(element));
    // RFC 5280 4.2.1.10: minimum is zero and maximum absent; an application that meets others
    // "must either process these fields or reject the certificate".
    SENIM_TRY(const auto minimum, subtree.next_if(der::context(0)));
    if (minimum) {
      SENIM_TRY(const std::uint32_t count, count_of(*minimum));
      if (count != 0) {
        return Error{ErrorCode::unsupported, "name constraint with a minimum"};
      }
    }
    if (!subtree.done()) {
      return Error{ErrorCode::unsupported, "name constraint with a maximum"};
    }
    all.push_back({base});
  }
  if (all.empty()) {
    return malformed("GeneralSubtrees without one");
  }
  return all;
}

Result<DistributionPoint> distribution_point(der::Reader reader) {
  DistributionPoint point;
  SENIM_TRY(const auto name, reader.next_if(der::context_constructed(0)));
  if (name) {
    SENIM_CHECK(point_name(*name, point.full_name, point.relative_name));
  }
  SENIM_TRY(const auto reasons, reader.next_if(der::context(1)));
  if (reasons) {
    SENIM_TRY(point.reasons, named_bits(*reasons));
  }
  SENIM_TRY(const auto issuer, reader.next_if(der::context_constructed(2)));
  if (issuer) {
    SENIM_TRY(point.crl_issuer, general_names(der::Reader(*issuer)));
  }
  SENIM_CHECK(reader.finish("DistributionPoint"));
  return point;
}

Result<bool> flag(der::Reader& reader, std::uint32_t number) {
  SENIM_TRY(const auto element, reader.next_if(der::context(number)));
  return element ? der::boolean(*element) : Result<bool>(false);
}

Result<Extension> read_extension(der::Reader fields) {
  Extension extension;
  SENIM_TRY(const der::Element id, fields.expect(der::kOid, "extnID"));
  SENIM_TRY(extension.id, der::oid(id));
  SENIM_TRY(der::Element next, fields.next());
  if (next.tag == der::kBoolean) {
    SENIM_TRY(extension.critical, der::boolean(next));
    SENIM_TRY(next, fields.next());
  }
  if (next.tag != der::kOctetString) {
    return malformed("extnValue is not an OCTET STRING");
  }
  extension.value = next.content;
  SENIM_CHECK(fields.finish("Extension"));
  return extension;
}

}  // namespace

Result<std::vector<Extension>> read_extensions(der::Reader& reader) {
  SENIM_TRY(const der::Reader list, reader.enter(der::kSequence, "Extensions"));
  return read_extension_list(list);
}

Result<std::vector<Extension>> read_extension_list(der::Reader list) {
  std::vector<Extension> extensions;
  extensions.reserve(12);  // few certificates have more
  while (!list.done()) {
    SENIM_TRY(der::Reader fields, list.enter(der::kSequence, "Extension"));
    SENIM_TRY(Extension extension, read_extension(fields));
    if (find_extension(extensions, extension.id) != nullptr) {
      return malformed("extension " + extension.id.dotted() + " occurs twice");
    }
    if (extensions.size() == kMaxExtensions) {
      return Error{ErrorCode::limit_exceeded, "more than 128 extensions"};
    }
    extensions.push_back(extension);
  }
  return extensions;
}

const Extension* find_extension(const std::vector<Extension>& extensions, const Oid& id) {
  for (const Extension& extension : extensions) {
    if (extension.id == id) {
      return &extension;
    }
  }
  return nullptr;
}

Result<BasicConstraints> read_basic_constraints(ByteView value) {
  SENIM_TRY(der::Reader fields, inside(value, "basicConstraints"));
  BasicConstraints constraints;
  SENIM_TRY(const auto ca, fields.next_if(der::kBoolean));
  if (ca) {
    SENIM_TRY(constraints.ca, der::boolean(*ca));
  }
  SENIM_TRY(const auto length, fields.next_if(der::kInteger));
  if (length) {
    SENIM_TRY(constraints.path_length, count_of(*length));
  }
  SENIM_CHECK(fields.finish("basicConstraints"));
  return constraints;
}

Result<KeyUsages> read_key_usage(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "keyUsage"));
  if (element.tag != der::kBitString) {
    return malformed("keyUsage is not a BIT STRING");
  }
  SENIM_TRY(const std::uint16_t bits, named_bits(element));
  return KeyUsages{bits};
}

Result<std::vector<Oid>> read_extended_key_usage(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "extKeyUsage"));
  std::vector<Oid> purposes;
  while (!list.done()) {
    SENIM_TRY(const der::Element element, list.expect(der::kOid, "KeyPurposeId"));
    SENIM_TRY(const Oid purpose, der::oid(element));
    purposes.push_back(purpose);
  }
  if (purposes.empty()) {
    return malformed("extKeyUsage without a purpose");
  }
  return purposes;
}

Result<ByteView> read_subject_key_identifier(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "key identifier"));
  if (element.tag != der::kOctetString) {
    return malformed("subjectKeyIdentifier is not an OCTET STRING");
  }
  return element.content;
}

Result<AuthorityKeyIdentifier> read_authority_key_identifier(ByteView value) {
  SENIM_TRY(der::Reader fields, inside(value, "authorityKeyIdentifier"));
  AuthorityKeyIdentifier authority;
  SENIM_TRY(const auto key_id, fields.next_if(der::context(0)));
  if (key_id) {
    authority.key_id = key_id->content;
  }
  SENIM_TRY(const auto issuer, fields.next_if(der::context_constructed(1)));
  if (issuer) {
    SENIM_TRY(authority.issuer, general_names(der::Reader(*issuer)));
  }
  SENIM_TRY(const auto serial, fields.next_if(der::context(2)));
  if (serial) {
    authority.serial = serial->content;
  }
  SENIM_CHECK(fields.finish("authorityKeyIdentifier"));
  return authority;
}

Result<std::vector<GeneralName>> read_general_names(ByteView value) {
  SENIM_TRY(const der::Reader list, inside(value, "GeneralNames"));
  return general_names(list);
}

Result<NameConstraints> read_name_constraints(ByteView value) {
  SENIM_TRY(der::Reader fields, inside(value, "nameConstraints"));
  NameConstraints constraints;
  SENIM_TRY(const auto permitted, fields.next_if(der::context_constructed(0)));
  if (permitted) {
    SENIM_TRY(constraints.permitted, subtrees(*permitted));
  }
  SENIM_TRY(const auto excluded, fields.next_if(der::context_constructed(1)));
  if (excluded) {
    SENIM_TRY(constraints.excluded, subtrees(*excluded));
  }
  SENIM_CHECK(fields.finish("nameConstraints"));
  if (!permitted && !excluded) {
    return malformed("nameConstraints without subtrees");
  }
  return constraints;
}

Result<std::vector<PolicyInformation>> read_policies(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "certificatePolicies"));
  std::vector<PolicyInformation> policies;
  while (!list.done()) {
    SENIM_TRY(der::Reader fields, list.enter(der::kSequence, "PolicyInformation"));
    SENIM_TRY(const der::Element id, fields.expect(der::kOid, "policyIdentifier"));
    PolicyInformation policy;
    SENIM_TRY(policy.id, der::oid(id));
    SENIM_TRY(const auto qualifiers, fields.next_if(der::kSequence));
    if (qualifiers) {
      policy.qualifiers = qualifiers->whole;
    }
    SENIM_CHECK(fields.finish("PolicyInformation"));
    policies.push_back(policy);
  }
  if (policies.empty()) {
    return malformed("certificatePolicies without a policy");
  }
  return policies;
}

Result<std::vector<PolicyMapping>> read_policy_mappings(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "policyMappings"));
  std::vector<PolicyMapping> mappings;
  while (!list.done()) {
    SENIM_TRY(der::Reader pair, list.enter(der::kSequence, "policy mapping"));
    SENIM_TRY(const der::Element from, pair.expect(der::kOid, "issuerDomainPolicy"));
    SENIM_TRY(const der::Element to, pair.expect(der::kOid, "subjectDomainPolicy"));
    SENIM_CHECK(pair.finish("policy mapping"));
    PolicyMapping mapping;
    SENIM_TRY(mapping.issuer_domain, der::oid(from));
    SENIM_TRY(mapping.subject_domain, der::oid(to));
    mappings.push_back(mapping);
  }
  if (mappings.empty()) {
    return malformed("policyMappings without a mapping");
  }
  return mappings;
}

Result<PolicyConstraints> read_policy_constraints(ByteView value) {
  SENIM_TRY(der::Reader fields, inside(value, "policyConstraints"));
  PolicyConstraints constraints;
  SENIM_TRY(const auto require, fields.next_if(der::context(0)));
  if (require) {
    SENIM_TRY(constraints.require_explicit_policy, count_of(*require));
  }
  SENIM_TRY(const auto inhibit, fields.next_if(der::context(1)));
  if (inhibit) {
    SENIM_TRY(constraints.inhibit_policy_mapping, count_of(*inhibit));
  }
  SENIM_CHECK(fields.finish("policyConstraints"));
  return constraints;
}

Result<std::uint32_t> read_skip_certificates(ByteView value) {
  SENIM_TRY(const der::Element element, der::single(value, der::Rules::der, "inhibitAnyPolicy"));
  if (element.tag != der::kInteger) {
    return malformed("inhibitAnyPolicy is not an INTEGER");
  }
  return count_of(element);
}

Result<std::vector<DistributionPoint>> read_distribution_points(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "CRLDistributionPoints"));
  std::vector<DistributionPoint> points;
  while (!list.done()) {
    SENIM_TRY(const der::Reader fields, list.enter(der::kSequence, "DistributionPoint"));
    SENIM_TRY(DistributionPoint point, distribution_point(fields));
    points.push_back(std::move(point));
  }
  return points;
}

Result<std::vector<AccessDescription>> read_access_descriptions(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "authorityInfoAccess"));
  std::vector<AccessDescription> all;
  while (!list.done()) {
    SENIM_TRY(der::Reader fields, list.enter(der::kSequence, "AccessDescription"));
    SENIM_TRY(const der::Element method, fields.expect(der::kOid, "accessMethod"));
    SENIM_TRY(const der::Element location, fields.next());
    SENIM_CHECK(fields.finish("AccessDescription"));
    AccessDescription access;
    SENIM_TRY(access.method, der::oid(method));
    SENIM_TRY(access.location, read_general_name(location));
    all.push_back(access);
  }
  return all;
}

Result<std::vector<QcStatement>> read_qc_statements(ByteView value) {
  SENIM_TRY(der::Reader list, inside(value, "qcStatements"));
  std::vector<QcStatement> statements;
  while (!list.done()) {
    SENIM_TRY(der::Reader fields, list.enter(der::kSequence, "QCStatement"));
    SENIM_TRY(const der::Element id, fields.expect(der::kOid, "statementId"));
    QcStatement statement;
    SENIM_TRY(statement.id, der::oid(id));
    if (!fields.done()) {
      SENIM_TRY(const der::Element info, fields.next());
      statement.info = info.whole;
    }
    SENIM_CHECK(fields.finish("QCStatement"));
    statements.push_back(statement);
  }
  return statements;
}

Result<IssuingDistributionPoint> read_issuing_distribution_point(ByteView value) {
  SENIM_TRY(der::Reader fields, inside(value, "issuingDistributionPoint"));
  if (fields.done()) {
    return malformed("issuingDistributionPoint is empty");  // RFC 5280 5.2.5
  }
  IssuingDistributionPoint point;
  SENIM_TRY(const auto name, fields.next_if(der::context_constructed(0)));
  if (name) {
    SENIM_CHECK(point_name(*name, point.full_name, point.relative_name));
  }
  SENIM_TRY(point.only_user_certificates, flag(fields, 1));
  SENIM_TRY(point.only_ca_certificates, flag(fields, 2));
  SENIM_TRY(const auto reasons, fields.next_if(der::context(3)));
  if (reasons) {
    SENIM_TRY(point.only_some_reasons, named_bits(*reasons));
  }
  SENIM_TRY(point.indirect, flag(fields, 4));
  SENIM_TRY(point.only_attribute_certificates, flag(fields, 5));
  SENIM_CHECK(fields.finish("issuingDistributionPoint"));
  return point;
}

Result<GeneralName> read_general_name(const der::Element& element) {
  using Kind = GeneralName::Kind;
  if (element.tag.tag_class != der::TagClass::context || element.tag.number > 8) {
    return malformed("not a GeneralName");
  }
  const auto kind = static_cast<Kind>(element.tag.number);
  const bool constructed =
      kind == Kind::other || kind == Kind::x400 || kind == Kind::directory || kind == Kind::edi;
  if (element.tag.constructed != constructed) {
    return malformed("GeneralName of the wrong form");
  }
  if (kind == Kind::directory) {  // EXPLICIT: Name is a CHOICE
    der::Reader reader(element);
    SENIM_TRY(const der::Element name, reader.expect(der::kSequence, "directoryName"));
    SENIM_CHECK(reader.finish("directoryName"));
    return GeneralName{kind, name.whole};
  }
  return GeneralName{kind, element.content};
}

}  // namespace senim::pki
