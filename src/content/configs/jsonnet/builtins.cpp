#include "content/configs/jsonnet/builtins.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/strings.h"
#include "content/configs/jsonnet/evaluator.h"

namespace expgate::content::jsonnet {

using Type = Value::Type;

namespace {

struct Parameter {
  std::string_view name;
  char type = 'x';
  bool is_optional = false;
};

std::vector<Parameter> parameters_of(const Builtin& builtin) {
  std::vector<Parameter> all;
  for (std::string_view word : split(builtin.parameters, ' ')) {
    if (word.empty()) continue;
    Parameter each;
    each.is_optional = word.ends_with('?');
    if (each.is_optional) word.remove_suffix(1);
    each.type = word.back();
    each.name = word.substr(0, word.size() - 2);
    all.push_back(each);
  }
  return all;
}

bool has_type(const Value& value, char type) {
  switch (type) {
    case 's':
      return value.is(Type::string);
    case 'n':
      return value.is(Type::number);
    case 'a':
      return value.is(Type::array);
    case 'o':
      return value.is(Type::object);
    case 'f':
      return value.is(Type::function);
    case 'b':
      return value.is(Type::boolean);
    default:
      return true;
  }
}

// What the language has beside the functions that are known here (0.21); what they give is not known.
constexpr std::string_view kOthers =
    " acos asin atan atan2 base64 base64Decode base64DecodeBytes cos decodeUTF8 deepJoin deg2rad encodeUTF8"
    " escapeStringBash escapeStringDollars escapeStringJson escapeStringPython escapeStringXML exponent "
    "extVar"
    " find findSubstr flattenDeepArray hypot lines log10 log2 manifestIni manifestPython manifestPythonVars"
    " manifestToml manifestTomlEx manifestXmlJsonml manifestYamlDoc manifestYamlStream mantissa md5 native"
    " parseYaml rad2deg resolvePath setDiff setInter setUnion sha1 sha256 sha3 sha512 sin splitLimitR tan"
    " thisFile xnor xor minArray maxArray avg uniq set setMember sum objectFieldsEx objectHasEx remove "
    "removeAt"
    " trim contains isEmpty equalsIgnoreCase isEven isOdd isInteger isDecimal flattenArrays deepMerge ";

}  // namespace

const Builtin* builtin_named(std::string_view name) {
  for (const std::span<const Builtin> table :
       {builtins_of_texts(), builtins_of_lists(), builtins_of_objects()})
    for (const Builtin& each : table)
      if (each.name == name) return &each;
  return nullptr;
}

bool is_name_of_std(std::string_view name) {
  return kOthers.find(" " + std::string(name) + " ") != std::string_view::npos;
}

Evaluated Evaluator::call_builtin(const Function* function, std::vector<Thunk*> arguments, const Expr* at) {
  const std::vector<Parameter> parameters = parameters_of(*function->builtin);
  const auto wrong = [&] {
    return fail(at, tr("`{value}` is called with other arguments than it takes", {{"value", source_of(at)}}));
  };
  if (arguments.size() > parameters.size() || !spend(2, 0, at)) return wrong();
  std::vector<Thunk*> placed(parameters.size(), nullptr);
  const bool has_names = at->kind == Kind::call && at->parts->names.size() == arguments.size();
  for (std::size_t index = 0; index < arguments.size(); ++index) {
    std::size_t place = index;
    if (has_names && !at->parts->names[index].empty())
      for (place = 0; place < parameters.size() && parameters[place].name != at->parts->names[index];)
        ++place;
    if (place >= parameters.size() || placed[place] != nullptr) return wrong();
    placed[place] = arguments[index];
  }
  bool is_known = true;
  for (std::size_t index = 0; index < parameters.size(); ++index) {
    if (placed[index] == nullptr && !parameters[index].is_optional) return wrong();
    if (placed[index] == nullptr || parameters[index].type == 'z') continue;
    TRY_ASSIGN(const Value value, force(placed[index]));
    is_known = is_known && !value.is_unknown();
    if (!value.is_unknown() && !has_type(value, parameters[index].type)) return wrong_type(at);
  }
  return is_known ? function->builtin->call(*this, placed, at) : unknown(at);
}

}  // namespace expgate::content::jsonnet
