import type { Command } from 'commander';

/** Adds `alr-builder local`: the emulator. */
export function addLocal(program: Command): void {
  program
    .command('local')
    .description('run a function on this machine, as Lambda would')
    .argument('[handler]', 'the handler, as in the image: app.MyLambda, ./src/app.ts')
    .action(async () => {
      const { ExpectedError } = await import('../terminal/expected-error.ts');
      throw new ExpectedError('alr-builder local is not here yet');
    });
}
