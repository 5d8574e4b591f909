#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace expgate::input {

// What a CI system says has happened. Oids are texts as it gives them; refs are full names.
struct CiEvent {
  enum class Kind {
    push,     // `ref` has moved from `before` to `tip`
    again,    // nothing was pushed: a schedule, a button, an interface
    request,  // `tip` is to be merged into `target`
    queue,    // `tip` is what `target` is about to become
  };
  Text system;  // "GitLab CI"
  Text what;    // "merge request !7"
  Kind kind = Kind::push;
  std::string ref;             // what was pushed, or is to be merged; empty: a branch of another repository
  std::string target;          // of a request or queue
  std::string tip;             // empty: HEAD
  std::string before;          // of a push; empty or zeros: it says nothing, or there was nothing
  std::string last_run;        // of the default branch: what it was when this step last ran, passed or not
  std::string base;            // of a request or queue: a commit of the target that it takes as the base
  std::string merge;           // of a request: a merge of it that was made to try; empty: none
  std::string default_branch;  // empty: it does not say
  std::string project;         // the path of the project; empty: it does not say
  bool is_by_hand = false;     // no system runs this
  Text remedy;                 // how to make the clone complete: the line to add, and to which file
};

// The value of a variable of the environment, or "".
using Variables = std::function<std::string(const char* name)>;

// What the system says that these variables come from; nothing where they are not its own. Errors: the system
// is sure, but what it says cannot be understood. The file that GITHUB_EVENT_PATH names is read by
// `read_file`.
using ReadFile = std::function<Result<std::string>(const std::string& path)>;
Result<std::optional<CiEvent>> gitlab_event(const Variables& variable);
Result<std::optional<CiEvent>> github_event(const Variables& variable, const ReadFile& read_file);
std::optional<CiEvent> jenkins_event(const Variables& variable);

// The full name of a branch; empty for an empty name.
std::string branch_ref(const std::string& name);

// The first of the oids that says something: is neither empty nor zeros.
std::string first_said(std::initializer_list<std::string> oids);

}  // namespace expgate::input
