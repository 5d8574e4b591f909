#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "experiments/stores/http.h"

// What each kind of artifact store is asked, and how its answer is read. Nothing here talks to anybody.
namespace expgate::experiments::stores {

// What a store says of an object.
struct StoredObject {
  bool is_there = true;
  std::optional<std::uint64_t> size;  // bytes
  std::string sha256;                 // 64 hex digits; empty: the store does not know it
};

// A question to a store.
struct Question {
  HttpRequest request;
  bool follows = false;  // a redirect leads to the object; else it is an answer
  std::string name;      // of the object in a listing, where that is what is asked for
  // Reads the answer; an error: it says neither that the object is there nor that it is missing.
  Result<StoredObject> (*read)(const HttpResponse& response, const std::string& name) = nullptr;
};

// Whether one wants to know of an object, or have it.
enum class Wanted { facts, bytes };

// The parts of SCHEME://AUTHORITY/PATH?QUERY, undecoded.
struct UriParts {
  std::string scheme;  // lower case
  std::string authority;
  std::string path;   // without its first slash
  std::string query;  // without its question mark
};
UriParts parts_of(std::string_view uri);

// The error of a URI that is not of the form that its store has: "s3://BUCKET/KEY".
tl::unexpected<Error> not_of_form(const char* form);

// Whether a part of the path is `.` or `..`, so that a server could take it for another one.
bool has_dot_parts(std::string_view path);

// Returns the reading that most stores share: 404 and 410 are "missing", 2xx is "there", and
// what else there is an error that says so.
Result<StoredObject> read_status(const HttpResponse& response);

// The size that the answer to HEAD, or to GET for the first byte, states; nothing if the bytes on the way are
// not those of the object.
std::optional<std::uint64_t> stated_size(const HttpResponse& response);

// One file a store:

// https://…, and http://… where a server of one's own is named so (https.cpp).
Result<Question> ask_https(std::string_view uri, Wanted wanted);

// hf://[datasets/|spaces/]OWNER/NAME[@REVISION]/PATH (hugging_face.cpp). `endpoint`:
// "https://huggingface.co"; `token` may be empty.
struct HuggingFace {
  std::string endpoint;
  std::string token;
};
Result<Question> ask_hugging_face(const HuggingFace& hub, std::string_view uri, Wanted wanted);

// gs://BUCKET/KEY (google.cpp); `token` may be empty.
struct GoogleStorage {
  std::string endpoint;
  std::string token;
};
Result<Question> ask_google(const GoogleStorage& storage, std::string_view uri, Wanted wanted);

// az://CONTAINER/PATH, az://ACCOUNT.blob.core.windows.net/CONTAINER/PATH, abfss://CONTAINER@ACCOUNT.…
// (azure.cpp).
struct AzureStorage {
  std::string account;
  std::string endpoint;   // empty: that of the account
  std::string signature;  // "sv=…&sig=…"; empty: none
};
Result<Question> ask_azure(const AzureStorage& storage, std::string_view uri, Wanted wanted);

// s3://BUCKET/KEY[?versionId=…] (s3.cpp).
struct S3 {
  std::string endpoint;  // empty: AWS itself
  std::string region;
  std::string key_id;  // empty: unsigned
  std::string secret;
  std::string session_token;
  bool is_elsewhere = false;  // the profile's credentials come from a role, a program or a sign-in
};
Result<Question> ask_s3(const S3& s3, std::string_view uri, Wanted wanted);

// The region that S3 says the bucket is in, where it was asked in another one; "" if it does not say.
std::string region_of(const HttpResponse& response);

}  // namespace expgate::experiments::stores
