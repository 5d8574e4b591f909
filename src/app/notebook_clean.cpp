#include <memory>
#include <unistd.h>

#include <fmt/core.h>

#include "app/command.h"
#include "app/notebook/files.h"
#include "app/output.h"
#include "catalogue/catalogue.h"
#include "content/formats/pointers.h"
#include "content/notebook/notebook.h"
#include "text/utf8.h"

namespace expgate::app {

namespace {

// What cannot be read as a notebook is passed on unchanged: git would otherwise stage an empty file or refuse
// to stage it. The hook reports what is wrong with it.
Result<int> filter(const std::string& name) {
  Result<std::string> bytes = read_all(STDIN_FILENO);
  if (!bytes) return within(tr("reading standard input"), bytes.error());
  const bool is_left = bytes->empty() || content::is_lfs_pointer(*bytes);
  const auto notebook = is_left ? content::Notebook{} : content::read_notebook(*bytes);
  if (!notebook) {
    const Text problem = content::text_of(notebook.error());
    const Text warning = name.empty()
                             ? tr("warning: standard input is not a notebook and is left as it is: {problem}",
                                  {{"problem", problem}})
                             : tr("warning: `{file}` is not a notebook and is left as it is: {problem}",
                                  {{"file", text::printable(name)}, {"problem", problem}});
    fmt::print(stderr, "expgate: {}\n", catalogue::render(warning));
  }
  const bool is_clean = !notebook || notebook->cuts.empty();
  TRY(print(is_clean ? *bytes : content::cleaned(*bytes, notebook->cuts)));
  return 0;
}

Action declare_notebook_clean(CommandArguments& arguments, const Common&) {
  auto name = std::make_shared<std::string>();
  arguments.add({.value = "NAME", .help = msgid("The name of the notebook in warnings")}, name.get());
  arguments.example("expgate notebook-clean < in.ipynb > out.ipynb", msgid("Clean one notebook by hand"));
  return [name] { return filter(*name); };
}

}  // namespace

extern const Command notebook_clean;
const Command notebook_clean{"notebook-clean", msgid("Git filter: clean a notebook from stdin to stdout"),
                             declare_notebook_clean};

}  // namespace expgate::app
