import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Collection } from '../sources/journal.ts';
import { type LocalData, openData } from './local-data.ts';

interface Item {
  readonly name: string;
  readonly body?: Uint8Array | string;
}

let root: string;
let folder: string;
let warnings: string[];
const opened: LocalData[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'alr-data-'));
  folder = join(root, 'data');
  warnings = [];
});
afterEach(() => {
  for (const each of opened.splice(0)) each.close();
  rmSync(root, { recursive: true });
});

function open({ reset = false } = {}): LocalData | undefined {
  const data = openData({ folder, reset, warn: (message) => warnings.push(message) });
  if (data !== undefined) opened.push(data);
  return data;
}

function openedData(options?: { reset: boolean }): LocalData {
  const data = open(options);
  if (data === undefined) throw new Error(`not opened: ${warnings}`);
  return data;
}

function items({ journal }: LocalData): Collection<Item, string> {
  return journal.collection('item', ({ name, body }: Item) => ({ value: name, content: body }));
}

/** What a run finds that begins now. */
function kept(): readonly (readonly [id: string, name: string, content: string | undefined])[] {
  const data = openedData();
  const found = items(data).restore();
  data.close();
  return found.map(({ id, value, content }) => [id, value, content?.toString()]);
}

describe('the folder', () => {
  it('is for the user alone, and so is what it contains', async () => {
    const data = openedData();
    items(data).put('a', { name: 'secret' });
    await data.journal.committed;
    const modeOf = (path: string) => statSync(path).mode & 0o777;
    if (process.platform !== 'win32') expect(modeOf(folder)).toBe(0o700);
    const files = readdirSync(folder).filter((name) => name.startsWith('data.sqlite'));
    expect(files).toContain('data.sqlite-wal');
    for (const name of files) {
      if (process.platform !== 'win32') expect([name, modeOf(join(folder, name))]).toEqual([name, 0o600]);
    }
  });
});

