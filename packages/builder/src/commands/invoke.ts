import type { Command } from 'commander';

/** Adds `alr-builder invoke`: sends one event to the function. */
export function addInvoke(program: Command): void {
  program
    .command('invoke')
    .description('send an event to the function')
    .option('--local', 'the one that alr-builder local runs')
    .action(async () => {
      const { ExpectedError } = await import('../terminal/expected-error.ts');
      throw new ExpectedError('alr-builder invoke is not here yet');
    });
}
