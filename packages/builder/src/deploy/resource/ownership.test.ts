import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  entryId,
  purposeOf,
  type StatementPurpose,
  statementId,
  tagList,
  tagsOf,
  targetGroupName,
} from './ownership.ts';

const projects = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
const purposes = fc.constantFrom<StatementPurpose[]>('s3', 'events', 'sns', 'alb', 'url', 'url-invoke');

describe('statementId', () => {
  it('contains the project and the purpose, and is valid for Lambda', () => {
    fc.assert(
      fc.property(projects, purposes, fc.string(), (project, purpose, source) => {
        const id = statementId(project, purpose, source);
        expect(purposeOf(id, project)).toBe(purpose);
        expect(id).toMatch(/^[A-Za-z0-9_-]{1,100}$/);
      }),
    );
  });

  it('does not match any other project, even one whose name is a prefix', () => {
    fc.assert(
      fc.property(projects, projects, purposes, fc.string(), (project, other, purpose, source) => {
        fc.pre(project !== other);
        expect(purposeOf(statementId(project, purpose, source), other)).toBeUndefined();
      }),
    );
    expect(purposeOf(statementId('demo-s3', 's3', 'a'), 'demo')).toBeUndefined();
    expect(purposeOf('alr-demo-s3-by-hand', 'demo')).toBeUndefined();
    expect(purposeOf(undefined, 'demo')).toBeUndefined();
  });

  it('differs for different sources', () => {
    expect(statementId('demo', 's3', 'one')).not.toBe(statementId('demo', 's3', 'another'));
  });
});

describe('targetGroupName', () => {
  it('is valid for the load balancer', () => {
    fc.assert(
      fc.property(projects, (project) => {
        expect(targetGroupName(project)).toMatch(/^(?=.{1,32}$)[A-Za-z0-9](-?[A-Za-z0-9]|-)*[A-Za-z0-9]$/);
      }),
    );
  });

  it('differs for projects whose names start alike', () => {
    const long = 'a-project-with-quite-a-long-name';
    expect(targetGroupName(`${long}-one`)).not.toBe(targetGroupName(`${long}-two`));
    expect(targetGroupName('a_b')).not.toBe(targetGroupName('a-b'));
  });
});

describe('entryId', () => {
  it('shortens an id that is too long, and keeps it unique', () => {
    expect(entryId('demo')).toBe('alr-demo');
    const ids = ['a', 'b'].map((last) => entryId('x'.repeat(63) + last, 64));
    expect(ids[0]).toHaveLength(64);
    expect(ids[0]).not.toBe(ids[1]);
  });
});

describe('tagsOf', () => {
  it('reverses tagList', () => {
    expect(tagsOf(tagList({ team: 'blue' }))).toEqual({ team: 'blue' });
    expect(tagsOf(undefined)).toEqual({});
  });

  it.each(['__proto__', 'constructor', 'toString'])('keeps a tag named %s', (name) => {
    const tags = Object.fromEntries([[name, 'blue']]);
    expect(Object.entries(tagsOf(tagList(tags)))).toEqual([[name, 'blue']]);
  });
});
