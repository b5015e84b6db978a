#include "gateway/commands/record.h"

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gateway/commands/verify_arguments.h"
#include "tests/support/command.h"
#include "tests/support/corpus.h"
#include "tests/support/test_pki.h"

using namespace senim;
using commands::Recorded;
using commands::Recorder;
using gateway::Files;
using Json = nlohmann::json;

namespace {

const UtcTime kNow = test::at("2026-11-24T12:00:00Z");
const service::SteadyTime kSoon{};

// Answers the first question it gets with `octets`, and the same question later with others.
class Responder final : public service::EvidenceSource {
 public:
  std::vector<model::Fetched> fetch(const std::vector<model::Wanted>& wanted,
                                    service::SteadyTime) override {
    std::vector<model::Fetched> answers;
    for (const model::Wanted& item : wanted) {
      model::Fetched answer;
      answer.target = item.target;
      if (item.target.url == "http://dead.test/") {
        answer.problem = service::kUnreachable;
      } else {
        answer.state = model::Fetched::State::answered;
        answer.octets = {0x30, ++asked_};
      }
      answers.push_back(std::move(answer));
    }
    return answers;
  }

 private:
  std::uint8_t asked_ = 0;
};

model::Wanted wanted(const std::string& url,
                     model::FetchTarget::Kind kind = model::FetchTarget::Kind::ocsp) {
  model::Wanted item;
  item.target.kind = kind;
  item.target.url = url;
  return item;
}

Recorder::Outcome outcome() { return {"engine x", kNow, {{"files", {"a.p7m"}}}, 1, "said\n"}; }

std::filesystem::path record_of_one_document(const test::TemporaryFolder& folder) {
  const std::string document = folder.write("a.p7m", "document").string();
  const gateway::DiskFiles disk;
  Recorder recorder(disk);
  CHECK(recorder.files().read(document).ok());
  const std::filesystem::path record = folder.path() / "record";
  REQUIRE(recorder.write(record, outcome()).ok());
  return record;
}

}  // namespace

TEST_CASE("a record answers what was asked and nothing else", "[record]") {
  const test::TemporaryFolder folder;
  const std::string document = folder.write("a.p7m", "document").string();
  const gateway::DiskFiles disk;
  Recorder recorder(disk);
  CHECK(recorder.files().read(document).ok());
  CHECK(recorder.files().read(folder.path() / "absent").error().code == ErrorCode::not_found);
  CHECK(recorder.files().list(folder.path())->size() == 1);
  CHECK(recorder.files().list(folder.path() / "nowhere").error().code == ErrorCode::not_found);
  CHECK(recorder.files().kind(document) == Files::Kind::file);
  CHECK(recorder.files().kind(folder.path()) == Files::Kind::folder);
  const auto source = recorder.watch(std::make_shared<Responder>());
  (void)source->fetch({wanted("http://a.test/"), wanted("http://dead.test/")}, kSoon);
  (void)source->fetch({wanted("http://a.test/")}, kSoon);
  REQUIRE(recorder.write(folder.path() / "record", outcome()).ok());
  std::filesystem::remove(document);

  const auto record = Recorded::read(folder.path() / "record");
  REQUIRE(record.ok());
  const Files& files = (*record)->files();
  CHECK(as_text(files.read(document).value()) == "document");
  CHECK(files.read(document, 7).error().code == ErrorCode::limit_exceeded);
  CHECK(files.read(document, 8).ok());
  CHECK(files.read(folder.path() / "absent").error().code == ErrorCode::not_found);
  CHECK(files.read("never asked").error().code == ErrorCode::not_found);
  CHECK(files.list(folder.path()).value() == std::vector<std::filesystem::path>{document});
  CHECK(files.list(folder.path() / "nowhere").error().code == ErrorCode::not_found);
  CHECK(files.kind(document) == Files::Kind::file);
  CHECK(files.kind(folder.path()) == Files::Kind::folder);
  CHECK(files.kind("never asked") == Files::Kind::absent);
  CHECK((*record)->index().now == kNow);
  CHECK((*record)->index().exit == "1");
  CHECK(as_text((*record)->output()) == "said\n");

  // Answers come in the order of asking, once each.
  const auto again = (*record)->source();
  const auto first = again->fetch({wanted("http://dead.test/"), wanted("http://a.test/")}, kSoon);
  CHECK(first[0].state == model::Fetched::State::unreachable);
  CHECK(first[1].octets == Bytes{0x30, 1});
  CHECK(again->fetch({wanted("http://a.test/")}, kSoon)[0].octets == Bytes{0x30, 2});
  CHECK(again->fetch({wanted("http://a.test/")}, kSoon)[0].state ==
        model::Fetched::State::unreachable);
  CHECK(again->fetch({wanted("http://a.test/", model::FetchTarget::Kind::crl)}, kSoon)[0].state ==
        model::Fetched::State::unreachable);
}

