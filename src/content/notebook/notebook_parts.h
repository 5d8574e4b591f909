#pragma once

#include <string_view>

// The map of a notebook: which parts of it matter, and how one leads to another (nbformat's schemas 3 and 4).
namespace expgate::content {

enum class Place : unsigned char {
  elsewhere,  // nothing below matters
  document,
  root,
  worksheets,
  worksheet,
  cells,
  cell,
  cell_metadata,
  tags,
  outputs,
  output,
  metadata,
  widgets,
  widget_kind,
};

enum class Key : unsigned char {
  other,
  cells,
  worksheets,
  metadata,
  outputs,
  execution_count,
  prompt_number,
  tags,
  keep_output,
  widgets,
  state,
  signature,
  execution_info,
  view_state,  // how a cell looked or when it ran, in one browser
};

// Which of the keys that matter this is.
Key key_of(std::string_view name);

// The place that a container makes, which stands in `parent` (under `key`, where that is an object).
Place place_in(Place parent, Key key, bool is_object);

// Whether members are taken out of that place.
inline bool is_metadata(Place place) {
  return place == Place::metadata || place == Place::cell_metadata;
}

// Whether that member of a cell's metadata is taken out.
inline bool takes_from_cell(Key key) {
  return key == Key::view_state || key == Key::execution_info;
}

}  // namespace expgate::content
