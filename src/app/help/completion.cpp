#include "app/help/completion.h"

namespace expgate::app {

namespace {

constexpr std::string_view kBash = R"(# bash completion of expgate: the program itself says what can follow.
_expgate() {
  mapfile -t COMPREPLY < <(command expgate __complete --bash "$2" -- "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  case ${COMPREPLY[0]-} in
    :files) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "${2#=}") ;;
    :folders) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "${2#=}") ;;
    *=) compopt -o nospace ;;
  esac
}
complete -F _expgate expgate
)";

constexpr std::string_view kZsh = R"(#compdef expgate
# zsh completion of expgate: the program itself says what can follow.
_expgate() {
  local line
  local -a typed names values
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  for line in "${(@f)$(command expgate __complete -- "${(@)typed}" 2>/dev/null)}"; do
    case $line in
      (:files*) [[ $line == *= ]] && compset -P '*='; _files; return ;;
      (:folders*) [[ $line == *= ]] && compset -P '*='; _files -/; return ;;
      (*=$'\t'*) values+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
      (?*) names+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}") ;;
    esac
  done
  _describe -V expgate names -- values -S ''
}
if [ "$funcstack[1]" = _expgate ]; then _expgate "$@"; else compdef _expgate expgate; fi
)";

constexpr std::string_view kFish = R"(# fish completion of expgate: the program itself says what can follow.
function __expgate_complete
    set -l words (commandline -opc)
    set -e words[1]
    set -l word (commandline -ct | string unescape)
    for line in (command expgate __complete -- $words "$word" 2>/dev/null)
        set -l parts (string split -m1 \t -- $line)
        set -l path (string sub -s (math 1 + (string length -- $parts[2])) -- "$word")
        switch $line
            case ':files*'
                printf "$parts[2]%s\n" (__fish_complete_path $path)
            case ':folders*'
                printf "$parts[2]%s\n" (__fish_complete_directories $path '')
            case '*'
                echo $line
        end
    end
end
complete -c expgate -f -a '(__expgate_complete)'
)";

}  // namespace

std::string_view completion_script(std::string_view shell) {
  if (shell == "bash") return kBash;
  return shell == "zsh" ? kZsh : kFish;
}

}  // namespace expgate::app
