#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "text/parse_error.h"

// Jupyter notebooks (nbformat 3 and 4): what a run has left in them, and how to take it out. All in one pass
// over the bytes; whatever is not taken out stays as it is, to the byte.
namespace expgate::content {

// Bytes of a notebook that are to be replaced: [begin, end) becomes `text`.
struct Cut {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view text;  // a literal, or kept by whoever made the cut
};

// What a run has left in a notebook. Lines count from 1; 0: there is none.
struct Notebook {
  std::size_t cells = 0;
  std::size_t cells_with_outputs = 0;  // but for those that are to keep them
  std::uint64_t output_bytes = 0;      // of those outputs as they stand in the file
  int output_line = 0;                 // of the first
  std::uint64_t widget_bytes = 0;      // of metadata.widgets, where it holds the state of a widget
  int widget_line = 0;
  std::size_t counts = 0;  // execution counts of cells, and of outputs that are kept
  int count_line = 0;
  std::size_t identities = 0;  // Colab's executionInfo: who ran the cell, with name and picture
  int identity_line = 0;
  std::vector<Cut> cuts;  // that clean it, in order, apart from one another; empty: it is clean
};

// Why bytes are not JSON. Columns count characters, as editors do.
struct NotebookError {
  enum class Kind {
    syntax,
    conflict,  // a merge has left a conflict marker
  };
  Kind kind = Kind::syntax;
  text::ParseError error;
};

// "conflict marker at line 12", "line 3, column 7: expected a comma or `}`, not `"`".
Text text_of(const NotebookError& error);

// What is in the notebook, or why it cannot be read. JSON that is not a notebook has no cells and nothing to
// clean. The cuts take out what nbstripout does (outputs, execution_count, prompt_number, metadata.signature,
// metadata.widgets, and of cells the metadata collapsed, ExecuteTime, execution, heading_collapsed, hidden
// and scrolled) and Colab's executionInfo. A cell that is tagged keep_output, or has it in its metadata,
// keeps its outputs, and so do all cells of a notebook that has it there.
tl::expected<Notebook, NotebookError> read_notebook(std::string_view bytes);

// The bytes with the cuts carried out.
std::string cleaned(std::string_view bytes, const std::vector<Cut>& cuts);

// The line, from 1, that the byte at that offset is in.
int line_at(std::string_view bytes, std::size_t at);

}  // namespace expgate::content
