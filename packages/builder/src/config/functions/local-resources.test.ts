import { describe, expect, it } from 'vitest';
import { configurationOf, problemsOf } from '../../../test/configuration.ts';
import { testTarget } from '../../../test/deployment-target.ts';
import { createTestProject } from '../../../test/test-project.ts';
import type { DesiredImage } from '../../deploy/desired/desired-image.ts';
import { desiredState } from '../../deploy/desired/desired-state.ts';
import { readLocalDefaults } from '../partial-configuration.ts';
import { noResources } from './local-resources.ts';

const FUNCTION = 'image: { handler: app.Handler }\ntrigger: { type: none }\n';

async function resourcesOf(files: Record<string, string>, env = {}) {
  await using project = await createTestProject(files);
  return (await readLocalDefaults({ directory: project.directory, env }))?.resources;
}

describe('the section local', () => {
  it.each([
    ['nothing', '', {}],
    ['an empty section', 'local:', {}],
    ['a list of queues', 'local: { queues: [audit, jobs.fifo] }', { queues: { audit: {}, 'jobs.fifo': {} } }],
    ['one queue', 'local: { queues: audit }', { queues: { audit: {} } }],
    ['names that look like numbers', 'local: { queues: [12, "007"] }', { queues: { 12: {}, '007': {} } }],
    [
      'a map of queues',
      'local: { queues: { audit: , jobs: { visibility_timeout: 60, dead_letter: lost, receive_count: 2 } } }',
      { queues: { audit: {}, jobs: { visibility_timeout: 60, dead_letter: 'lost', receive_count: 2 } } },
    ],
    [
      'JSON',
      `local: { queues: '{"audit":{"visibility_timeout":"60"}}' }`,
      { queues: { audit: { visibility_timeout: 60 } } },
    ],
    [
      'a topic with queues',
      'local: { topics: { news: { queues: [a, b], raw: true } } }',
      { topics: { news: { queues: ['a', 'b'], raw: true } } },
    ],
    ['a topic with one queue', 'local: { topics: { news: { queues: a } } }', { topics: { news: { queues: ['a'] } } }],
    ['streams', 'local: { streams: { clicks: { shards: 2 } } }', { streams: { clicks: { shards: 2 } } }],
    [
      'buckets and buses',
      'local: { buckets: [results], buses: [default] }',
      { buckets: ['results'], buses: ['default'] },
    ],
    ['references', 'local: { queues: ["${STAGE:-dev}-audit"] }', { queues: { 'dev-audit': {} } }],
  ])('can have %s', async (_what, yaml, expected) => {
    expect(await resourcesOf({ 'lambda.yaml': FUNCTION + yaml })).toEqual({ ...noResources, ...expected });
  });

  it('can be in lambda.env', async () => {
    const file = 'HANDLER_CLASS=app.Handler\nTRIGGER_TYPE=none\nLOCAL_QUEUES=audit,jobs\nLOCAL_BUCKETS=results\n';
    expect(await resourcesOf({ 'lambda.env': file })).toMatchObject({
      queues: { audit: {}, jobs: {} },
      buckets: ['results'],
    });
  });

  it('belongs to the project', async () => {
    const text = 'project: shop\nfunctions: { orders: { handler: app.Orders, local: { queues: [audit] } } }\n';
    expect(await problemsOf(text)).toEqual([
      expect.stringContaining('functions.orders.local belongs to the project, whose functions share it'),
    ]);
  });

  it.each([
    ['queues: [a b]', 'a name in local.queues is "a b": it must be the name of a queue'],
    ['queues: [a, a]', 'local.queues has a twice'],
    ['queues: [[a]]', 'a name in local.queues is a structure'],
    ['queues: { a: 30 }', 'local.queues.a must be a map of settings: visibility_timeout, dead_letter, receive_count'],
    ['queues: { a: { visibility: 30 } }', 'local.queues.a has no setting visibility: '],
    ['queues: { a: { visibility_timout: 30 } }', 'did you mean visibility_timeout?'],
    ['queues: { a: { visibility_timeout: 50000 } }', 'local.queues.a.visibility_timeout is "50000"'],
    ['queues: { a: { receive_count: 2 } }', 'local.queues.a has a receive_count: set dead_letter too'],
    ['queues: { a: { dead_letter: a } }', 'local.queues.a is its own dead_letter'],
    ['queues: { a.fifo: { dead_letter: b } }', 'local.queues.a.fifo is a FIFO queue, but its dead_letter b is not'],
    [
      'topics: { a: { queues: [b.fifo] } }',
      'local.topics.a is a standard topic: it cannot deliver to the FIFO queue b.fifo',
    ],
    ['buckets: [UPPER]', 'local.buckets is "UPPER": it must be a bucket name'],
    ['instances: 0', 'local.instances is "0": it must be a whole number from 1 to 1000'],
    ['bucket: [a]', 'local.bucket is not a configuration key; did you mean local.buckets?'],
  ])('rejects %s', async (yaml, expected) => {
    expect(await problemsOf(`${FUNCTION}local: { ${yaml} }\n`)).toEqual([expect.stringContaining(expected)]);
  });

  it('is ignored by a deployment', () => {
    const image: DesiredImage = { kind: 'registry', uri: 'registry/repository@sha256:abc' };
    const stateOf = (more: string) => {
      const configuration = configurationOf(`trigger: { type: sqs }\n${more}`);
      const policies = { managed: [], inline: {} };
      return JSON.stringify(desiredState({ configuration, policies, image }, testTarget()));
    };
    expect(stateOf('local: { queues: [audit], buckets: [results], instances: 5 }')).toBe(stateOf(''));
  });
});
