import type { CompletedCommand, CompletedWord } from './describe-commands.ts';

/** The completion script for bash. It contains no user input, so nothing in it needs quoting. */
export function bashCompletion(commands: readonly CompletedCommand[]): string {
  const names = commands.flatMap((command) => command.names);
  return `# bash completion for alr-builder. To use it, add this line to ~/.bashrc:
#   eval "$(alr-builder completion bash)"
_alr_builder() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command= word
  COMPREPLY=()
  # bash splits words at =.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case $word in
      --) compopt -o default; return ;;
      ${names.join('|')}) command=\${command:-$word} ;;
    esac
  done
  case $command:$previous in
${commands.flatMap(optionCases).join('\n')}
  esac
  local options= arguments=
  case $command in
    '') options='--help --all --version' arguments='${[...names, 'help'].join(' ')}' ;;
${commands.map(commandCase).join('\n')}
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $arguments ]]; then
    COMPREPLY=($(compgen -W "$arguments" -- "$current"))
  else
    compopt -o default
  fi
}
complete -F _alr_builder alr-builder
`;
}

function commandCase({ names, options, argument }: CompletedCommand): string {
  const flags = options.flatMap((option) => option.flags).join(' ');
  return `    ${names.join('|')}) options='${flags}' arguments='${argument?.choices?.join(' ') ?? ''}' ;;`;
}

/** What follows the options of a command that take a value. */
function optionCases({ names, options }: CompletedCommand): string[] {
  return options.flatMap(({ flags, value }) => {
    if (value === undefined) return [];
    const patterns = names.flatMap((name) => flags.map((flag) => `${name}:${flag}`)).join('|');
    return [`    ${patterns}) ${completeValue(value)} return ;;`];
  });
}

function completeValue({ choices, isPath }: CompletedWord): string {
  if (choices !== undefined) return `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current"));`;
  return isPath ? 'compopt -o default;' : '';
}
