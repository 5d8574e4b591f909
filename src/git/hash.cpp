#include "git/hash.h"

#include "git/handle.h"

namespace expgate::git {

Result<Oid> blob_oid(std::string_view content) {
  initialise();
  git_oid oid;
  if (git_odb_hash(&oid, content.data(), content.size(), GIT_OBJECT_BLOB, GIT_OID_SHA1) != 0)
    return tl::unexpected(last_error(msgid("cannot compute an object ID: {reason}")));
  return from_git(oid);
}

}  // namespace expgate::git
