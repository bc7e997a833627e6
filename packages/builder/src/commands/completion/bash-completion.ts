import type { CompletedCommand, CompletedWord } from './describe-commands.ts';
import { shellLists } from './shell-lists.ts';

/** The completion script for bash. It contains no user input, so nothing in it needs quoting. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap((command) => command.names);
  return `# bash completion for alr-builder. To use it, add this line to ~/.bashrc:
#   eval "$(alr-builder completion bash)"
${shellLists}
_alr_builder() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= word
  COMPREPLY=()
  local typed=$previous$current
  # bash splits words at = and @.
  if [[ $current =~ ^[=@]+$ ]]; then
    current=
  elif [[ $previous =~ ^[=@]+$ ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
    [[ $previous == = ]] && previous=\${COMP_WORDS[COMP_CWORD - 3]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
      --) compopt -o default; return ;;
      ${[...names, 'help'].join('|')}) command=\${command:-$word} ;;
    esac
  done
  case $command:$previous in
${commands.flatMap(optionCases).join('\n')}
  esac
  local options=
  case $command in
    '')
      options='--help --all --version'
      [[ $current == -* ]] || { ${completeValue({ choices: [...names, 'help'], kind: 'text' })} } ;;
    help)
      ${completeValue({ choices: names, kind: 'text' })} ;;
${commands.map(commandCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  fi
}
complete -F _alr_builder alr-builder
`;
}

function commandCase({ names, options, argument }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags).join(' ');
  const completed = argument === undefined ? '' : completeValue(argument);
  const rest = completed === '' ? '' : `\n      [[ $current == -* ]] || { ${completed} }`;
  return `    ${names.join('|')})\n      options='${flags}'${rest} ;;`;
}

/** What follows the options of a command that take a value. */
function optionCases({ names, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const patterns = names.flatMap((name) => flags.map((flag) => `${name}:${flag}`)).join('|');
    return [`    ${patterns}) ${completeValue(value)} return ;;`];
  });
}

function completeValue({ choices, kind }: CompletedWord): string {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current"));`;
  switch (kind) {
    case 'text':
      return '';
    case 'file':
      return 'compopt -o default;';
    case 'payload':
      // Readline replaces the word with its @, at which bash has split it.
      return `[[ $typed == *@* ]] && mapfile -t COMPREPLY < <(compgen -f -P @ -- "\${current#@}");`;
    case 'directory':
      return 'compopt -o dirnames;';
    default:
      // compgen -W would expand the names.
      return `while IFS= read -r word; do [[ $word == "$current"* ]] && COMPREPLY+=("$word"); done < <(_alr_builder_${kind});`;
  }
}
