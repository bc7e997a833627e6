import type { Refusal } from './refusal.ts';

interface Notification {
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

/**
 * Why S3 rejects the notifications of a bucket: two of them are for the same objects. Moto accepts that.
 *
 * @param body the XML of a call of PutBucketNotificationConfiguration
 */
export function refusalOfNotifications(body: string): Refusal | undefined {
  const all = notificationsIn(body);
  if (!all.some((one, index) => all.slice(index + 1).some((other) => areForTheSame(one, other)))) return undefined;
  return {
    code: 'InvalidArgument',
    message:
      'Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.',
  };
}

function notificationsIn(xml: string): Notification[] {
  const entries = xml.matchAll(/<(Queue|CloudFunction|Topic)Configuration>(.*?)<\/\1Configuration>/gs);
  return [...entries].map(([, , entry = '']) => {
    const rules = [...entry.matchAll(/<FilterRule>.*?<Name>(.*?)<\/Name>.*?<Value>(.*?)<\/Value>.*?<\/FilterRule>/gs)];
    const ruleOf = (name: string) => rules.find(([, each]) => each?.toLowerCase() === name)?.[2] ?? '';
    const events = [...entry.matchAll(/<Event>(.*?)<\/Event>/g)].map(([, event = '']) => event);
    return { events, prefix: ruleOf('prefix'), suffix: ruleOf('suffix') };
  });
}

function areForTheSame(one: Notification, other: Notification): boolean {
  const stem = (event: string) => event.replace(/\*$/, '');
  const isEither = (a: string, b: string, has: (text: string, part: string) => boolean) => has(a, b) || has(b, a);
  return (
    isEither(one.prefix, other.prefix, (text, part) => text.startsWith(part)) &&
    isEither(one.suffix, other.suffix, (text, part) => text.endsWith(part)) &&
    one.events.some((a) => other.events.some((b) => isEither(stem(a), stem(b), (text, part) => text.startsWith(part))))
  );
}
