import { describe, expect, it } from 'vitest';
import { desiredResource } from '../kinds/kinds.ts';
import { hideSecrets } from './hide-secrets.ts';

/** The step that creates a function with this environment. */
function creating(environment: Readonly<Record<string, string>>) {
  // Only these settings matter here.
  const desired = desiredResource('function', 'demo', { memory: 128, environment } as never);
  return { action: 'create', kind: 'function', name: 'demo', desired } as const;
}

describe('hideSecrets', () => {
  it('removes the values of the environment from what AWS says about it', () => {
    const environment = { TOKEN: 's3cret', KEY: '"s3cret"\n', LOG: 'on', EMPTY: '' };
    const error = Object.assign(
      new Error(`the variables exceed the 4KB limit. String measured: ${JSON.stringify(environment)}`),
      { Message: 'TOKEN=s3cret', status: 400 },
    );
    hideSecrets(error, creating(environment));
    expect(error.message).toContain('"TOKEN":"***","KEY":"***","LOG":"on"');
    expect(error.message + error.stack + error.Message).not.toContain('s3cret');
    expect(error).toMatchObject({ Message: 'TOKEN=***', status: 400 });
  });

  it('keeps the text of other errors', () => {
    const error = new Error('the memory 128 is too small');
    hideSecrets(error, creating({ MEMORY: '128' }));
    expect(error.message).toBe('the memory 128 is too small');
  });
});
