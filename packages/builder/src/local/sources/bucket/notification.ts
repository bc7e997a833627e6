/** Where a notification goes. */
export interface NotificationTarget {
  readonly kind: 'function' | 'queue' | 'topic';
  readonly arn: string;
}

/** A rule of a bucket's notifications. */
export interface NotificationRule {
  readonly id: string;
  readonly target: NotificationTarget;
  /** Such as `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
  /** Whether it is one of the configuration, which is not kept. */
  readonly isDeclared?: boolean;
}

/** Whether a rule is for an operation, such as `ObjectCreated:Put`, on a key. */
export function matchesRule({ events, prefix, suffix }: NotificationRule, operation: string, key: string): boolean {
  return key.startsWith(prefix) && key.endsWith(suffix) && events.some((event) => matchesEvent(event, operation));
}

function matchesEvent(event: string, operation: string): boolean {
  const name = event.replace(/^s3:/, '');
  return name.endsWith(':*') ? operation.startsWith(name.slice(0, -1)) : name === operation;
}

/**
 * Two rules that could both be for one object, which S3 does not allow
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html).
 */
export function overlappingRules(
  rules: readonly NotificationRule[],
): readonly [NotificationRule, NotificationRule] | undefined {
  for (const [index, a] of rules.entries()) {
    const b = rules.slice(index + 1).find((other) => overlap(a, other));
    if (b !== undefined) return [a, b];
  }
  return undefined;
}

function overlap(a: NotificationRule, b: NotificationRule): boolean {
  const [short, long] = a.prefix.length < b.prefix.length ? [a.prefix, b.prefix] : [b.prefix, a.prefix];
  const [tail, longTail] = a.suffix.length < b.suffix.length ? [a.suffix, b.suffix] : [b.suffix, a.suffix];
  return long.startsWith(short) && longTail.endsWith(tail) && a.events.some((event) => b.events.some(sameKind(event)));
}

function sameKind(a: string): (b: string) => boolean {
  const stem = (event: string) => event.replace(/\*$/, '');
  return (b) => a === b || (a.endsWith('*') && b.startsWith(stem(a))) || (b.endsWith('*') && a.startsWith(stem(b)));
}