TEST_CASE("a record that was changed is refused, and none is written over", "[record]") {
  const test::TemporaryFolder folder;
  const std::filesystem::path record = record_of_one_document(folder);
  const gateway::DiskFiles disk;
  CHECK_FALSE(Recorder(disk).write(record, outcome()).ok());
  REQUIRE(Recorded::read(record).ok());

  const std::string index(as_text(test::read_file(record / "record.json")));
  const std::string name = Json::parse(index)["files"][0]["octets"];
  SECTION("one octet of an object") {
    std::ofstream(record / "objects" / name) << "documenT";
    CHECK(Recorded::read(record).error().code == ErrorCode::corrupt);
  }
  SECTION("an object is gone") {
    std::filesystem::remove(record / "objects" / name);
    CHECK(Recorded::read(record).error().code == ErrorCode::not_found);
  }
  SECTION("the index") {
    Json json = Json::parse(index);
    const auto refused = [&json](ErrorCode code) {
      return commands::read_record_index(as_bytes(json.dump())).error().code == code;
    };
    const std::string member = GENERATE("record", "engine", "now", "exit", "output", "arguments",
                                        "files", "folders", "kinds", "answers");
    CAPTURE(member);
    json.erase(member);
    CHECK(refused(ErrorCode::malformed));
    json = Json::parse(index);
    json[member] = 7;
    CHECK(refused(ErrorCode::malformed));
    json = Json::parse(index);
    json["more"] = "x";
    CHECK(refused(ErrorCode::malformed));
    json.erase("more");
    json["record"] = "2";
    CHECK(refused(ErrorCode::unsupported));
    json = Json::parse(index);
    json["files"][0]["octets"] = "../../etc/passwd";
    CHECK(refused(ErrorCode::malformed));
    json["files"][0] = {{"path", "x"}, {"error", {{"code", "odd"}, {"message", ""}}}};
    CHECK(refused(ErrorCode::malformed));
  }
}

// attack6 A16: records come from others; opening a pipe waits until somebody writes into it.
TEST_CASE("a pipe in a record is refused, not waited for", "[record][attack]") {
  const test::TemporaryFolder folder;
  const std::filesystem::path record = record_of_one_document(folder);
  const std::string index(as_text(test::read_file(record / "record.json")));
  const std::string name = Json::parse(index)["files"][0]["octets"];
  const std::filesystem::path file =
      GENERATE(true, false) ? record / "record.json" : record / "objects" / name;
  CAPTURE(file);
  const std::filesystem::path aside = folder.path() / "aside";
  std::filesystem::rename(file, aside);
  const auto refused = [&] {
    const auto read = Recorded::read(record);
    return !read.ok() && read.error().code == ErrorCode::unavailable &&
           read.error().message == file.string() + ": is no regular file";
  };
  SECTION("a pipe") {
    REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
    CHECK(refused());
  }
  SECTION("a link to a pipe") {
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    std::filesystem::create_symlink(folder.path() / "pipe", file);
    CHECK(refused());
  }
  SECTION("a link to a device") {
    std::filesystem::create_symlink("/dev/null", file);
    CHECK(refused());
  }
  SECTION("a folder") {
    std::filesystem::create_directory(file);
    CHECK(Recorded::read(record).error().code == ErrorCode::unavailable);
  }
  SECTION("a link to the file itself") {
    std::filesystem::create_symlink(aside, file);
    CHECK(Recorded::read(record).ok());
  }
}

TEST_CASE("only the owner reads a record", "[record]") {
  const test::TemporaryFolder folder;
  const gateway::DiskFiles disk;
  const Recorder recorder(disk);
  const std::filesystem::path record = folder.path() / "record";
  REQUIRE(recorder.write(record, outcome()).ok());
  using std::filesystem::perms;
  const auto others = perms::group_all | perms::others_all;
  for (const auto& path : {record, record / "objects", record / "record.json"}) {
    CAPTURE(path);
    CHECK((std::filesystem::status(path).permissions() & others) == perms::none);
  }
}

TEST_CASE("what cannot be recorded is said", "[record]") {
  const test::TemporaryFolder folder;
  const gateway::DiskFiles disk;
  SECTION("a name that is not UTF-8") {
    Recorder recorder(disk);
    (void)recorder.files().read("\xff");
    CHECK(recorder.write(folder.path() / "r", outcome()).error().code == ErrorCode::unsupported);
  }
  SECTION("a folder that cannot be made") {
    const Recorder recorder(disk);
    const std::string file = folder.write("file", "").string();
    CHECK(recorder.write(std::filesystem::path(file) / "r", outcome()).error().code ==
          ErrorCode::unavailable);
  }
}

TEST_CASE("arguments are recorded with their meaning", "[record]") {
  commands::VerifyArguments arguments;
  arguments.files = {"a", "b"};
  arguments.detached = {"n=c"};
  arguments.trust = {"d"};
  arguments.output = "json";
  arguments.policy = "";  // an empty value is a value
  arguments.at = "2026-01-01T00:00:00Z";
  arguments.offline = true;
  const auto read = commands::verify_arguments(commands::recorded_form(arguments));
  REQUIRE(read.ok());
  CHECK(read->files == arguments.files);
  CHECK(read->detached == arguments.detached);
  CHECK(read->trust == arguments.trust);
  CHECK(read->output == "json");
  CHECK(read->policy == "");
  CHECK(read->at == arguments.at);
  CHECK_FALSE(read->config);
  CHECK_FALSE(read->batch);
  CHECK(read->offline);
  for (const commands::RecordedArguments& wrong : {commands::RecordedArguments{{"output", {"xml"}}},
                                                   {{"output", {}}},
                                                   {{"at", {"a", "b"}}},
                                                   {{"offline", {"yes"}}},
                                                   {{"replay", {"x"}}}}) {
    CHECK(commands::verify_arguments(wrong).error().code == ErrorCode::malformed);
  }
}
