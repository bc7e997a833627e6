import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleNames } from './sample-event.ts';
import { type SampleField, sampleForms } from './sample-fields.ts';
import type { SampleOptions } from './sample-options.ts';

const PROBE = 'probe-1';

/** A value that no event has by default. */
function probeOf({ name, type, choices }: SampleField): SampleOptions[keyof SampleOptions] {
  if (name === 'bodies') return [`{"${PROBE}":"${PROBE}"}`];
  if (name === 'path') return `/${PROBE}`;
  if (name === 'stream') return `arn:aws:kinesis:us-east-1:123456789012:stream/${PROBE}`;
  if (name === 'queue') return `${PROBE}.fifo`;
  if (name === 'operation') return 'ObjectRemoved:Delete';
  if (name === 'trigger') return 'PostConfirmation_ConfirmSignUp';
  if (name === 'route') return '$connect';
  if (choices !== undefined) return choices.at(-1);
  return {
    text: PROBE,
    texts: [PROBE],
    body: [PROBE],
    headers: [[PROBE, PROBE]] as const,
    number: 7,
    pairs: { [PROBE]: PROBE },
    flag: true,
  }[type];
}

/** The event with texts instead of what is random or a time. */
function textOf(kind: string, options: SampleOptions): string {
  const event = JSON.stringify(sampleEvent(kind, { time: new Date(0), ...options }));
  return event.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID');
}

describe.each(sampleForms().filter(({ fields }) => fields.length > 0))('the form for $kind', ({ kind, fields }) => {
  it('is for an event that otherwise stays the same', () => {
    expect(textOf(kind, {})).toBe(textOf(kind, {}));
  });

  it.each(fields)('has the field $name, which changes the event', (field) => {
    const groups = field.name === 'groups' ? { queue: 'jobs.fifo' } : {};
    expect(textOf(kind, { ...groups, [field.name]: probeOf(field) })).not.toBe(textOf(kind, groups));
  });
});

it('has a form for each sample event', () => {
  expect(sampleForms().map(({ kind }) => kind)).toEqual(sampleNames);
});

it('has a title for each', () => {
  const titles = sampleForms().map(({ title }) => title);
  expect(titles.filter((title) => !/^[A-Z]/.test(title))).toEqual([]);
  expect(new Set(titles).size).toBe(titles.length);
  expect(sampleForms().find(({ kind }) => kind === 's3-in-sns-in-sqs')?.title).toBe('S3 in SNS in SQS');
});