describe('the journal', () => {
  it('keeps items in their order, as they are at the end of the turn', async () => {
    const data = openedData();
    const collection = items(data);
    const changing = { name: 'before' };
    collection.put('b', changing);
    collection.put('a', { name: 'second' });
    collection.put('gone', { name: 'never written' });
    changing.name = 'after';
    collection.remove('gone');
    collection.remove('unknown');
    expect(data.journal.committed).toBeDefined();
    await data.journal.committed;
    expect(data.journal.committed).toBeUndefined();
    data.close();
    expect(kept()).toEqual([
      ['b', 'after', undefined],
      ['a', 'second', undefined],
    ]);
  });

  it('changes and removes what an earlier run has left', async () => {
    const first = openedData();
    const before = items(first);
    before.put('a', { name: '1', body: 'text' });
    before.put('b', { name: '2', body: Buffer.from('bytes') });
    before.put('c', { name: '3' });
    first.close();
    const second = openedData();
    const after = items(second);
    expect(after.restore().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    after.put('a', { name: '1 again', body: 'another text' });
    after.remove('b');
    after.put('d', { name: '4' });
    second.close();
    expect(kept()).toEqual([
      ['a', '1 again', 'another text'],
      ['c', '3', undefined],
      ['d', '4', undefined],
    ]);
  });

  it('keeps content of several chunks, and writes it only once', () => {
    const body = Buffer.alloc(3 * 1024 * 1024 + 7, 'abc');
    const data = openedData();
    const collection = items(data);
    collection.put('large', { name: '1', body });
    data.journal.commit();
    const chunks = 'SELECT count(*) AS count, max(rowid) AS last FROM content';
    const written = data.database.prepare(chunks).get();
    expect(written).toEqual({ count: 4, last: 4 });
    collection.put('large', { name: '2', body });
    data.journal.commit();
    expect(data.database.prepare(chunks).get()).toEqual(written);
    data.close();
    const again = openedData();
    const [found] = items(again).restore();
    expect(found?.value).toBe('2');
    expect(found?.content?.equals(body)).toBe(true);
  });

  it('keeps empty content', () => {
    const data = openedData();
    items(data).put('empty', { name: '1', body: new Uint8Array() });
    data.close();
    expect(kept()).toEqual([['empty', '1', '']]);
  });

  it('runs what others write in the same transaction', async () => {
    const data = openedData();
    const { database } = data;
    database.exec('CREATE TABLE own (value TEXT)');
    items(data).put('a', { name: '1' });
    database.write(() => database.prepare('INSERT INTO own VALUES (?)').run('written'));
    expect(database.prepare('SELECT * FROM own').all()).toEqual([]);
    await data.journal.committed;
    expect(database.prepare('SELECT * FROM own').all()).toEqual([{ value: 'written' }]);
  });

  it('runs soon what no response waits for, after what came before and at the latest when it is closed', async () => {
    const data = openedData();
    const { database } = data;
    database.exec('CREATE TABLE own (value TEXT)');
    const add = (value: string) => void database.prepare('INSERT INTO own VALUES (?)').run(value);
    const added = () =>
      database
        .prepare('SELECT value FROM own')
        .all()
        .map(({ value }) => value);
    const done = new Promise<void>((resolve) => {
      database.writeSoon(() => add('one'));
      database.writeSoon(() => {
        add('two');
        resolve();
      });
    });
    expect(data.journal.committed).toBeUndefined();
    items(data).put('a', { name: '1' });
    data.journal.commit();
    expect(added()).toEqual([]);
    await done;
    expect(added()).toEqual(['one', 'two']);
    database.writeSoon(() => add('three'));
    database.write(() => add('four'));
    await data.journal.committed;
    expect(added()).toEqual(['one', 'two', 'three', 'four']);
    database.writeSoon(() => add('five'));
    data.close();
    expect(openedData().database.prepare('SELECT count(*) AS count FROM own').get()).toEqual({ count: 5 });
  });

  it('keeps changes that could not be written for the next transaction, and says so once', () => {
    const data = openedData();
    const collection = items(data);
    collection.put('a', { name: '1', body: 'before' });
    data.journal.commit();
    let isBroken = true;
    data.database.write(() => {
      if (isBroken) throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
    });
    collection.put('a', { name: '2', body: 'after' });
    collection.put('b', { name: '3' });
    data.journal.commit();
    expect(data.journal.committed).toBeUndefined();
    collection.remove('b');
    collection.put('c', { name: '4' });
    data.journal.commit();
    expect(warnings).toEqual([expect.stringMatching(/^changes are in memory only, because .*disk is full$/)]);
    isBroken = false;
    data.close();
    expect(kept()).toEqual([
      ['a', '2', 'after'],
      ['c', '4', undefined],
    ]);
  });

  it('has after any changes and any end exactly what was committed', () => {
    const change = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      kind: fc.constantFrom('put', 'put', 'remove', 'commit', 'reopen'),
      body: fc.option(fc.string({ maxLength: 3 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let data = openedData({ reset: true });
        let collection = items(data);
        const model = new Map<string, Item>();
        let number = 0;
        for (const { id, kind, body } of changes) {
          if (kind === 'put') {
            const item = { name: String(number++), ...(body !== undefined && { body }) };
            collection.put(id, item);
            model.set(id, item);
          } else if (kind === 'remove') {
            collection.remove(id);
            model.delete(id);
          } else if (kind === 'commit') data.journal.commit();
          else {
            data.close();
            data = openedData();
            collection = items(data);
            collection.restore();
          }
        }
        data.close();
        const expected = [...model].map(([id, { name, body }]) => [id, name, body]);
        expect([...kept()].sort()).toEqual(expected.sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe('the folder', () => {
  it('loses nothing that was committed if the process is killed', () => {
    const script = `
      import { openData } from ${JSON.stringify(new URL('./local-data.ts', import.meta.url).href)};
      const { journal } = openData({ folder: ${JSON.stringify(folder)}, reset: false, warn: console.error });
      const collection = journal.collection('item', (item) => ({ value: item.name }));
      collection.put('a', { name: 'committed' });
      await journal.committed;
      collection.put('b', { name: 'not committed' });
      process.kill(process.pid, 'SIGKILL');
    `;
    const { signal, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
    expect(kept()).toEqual([['a', 'committed', undefined]]);
    expect(warnings).toEqual([]);
  });

  it('is for one process at a time, and free again when that has ended', () => {
    const first = openedData();
    expect(open()).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^nothing will be kept, because another emulator uses .*data; stop it, or choose /),
    ]);
    // It does not empty what another process uses.
    items(first).put('a', { name: '1' });
    first.journal.commit();
    expect(open({ reset: true })).toBeUndefined();
    first.close();
    expect(kept()).toEqual([['a', '1', undefined]]);
  });

  it('is emptied, except for the files of others', () => {
    const data = openedData();
    items(data).put('a', { name: 'secret content', body: 'secret content' });
    data.close();
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    openedData({ reset: true }).close();
    expect(kept()).toEqual([]);
    expect(readdirSync(folder).sort()).toEqual(['.gitignore', 'data.sqlite', 'notes.txt']);
    expect(readFileSync(join(folder, 'data.sqlite')).includes('secret content')).toBe(false);
  });

  it('is not tracked by Git if it is new, and stays as it is if not', () => {
    openedData().close();
    expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('*\n');
    folder = join(root, '.alr', 'local');
    openedData().close();
    expect(readFileSync(join(root, '.alr', '.gitignore'), 'utf8')).toBe('*\n');
    expect(readdirSync(folder)).toEqual(['data.sqlite']);
    folder = join(root, 'existing');
    mkdirSync(folder);
    openedData().close();
    expect(readdirSync(folder)).toEqual(['data.sqlite']);
  });

  it.each(['it is text, which no database is', ''])('moves a damaged file aside: %j', (content) => {
    const data = openedData();
    items(data).put('a', { name: '1' });
    data.close();
    const file = join(folder, 'data.sqlite');
    const bytes = readFileSync(file);
    // The first page is that of the header, and the second one that of the first table.
    writeFileSync(
      file,
      content === '' ? Buffer.concat([bytes.subarray(0, 4096), Buffer.alloc(16_384, 0xee)]) : content,
    );
    const damaged = readFileSync(file);
    expect(kept()).toEqual([]);
    expect(warnings).toEqual([
      'data.sqlite is damaged: it is data-damaged-1.sqlite now, and the emulator starts empty',
    ]);
    expect(readFileSync(join(folder, 'data-damaged-1.sqlite')).equals(damaged)).toBe(true);
    writeFileSync(file, 'again');
    expect(kept()).toEqual([]);
    expect(readFileSync(join(folder, 'data-damaged-2.sqlite'), 'utf8')).toBe('again');
  });

  it('moves a file of a newer version aside, with its last transactions', () => {
    openedData().close();
    const file = join(folder, 'data.sqlite');
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 1000; CREATE TABLE future (value TEXT)');
    newer.close();
    expect(kept()).toEqual([]);
    expect(warnings).toEqual([
      'data.sqlite is of a newer version of alr-builder: it is data-newer-1.sqlite now, and the emulator starts empty',
    ]);
    const aside = new DatabaseSync(join(folder, 'data-newer-1.sqlite'));
    expect(aside.prepare('SELECT * FROM future').all()).toEqual([]);
    aside.close();
  });

  it('does not touch a database of another program', () => {
    mkdirSync(folder);
    const file = join(folder, 'data.sqlite');
    const other = new DatabaseSync(file);
    other.exec("CREATE TABLE item (value TEXT); INSERT INTO item VALUES ('theirs')");
    other.close();
    const bytes = readFileSync(file);
    expect(open({ reset: true })).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/^nothing will be kept, because .*data\.sqlite is a database of another program; choose /),
    ]);
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('is not needed: without it, everything is in memory', () => {
    writeFileSync(folder, 'a file where the folder should be');
    expect(open()).toBeUndefined();
    folder = join(folder, 'below', 'it');
    expect(open()).toBeUndefined();
    const reason = `nothing will be kept, because ${join(root, 'data')} is not a folder; choose another folder with --data`;
    expect(warnings).toEqual([reason, reason]);
  });

  it.each([
    [
      'a file where the data should be',
      () => mkdirSync(join(folder, 'data.sqlite'), { recursive: true }),
      'cannot be used: .*',
    ],
    ['a link to nothing', () => symlinkSync(join(root, 'nothing'), folder), 'is not a folder'],
    ['a link to itself', () => symlinkSync(folder, folder), 'cannot be used: too many .*'],
    ['a name that is too long', () => (folder = join(root, 'x'.repeat(300))), 'cannot be used: name too long'],
  ])('says what is wrong with %s, and what to do', (_, prepare, reason) => {
    prepare();
    expect(open()).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(`^nothing will be kept, because .* ${reason}; choose another folder with --data$`),
    ]);
  });

  it.skipIf(process.platform !== 'linux').each(['/proc/no/such/folder', '/proc/x'])('cannot be %s', (impossible) => {
    folder = impossible;
    expect(open()).toBeUndefined();
    expect(warnings).toEqual([
      `nothing will be kept, because ${impossible} cannot be created: its file system accepts no new folders; choose another folder with --data`,
    ]);
  });

  it.skipIf(process.platform !== 'linux')('can be full', () => {
    folder = '/dev/full';
    expect(open()).toBeUndefined();
    expect(warnings).toEqual([expect.stringMatching(/because \/dev\/full is not a folder; choose /)]);
  });
});
