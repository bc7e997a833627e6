import type { CompletedCommand, CompletedOption, CompletedWord } from './describe-commands.ts';
import { shellLists } from './shell-lists.ts';

/** The completion script for zsh. */
export function zshCompletion(commands: readonly CompletedCommand[]): string {
  return `#compdef alr-builder
# zsh completion for alr-builder. To use it, add this line to ~/.zshrc, after compinit:
#   eval "$(alr-builder completion zsh)"
${shellLists}
_alr_builder_add() {
  compadd -- \${(f)"$(_alr_builder_$1)"}
}
_alr_builder() {
  local -a commands
  commands=(
${commands.flatMap(({ names, description }) => names.map((name) => `    ${quoted(`${name}:${description}`)}`)).join('\n')}
    'help:Show help for a command'
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments '(- *)'{-h,--help}'[Show help]' '--all[Show all commands]' '(- *)'{-V,--version}'[Print the version]'
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case $command in
    help) _describe command commands ;;
${commands.map(commandCase).join('\n')}
  esac
}
compdef _alr_builder alr-builder
`;
}

function commandCase({ names, options, argument, takesMore }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...(argument === undefined ? [] : [quoted(`1:${valueSpec(argument)}`)]),
    ...(takesMore ? [quoted('*:file:_files')] : []),
  ];
  return `    ${names.join('|')})
      _arguments ${specs.join(' \\\n        ')} ;;`;
}

/** An option in the notation of `_arguments`, in which `=` and `+` allow a value in the same word. */
function optionSpec({ flags, description, value, isRepeatable }: CompletedOption): string {
  const text = `[${description.replace(/[\\[\]:]/g, '\\$&')}]${value === undefined ? '' : `:${valueSpec(value)}`}`;
  const prefix = isRepeatable ? '*' : `(${flags.join(' ')})`;
  const ending = (flag: string) => (value === undefined ? '' : flag.startsWith('--') ? '=' : '+');
  return flags.map((flag) => quoted(`${prefix}${flag}${ending(flag)}${text}`)).join(' ');
}

function valueSpec({ choices, kind }: CompletedWord): string {
  if (choices !== undefined) return `value:(${choices.join(' ')})`;
  switch (kind) {
    case 'text':
      return 'value: ';
    case 'file':
      return 'file:_files';
    case 'payload':
      return "file:{compset -P '@' && _files}";
    case 'directory':
      return 'directory:_files -/';
    default:
      return `${kind}:{_alr_builder_add ${kind}}`;
  }
}

/** A word in single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
