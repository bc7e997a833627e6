import { once } from 'node:events';
import { expect, it } from 'vitest';
import { type Emulator, printed, runCommand, startEmulator } from '../../../test/emulator.ts';
import { openGate } from '../../../test/gate.ts';
import { runtimeClient } from '../../../test/local.ts';
import { createTestProject } from '../../../test/test-project.ts';

const configuration = `image: { handler: app.Handler }
lambda: { name: worker, timeout: 60 }
trigger: { type: sqs, queue: { name: jobs, batch_size: 10 } }
`;

const ended = async ({ child }: Emulator) => (await once(child, 'exit'))[0];

it.each(['SIGINT', 'SIGKILL'] as const)('a batch that %s interrupts is delivered again', async (signal) => {
  await using gate = await openGate();
  await using project = await createTestProject({ 'lambda.yaml': configuration });
  const here = ['--install-dir', project.directory];
  const first = await startEmulator(project, runtimeClient);
  const end = ended(first);
  await runCommand(['send', JSON.stringify({ hang: gate.url }), ...here]);
  await gate.called;
  first.child.kill(signal);
  expect(await end).toBe(signal === 'SIGINT' ? 0 : null);
  // Nothing of the function runs any more.
  await gate.gone;

  const second = await startEmulator(project, runtimeClient);
  expect(second.lines.join('\n')).toMatch(/kept: +1 message/);
  await using again = await openGate();
  const { stdout } = await runCommand(['send', JSON.stringify({ after: again.url }), ...here]);
  expect(stdout).toContain('sent');
  (await again.called).end('1');
  await printed(second, /END RequestId/);
  // The message is hidden until its visibility timeout ends. Then it is received for the second time.
  void runCommand(['skip', '6m', ...here]);
  await printed(second, /START RequestId/, 2);
});
