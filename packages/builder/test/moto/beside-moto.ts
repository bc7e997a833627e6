import { afterAll, beforeAll, inject } from 'vitest';
import { startTestLocal, type TestLocal } from '../local.ts';

/** Settings of a client that talks to the emulator of this project or to moto. */
export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Runs something on each side, by default the same, and returns what each has seen. */
export type OnBothSides = <Seen>(
  run: (settings: ClientSettings) => Promise<Seen>,
  runOnMoto?: (settings: ClientSettings) => Promise<Seen>,
) => Promise<readonly [Seen, Seen]>;

/** Starts an emulator for the tests of a file, beside moto, which runs already. */
export function besideMoto(): OnBothSides {
  let local: TestLocal;
  beforeAll(async () => {
    local = await startTestLocal();
  });
  afterAll(() => local.close());
  const settings = (endpoint: string): ClientSettings => ({
    endpoint,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  return (run, runOnMoto = run) => Promise.all([run(settings(local.url)), runOnMoto(settings(inject('motoUrl')))]);
}

/** What an operation returns, or the name of its error. Some names of moto are not those that AWS documents. */
export async function outcomeOf<Result>(
  operation: Promise<Result>,
  namesOfAws: Readonly<Record<string, string>> = {},
): Promise<Result | { readonly error: string }> {
  try {
    return await operation;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: namesOfAws[error.name] ?? error.name };
  }
}
