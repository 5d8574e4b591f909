#include "app/forges/ignore_export.h"

#include "app/init/texts.h"

namespace expgate::app {

ForgeExport ignore_export(const policy::Policy& policy) {
  ExportDraft draft{policy};
  std::string text;
  for (const policy::Check& check : policy.checks) {
    if (check.severity == Severity::off) continue;
    if (check.rule->id != "artifact-path") {
      draft.leave_out(check, tr("a .gitignore only keeps names out of a commit"));
      continue;
    }
    // Paths and refs do not matter here: nothing is rejected, and `git add -f` adds what is ignored.
    if (text.empty()) text = ignore_block_of(check.options.list("categories"));
    draft.say_part(check, tr("`git add -f` adds what is ignored, and names that need a look at the "
                             "content are not there"));
  }
  return {std::move(text), std::move(draft.remarks)};
}

}  // namespace expgate::app
