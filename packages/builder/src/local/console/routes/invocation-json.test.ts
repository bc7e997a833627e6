import { expect, it } from 'vitest';
import type { HistoryEntry } from '../../record/history.ts';
import { invocationJson } from './invocation-json.ts';

function entryWith(response: Buffer): HistoryEntry {
  const content = { event: Buffer.from('{}'), response, details: {} };
  const entry: Partial<HistoryEntry> = { ignored: [], isPinned: false, content: () => content as never };
  return entry as HistoryEntry;
}

it.each<[string, Buffer, object]>([
  ['JSON', Buffer.from('{"n":1}'), { response: { n: 1 } }],
  ['a text', Buffer.from('größe'), { response: 'größe' }],
  ['bytes', Buffer.from([0x50, 0x4b, 0xff]), { responseBase64: 'UEv/' }],
])('the JSON of an invocation has a response that is %s', (_, response, members) => {
  const json = JSON.parse(invocationJson(entryWith(response))) as object;
  expect(json).toMatchObject(members);
  expect('responseBase64' in json).toBe('responseBase64' in members);
});
