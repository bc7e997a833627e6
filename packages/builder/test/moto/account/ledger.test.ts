import { describe, expect, it } from 'vitest';
import type { Account, Entry } from './entry.ts';
import { Ledger } from './ledger.ts';

const account = (...entries: Entry[]): Account => new Map(entries.map((entry) => [entry.id, entry]));
const queue = (visibility: number, ApproximateNumberOfMessages = '0'): Entry => ({
  id: 'queue eu-west-1 jobs',
  tags: {},
  content: { visibility, ApproximateNumberOfMessages },
});
const statement: Entry = { id: 'queue statement eu-west-1 jobs/one', partOf: 'queue eu-west-1 jobs', content: {} };
const actor = (stage: string, region = 'eu-west-1') => ({ project: 'shop', stage, region });

describe('the ledger', () => {
  it('lets a stage change and remove what it created', () => {
    const ledger = new Ledger();
    expect(ledger.record(actor('dev'), account(), account(queue(1)))).toEqual([]);
    expect(ledger.record(actor('dev'), account(queue(1)), account(queue(2)))).toEqual([]);
    expect(ledger.record(actor('dev'), account(queue(2)), account())).toEqual([]);
  });

  it('reports a change or removal of what another stage, another region or others created', () => {
    const ledger = new Ledger();
    ledger.record(actor('prod'), account(), account(queue(1)));
    expect(ledger.record(actor('dev'), account(queue(1)), account(queue(2)))).toEqual([
      'changed queue eu-west-1 jobs: visibility 1 → 2 (of shop/prod in eu-west-1)',
    ]);
    expect(ledger.record(actor('prod', 'us-east-1'), account(queue(2)), account())).toEqual([
      'removed queue eu-west-1 jobs (of shop/prod in eu-west-1)',
    ]);
    expect(ledger.record(actor('prod'), account(queue(1)), account())).toEqual([
      'removed queue eu-west-1 jobs (of others)',
    ]);
  });

  it('lets the parts that others added go only with the resource, and only by its creator', () => {
    const ledger = new Ledger();
    ledger.record(actor('dev'), account(), account(queue(1)));
    const both = account(queue(1), statement);
    expect(ledger.record(actor('dev'), both, account(queue(1)))).toHaveLength(1);
    expect(ledger.record(actor('prod'), both, account())).toHaveLength(2);
    ledger.handOver(queue(1).id, actor('dev'));
    expect(ledger.record(actor('dev'), both, account())).toEqual([]);
  });

  it('allows messages to arrive anywhere, but not to disappear', () => {
    const ledger = new Ledger();
    expect(ledger.record(actor('dev'), account(queue(1, '1')), account(queue(1, '2')))).toEqual([]);
    expect(ledger.record(actor('dev'), account(queue(1, '2')), account(queue(1, '1')))).toHaveLength(1);
    expect(ledger.record(actor('dev'), account(queue(1, '1')), account(queue(2, '2')))).toHaveLength(1);
  });
});
