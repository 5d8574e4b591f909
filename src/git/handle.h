#pragma once

#include <functional>
#include <memory>
#include <string>

#if __has_include(<git2-experimental.h>)  // as it is installed with SHA-256
#include <git2-experimental.h>
#include <git2-experimental/sys/mempack.h>
#include <git2-experimental/sys/odb_backend.h>
#include <git2-experimental/sys/repository.h>
#else  // as it lies in its source
#include <git2.h>
#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#endif

#include "base/result.h"
#include "model/oid.h"

// What all files of this room share about libgit2. No other room includes it.
namespace expgate::git {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};

using RepositoryHandle = std::unique_ptr<git_repository, Deleter<git_repository_free>>;
using OdbHandle = std::unique_ptr<git_odb, Deleter<git_odb_free>>;
using ObjectHandle = std::unique_ptr<git_odb_object, Deleter<git_odb_object_free>>;
using IndexHandle = std::unique_ptr<git_index, Deleter<git_index_free>>;
using ConfigHandle = std::unique_ptr<git_config, Deleter<git_config_free>>;
using ConfigIteratorHandle = std::unique_ptr<git_config_iterator, Deleter<git_config_iterator_free>>;
using RemoteHandle = std::unique_ptr<git_remote, Deleter<git_remote_free>>;

// Starts libgit2 once a process, with its caches sized for a hook and without re-hashing what receive-pack
// has hashed.
void initialise();

// The error that libgit2 has just reported, as the {reason} in `id`: "cannot read commit {oid}: {reason}".
Error last_error(Msgid id, Arguments arguments = {});

// Visits what a configuration sets, in its order, until the visitor returns false. An error if it cannot be
// read.
Result<void> each_setting(git_config* config, const std::function<bool(const git_config_entry&)>& visit);

inline git_oid_t type_of(ObjectFormat format) {
  return format == ObjectFormat::sha1 ? GIT_OID_SHA1 : GIT_OID_SHA256;
}

inline ObjectFormat format_of(git_oid_t type) {
  return type == GIT_OID_SHA256 ? ObjectFormat::sha256 : ObjectFormat::sha1;
}

inline git_oid to_git(const Oid& oid) {
  git_oid out;
  git_oid_fromraw(&out, oid.bytes.data(), type_of(oid.format));
  return out;
}

inline Oid from_git(const git_oid& oid) {
  return Oid::from_raw(format_of(static_cast<git_oid_t>(oid.type)), reinterpret_cast<const char*>(oid.id));
}

}  // namespace expgate::git
