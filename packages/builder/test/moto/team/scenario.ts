import { expect, it, type TestAPI } from 'vitest';
import { MOTO_URL } from '../moto-url.ts';
import { TeamAccount } from './team-account.ts';
import type { Outcome } from './team-project.ts';

/** A test with its own account. It is skipped if moto is not available. */
export const scenario: TestAPI<{ account: TeamAccount; moto: string }> = it.extend<{
  account: TeamAccount;
  moto: string;
}>({
  moto: [
    async ({ skip }, use) => {
      skip(MOTO_URL === '', 'moto is not available');
      await use(MOTO_URL);
    },
    { auto: true },
  ],
  account: async ({ moto: _ }, use) => {
    const account = await TeamAccount.open();
    await use(account);
    await account[Symbol.asyncDispose]();
  },
});

/** Expects that a command succeeded, and that it changed nothing that others created. */
export function expectSuccess({ code, stderr, trespasses }: Outcome): void {
  expect({ code, trespasses, reason: code === 0 ? '' : stderr }).toEqual({ code: 0, trespasses: [], reason: '' });
}

/** Expects that a command refused to do its work before it changed anything, and said why. */
export function expectRefusal({ code, stderr, changes }: Outcome, reason: string | RegExp): void {
  expect({ code, changes }).toEqual({ code: 1, changes: [] });
  expect(stderr).toMatch(reason);
}

/** Expects that a command, whether it succeeded or refused, changed nothing that others created. */
export function expectNoTrespass({ trespasses }: Outcome): void {
  expect(trespasses).toEqual([]);
}
