#include "content/notebook/notebook_parts.h"

namespace expgate::content {

namespace {

struct Name {
  std::string_view name;
  Key key;
};
constexpr Name kNames[] = {
    {"cells", Key::cells},
    {"worksheets", Key::worksheets},
    {"metadata", Key::metadata},
    {"outputs", Key::outputs},
    {"execution_count", Key::execution_count},
    {"prompt_number", Key::prompt_number},
    {"tags", Key::tags},
    {"keep_output", Key::keep_output},
    {"widgets", Key::widgets},
    {"state", Key::state},
    {"signature", Key::signature},
    {"executionInfo", Key::execution_info},
    {"collapsed", Key::view_state},
    {"ExecuteTime", Key::view_state},
    {"execution", Key::view_state},
    {"heading_collapsed", Key::view_state},
    {"hidden", Key::view_state},
    {"scrolled", Key::view_state},
};

struct Way {
  Place parent;
  Key key;  // other: that of an array, or any
  bool is_object;
  Place place;
};
constexpr Way kWays[] = {
    {Place::document, Key::other, true, Place::root},
    {Place::root, Key::cells, false, Place::cells},
    {Place::root, Key::worksheets, false, Place::worksheets},  // format 3
    {Place::worksheets, Key::other, true, Place::worksheet},
    {Place::worksheet, Key::cells, false, Place::cells},
    {Place::cells, Key::other, true, Place::cell},
    {Place::cell, Key::metadata, true, Place::cell_metadata},
    {Place::cell_metadata, Key::tags, false, Place::tags},
    {Place::cell, Key::outputs, false, Place::outputs},
    {Place::outputs, Key::other, true, Place::output},
    {Place::root, Key::metadata, true, Place::metadata},
    {Place::metadata, Key::widgets, true, Place::widgets},
    {Place::widgets, Key::other, true, Place::widget_kind},  // by MIME type; before 2017 the state itself
};

}  // namespace

Key key_of(std::string_view name) {
  for (const Name& each : kNames)
    if (each.name == name) return each.key;
  return Key::other;
}

Place place_in(Place parent, Key key, bool is_object) {
  if (parent == Place::elsewhere) return Place::elsewhere;
  for (const Way& way : kWays)
    if (way.parent == parent && way.key == key && way.is_object == is_object) return way.place;
  return Place::elsewhere;
}

}  // namespace expgate::content
