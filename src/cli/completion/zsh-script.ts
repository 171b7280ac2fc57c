import type { Command, Option } from 'commander';
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

/**
 * As that of bash, with a description of each word. It works in ~/.zshrc, and as a file _syncgrep in $fpath: then zsh
 * takes the whole of it as the function, which at its first call has to complete as well.
 */
export function zshScript(program: Command): string {
  const commands = shownCommands(program).map((command) => described(command.name(), command.summary()));
  const all = allOptions(program);
  const flags = (options: readonly Option[]): readonly string[] =>
    options.flatMap((option) => flagsOf(option).map((flag) => described(flag, option.description)));
  const own = ownOptions(program).map(
    ({ command, options }) => `      ${command}) options+=(\n${listed(flags(options))}\n      ) ;;`,
  );
  const values = all.flatMap((option) => {
    const known = valuesOf(option);
    if (known === undefined) return [];
    const from = known.from === undefined ? '' : ` $(${known.from})`;
    return [`    ${flagsOf(option).join('|')}) compadd -- ${known.words.join(' ')}${from}; return ;;`];
  });
  const filter = all.filter(({ long }) => long === FILTER_OPTION).flatMap(flagsOf);
  return `#compdef syncgrep
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
_syncgrep_commands() {
  local -a commands=(
${listed(commands)}
  )
  _describe -t commands command commands
}
_syncgrep_filter() {
  local -i ret=1
  local -a keys=(
${listed(FILTER_KEYS.map(({ word, doc }) => described(word, doc)))}
  )
  local -a terms=(
${listed(FILTER_TERMS.map(({ word, doc }) => described(word, doc)))}
  )
  _describe -t keys 'display filter' keys -S '' && ret=0
  [[ $PREFIX == *:* ]] && _describe -t terms 'display filter' terms && ret=0
  return ret
}
_syncgrep() {
  local -i ret=1
  case \${words[CURRENT-1]} in
${values.join('\n')}
    ${filter.join('|')}) _syncgrep_filter; return ;;
  esac
  if [[ $PREFIX == -* ]]; then
    local -a options=(
${listed([...flags(shownOptions(program)), described('--help', 'print this help')])}
    )
    case \${words[2]} in
${own.join('\n')}
    esac
    _describe -o -t options option options
    return
  fi
  if (( CURRENT > 2 )); then
    case \${words[2]} in
      completion) compadd -- ${SHELLS.join(' ')}; return ;;
      help) _syncgrep_commands; return ;;
    esac
  else
    _syncgrep_commands && ret=0
  fi
  [[ $PREFIX == [a-z]* ]] && _syncgrep_filter && ret=0
  _files && ret=0
  return ret
}
if [[ $funcstack[1] == _syncgrep ]]; then _syncgrep "$@"; else compdef _syncgrep syncgrep; fi
`;
}

/** In `_describe`, a colon ends the word unless there is a backslash before it. */
function described(word: string, text: string): string {
  return `${word.replaceAll(':', '\\:')}:${text}`;
}

/** In zsh, a single quote ends with another, and nothing inside is special. */
function listed(words: readonly string[]): string {
  return words.map((word) => `    '${word.replaceAll("'", "'\\''")}'`).join('\n');
}
