#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "git/repository.h"
#include "model/change_set.h"
#include "model/report.h"

namespace expgate::input {

// The updates on the stdin of a pre-push hook, "<local ref> <local oid> <remote ref> <remote oid>" a line
// (githooks(5)), as the remote will see them. No line is no update: there is nothing to push.
Result<std::vector<RefUpdate>> parse_pushed(std::string_view text);

// What a push would bring to the remote, which is named as git names it to the hook: by its name, or by its
// URL alone. The lines are those of parse_pushed().
Result<ChangeSet> pre_push(git::Repository& repository, const std::string& remote, const std::string& url,
                           std::string_view pushed_lines);

// Branches and tags as a remote calls them.
using RemoteRefs = std::vector<std::pair<std::string, Oid>>;

// git::without_questions() with what this repository has for ssh.
Result<std::vector<std::string>> without_questions(git::Repository& repository);

// What the remote says that it has, within ten seconds and without asking the user for anything; nothing: it
// did not say.
Result<std::optional<RemoteRefs>> refs_of_remote(git::Repository& repository, const std::string& url);

// Asks the remote which branches and tags it has, for ten seconds at most and without asking the user for
// anything; from then on the repository is judged by those. Where that fails: says so in the report, false.
Result<bool> ask_remote(git::Repository& repository, const std::string& url, Report& report);

}  // namespace expgate::input
