#include "validators/base/compiled_once.h"
#include "validators/model/evidence.h"
#include "validators/model/parsed_signature.h"
#include "validators/model/trust_service.h"
#include "validators/model/verdict.h"

namespace senim::model {

SENIM_COMPILE_HERE(Criterion);
SENIM_COMPILE_HERE(ParsedTimestamp);
SENIM_COMPILE_HERE(ParsedSignature);
SENIM_COMPILE_HERE(CandidatePath);
SENIM_COMPILE_HERE(SignatureEvidence);
SENIM_COMPILE_HERE(RevocationEvidence);
SENIM_COMPILE_HERE(Evidence);
SENIM_COMPILE_HERE(TimestampVerdict);
SENIM_COMPILE_HERE(EvidenceRecordVerdict);
SENIM_COMPILE_HERE(SignatureVerdict);
SENIM_COMPILE_HERE(Verdict);

}  // namespace senim::model
