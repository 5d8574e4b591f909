#pragma once

#include <array>
#include <string_view>

namespace expgate::deploy {

// The hooks of ours that git runs for whoever commits and pushes.
inline constexpr std::array<std::string_view, 3> kClientHooks{"pre-commit", "commit-msg", "pre-push"};

// Every kind of githooks(5) but two whose presence alone changes what git does: push-to-checkout and
// fsmonitor-watchman.
inline constexpr std::array<std::string_view, 26> kHookKinds{"applypatch-msg",
                                                             "pre-applypatch",
                                                             "post-applypatch",
                                                             "pre-commit",
                                                             "pre-merge-commit",
                                                             "commit-msg",
                                                             "prepare-commit-msg",
                                                             "post-commit",
                                                             "pre-rebase",
                                                             "post-checkout",
                                                             "post-merge",
                                                             "pre-push",
                                                             "pre-receive",
                                                             "update",
                                                             "proc-receive",
                                                             "post-receive",
                                                             "post-update",
                                                             "reference-transaction",
                                                             "pre-auto-gc",
                                                             "post-rewrite",
                                                             "sendemail-validate",
                                                             "p4-changelist",
                                                             "p4-prepare-changelist",
                                                             "p4-post-changelist",
                                                             "p4-pre-submit",
                                                             "post-index-change"};

}  // namespace expgate::deploy
