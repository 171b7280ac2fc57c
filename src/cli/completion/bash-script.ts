import type { Command } from 'commander';
import {
  allOptions,
  FILTER_KEYS,
  FILTER_OPTION,
  FILTER_TERMS,
  flagsOf,
  ownOptions,
  SHELLS,
  shownCommands,
  shownOptions,
  valuesOf,
} from './completed-words.ts';

/** Commands come first on the line, files and filters anywhere else; some commands take words instead. */
export function bashScript(program: Command): string {
  const commands = shownCommands(program).map((command) => command.name());
  const all = allOptions(program);
  const options = [...new Set([...shownOptions(program).flatMap(flagsOf), '--help'])];
  const own = ownOptions(program).map(
    ({ command, options }) => `      ${command}) own='${options.flatMap(flagsOf).join(' ')}' ;;`,
  );
  const values = all.flatMap((option) => {
    const known = valuesOf(option);
    if (known === undefined) return [];
    const { words, from } = known;
    const list = from === undefined ? words.join(' ') : `${words.join(' ')} $(${from})`;
    const names = flagsOf(option).join('|');
    return [`    ${names}) COMPREPLY=($(compgen -W "${list}" -- "$word")); return ;;`];
  });
  const filter = all.filter(({ long }) => long === FILTER_OPTION).flatMap(flagsOf);
  const keys = FILTER_KEYS.map(({ word }) => word).join(' ');
  const terms = FILTER_TERMS.map(({ word }) => word).join(' ');
  // No blank is put behind a lone key, as its value follows; and the colon in it is no part of a file's name.
  // As COMP_WORDBREAKS has it, a colon is a word of its own, and only what stands behind it is replaced.
  return `_syncgrep_value() {
  local value=$1 key= at=$((COMP_CWORD - 1))
  if [[ $value == : ]]; then key=\${COMP_WORDS[at]}: value=
  elif (( at > 0 )) && [[ \${COMP_WORDS[at]} == : ]]; then key=\${COMP_WORDS[at-1]}:
  elif [[ $value != *:* ]]; then return 1
  fi
  local term=$key$value
  COMPREPLY=($(compgen -W '${terms}' -- "\${term#-}"))
  COMPREPLY=("\${COMPREPLY[@]#"\${key#-}"}")
  (( \${#COMPREPLY[@]} > 0 ))
}
_syncgrep_filter() {
  COMPREPLY+=($(compgen -W '${keys}' -- "$1"))
  if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace +o filenames 2>/dev/null; fi
}
_syncgrep() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  case \${COMP_WORDS[COMP_CWORD-1]} in
${values.join('\n')}
    ${filter.join('|')}) _syncgrep_value "$word" || _syncgrep_filter "$word"; return ;;
  esac
  if _syncgrep_value "$word"; then return; fi
  if [[ $word == -* ]]; then
    local own=
    case \${COMP_WORDS[1]} in
${own.join('\n')}
    esac
    COMPREPLY=($(compgen -W "${options.join(' ')} $own" -- "$word"))
    return
  fi
  (( COMP_CWORD > 1 )) && case \${COMP_WORDS[1]} in
    completion) COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$word")); return ;;
    help) COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word")); return ;;
  esac
  if [[ $COMP_CWORD == 1 ]]; then COMPREPLY=($(compgen -W '${commands.join(' ')}' -- "$word")); fi
  local file
  while IFS= read -r file; do COMPREPLY+=("$file"); done < <(compgen -f -- "$word")
  if [[ $word == [a-z]* ]]; then _syncgrep_filter "$word"; fi
}
complete -o filenames -F _syncgrep syncgrep
`;
}
