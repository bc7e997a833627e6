import { Argument, type Command } from 'commander';

const shells = ['bash', 'zsh'] as const;

/** Defines `alr-builder completion`, which prints the completion script of a shell. */
export function defineCompletion(command: Command): void {
  command
    .addArgument(new Argument('<shell>', 'The shell').choices(shells))
    .action(async (shell: (typeof shells)[number]) => {
      const { completionScript } = await import('../completion/completion-script.ts');
      // The program, whose commands are all loaded.
      process.stdout.write(completionScript(command.parent as Command, shell));
    });
}
