#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"
#include "model/change_set.h"

namespace expgate::input {

// The updates on the stdin of a pre-receive hook, "<old> <new> <ref>" a line (githooks(5)). No line at all is
// an error too: git runs the hook for at least one, so something has eaten them.
Result<std::vector<RefUpdate>> parse_updates(std::string_view text);

// The updates on stdin, as above.
Result<std::vector<RefUpdate>> pushed_updates();

// The update that the arguments of an update hook name.
Result<std::vector<RefUpdate>> given_update(const std::string& ref, const std::string& old_oid,
                                            const std::string& new_oid);

// What a push with these updates brings to this server.
Result<ChangeSet> pre_receive(git::Repository& repository, std::vector<RefUpdate> updates);

// The same for one ref, from the arguments of an update hook: <ref> <old> <new>.
Result<ChangeSet> update(git::Repository& repository, const std::string& ref, const std::string& old_oid,
                         const std::string& new_oid);

}  // namespace expgate::input
