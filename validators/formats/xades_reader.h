#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "validators/base/budget.h"
#include "validators/base/result.h"
#include "validators/crypto/digest.h"
#include "validators/formats/detached_parts.h"
#include "validators/formats/distinct_certificates.h"
#include "validators/formats/object_ids.h"
#include "validators/formats/signature_level.h"
#include "validators/formats/signed_document.h"
#include "validators/formats/timestamp.h"
#include "validators/formats/xades_grammar.h"
#include "validators/model/parsed_signature.h"
#include "validators/xml/document.h"
#include "validators/xml/xmldsig.h"

// The reader behind open_xml, in four files along its steps: xades.cpp finds the signatures, their
// references and who countersigns whom; xades_contents.cpp reads what each says of itself and
// carries; xades_imprint.cpp what its time-stamps are over; xades_level.cpp tells packaging,
// coverage and level. One per document, one thread.

namespace senim::formats::xades {

using xml::Element;

// A ds:Signature on its way: read, but not yet in its place behind its parent.
struct Entry {
  Element element;
  std::optional<xml::XmlSignature> xmldsig;
  Element value;             // ds:SignatureValue
  Element countersigned_in;  // the ds:Signature in whose CounterSignature property it stands
  std::optional<std::size_t> parent;
  Element qualifying_properties;
  Element signed_properties;              // null unless covered by a reference of this signature
  bool parts_covered = false;             // every part handed in is used by a reference
  std::set<std::string> loose_prefixes;   // used by what is signed, bound by what is not
  bool value_verifies = false;            // of a counter-signature; of others nobody asks here
  bool archived = false;                  // an archive time-stamp that gives a level
  bool baseline_archived = false;         // one of XAdES 1.4.1 among them
  std::size_t key_info_certificates = 0;  // how many of parsed.certificates KeyInfo brought
  model::ParsedSignature parsed;
};

// Keys tried on counter-signatures, in one document: as many as signatures are checked
// (threats.md). Beyond it a counter-signature is taken for one whose value does not verify.
inline constexpr std::size_t kMaxCounterVerifications = 100;

class XmlReader {
 public:
  XmlReader(std::shared_ptr<const xml::Document> document,
            const std::vector<model::DetachedPart>& detached, Budget& budget)
      : document_(std::move(document)), parts_(detached), budget_(budget), certificates_(budget) {}

  Result<SignedDocument> read();

 private:
  Result<Bytes> exclusive_form(Element element);
  Status find_signatures();
  Status read_xmldsig(Entry& entry);
  void find_names(const Entry& entry);
  void read_references(Entry& entry);
  static void find_loose_prefixes(Entry& entry);
  void check_malformed(model::ParsedSignature& parsed, const xml::Reference& reference) const;
  bool is_ambiguous(std::string_view uri) const;
  model::DigestMatcher matcher_of(const Entry& entry, const xml::Reference& reference) const;
  void check_ids(Entry& entry);
  bool has_duplicate_id(Element element, const std::set<std::string>& duplicates) const;
  void find_parents();
  std::optional<std::size_t> parent_of(std::size_t index) const;
  bool in_circle(std::size_t index) const;
  void check_counter_signature(Entry& entry) const;
  bool countersigns(const Entry& entry, const Entry& other) const;

  void find_properties(Entry& entry);
  void check_signed_properties(Entry& entry);
  void read_signed_properties(Entry& entry);
  static bool declares_signed(const Entry& entry);
  Standing own_standing(const Entry& entry) const;
  void remark_comments(Entry& entry) const;
  Status remark_unsigned(Entry& entry);
  Status read_content_timestamps(Entry& entry);
  Status read_unsigned_properties(Entry& entry);
  // `value`: what a time-stamp over ds:SignatureValue covers; `before`: what stands before it.
  Status read_unsigned_property(Entry& entry, Element property,
                                const std::vector<std::string>& value,
                                std::vector<std::string>& before);
  void read_policy_store(Entry& entry, Element property);
  Status read_evidence_records(Element property, model::ParsedSignature& parsed);
  Status read_timestamp_property(Entry& entry, Element property, TokenSource source);

  // xades_imprint.cpp. They keep the entry and the property by reference.
  Status add_element(Element element, const xml::C14nMethod& method, crypto::Hasher& hasher);
  Status add_reference(const Entry& entry, Element reference, const xml::C14nMethod& method,
                       crypto::Hasher& hasher);
  std::vector<Element> properties_before(Element property) const;
  ImprintOf signature_value_imprint(const Entry& entry, Element property);
  ImprintOf content_imprint(const Entry& entry, Element property);
  enum class References { with_signature, alone };
  ImprintOf references_imprint(const Entry& entry, Element property, References scope);
  enum class Objects { none, unreferenced, all };
  Result<Bytes> archive_digest(const Entry& entry, Element property, Objects objects,
                               crypto::DigestAlgorithm algorithm);
  ImprintMatches archive_matches(const Entry& entry, Element property);
  Status cover_objects(const Entry& entry, Element property, model::ParsedTimestamp& timestamp);

  Status read_certificates(Entry& entry);
  void choose_candidates(Entry& entry);
  void add_counter_signature_ids(Element property, std::vector<std::string>& before) const;
  void cover_counter_signature_timestamps();
  LevelFacts level_facts(const Entry& entry);

  model::Coverage coverage_of(const Entry& entry) const;
  model::Packaging packaging_of(const Entry& entry) const;
  bool objects_covered(const Entry& entry) const;
  Status verify_counter_signature(Entry& entry);
  Result<bool> shows_nothing(const Entry& entry);
  bool keeps_its_word(const Entry& entry) const;
  bool covers_whole(const Entry& entry, const xml::Reference& reference, Element element) const;
  bool parts_whole(const Entry& entry) const;
  std::vector<model::ParsedSignature> in_order();
  void emit(std::size_t index, const std::vector<std::vector<std::size_t>>& children,
            std::optional<std::size_t> parent, std::vector<model::ParsedSignature>& out);

  std::shared_ptr<const xml::Document> document_;
  DetachedParts parts_;
  Budget& budget_;
  DistinctCertificates certificates_;
  IssuerHashes issuer_hashes_;
  ObjectIds ids_;
  std::size_t timestamps_ = 0;
  std::size_t counter_keys_left_ = kMaxCounterVerifications;
  std::vector<Entry> entries_;             // document order
  std::set<std::string> names_;            // in the certificates of KeyInfo, by name_key()
  std::set<const void*> showing_nothing_;  // nodes of those that a reader finds nothing to read in
};

// Shared by the steps.
void problem(model::ParsedSignature& signature, std::string code, std::string detail);
bool is_signed_properties_type(std::string_view type);
// Over exactly this element, nothing of it left out.
bool is_over(const xml::Reference& reference, Element element);
// Outside the document: only what the caller handed in can be meant.
bool is_external(const std::optional<std::string>& uri);
// A certificate reference of the signature names this certificate by its digest.
bool named_by(const pki::Certificate& certificate, const model::ParsedSignature& parsed);
std::vector<std::string> timestamp_ids(const model::ParsedSignature& signature);

}  // namespace senim::formats::xades
