import { formatOf } from '../config/keys/formats.ts';
import type { TriggerType } from '../config/keys/trigger-keys.ts';

/** The languages of a scaffolded function. */
export const languages = ['typescript', 'javascript'] as const;

/** The package managers that a scaffolded project can have. */
export const packageManagers = ['npm', 'pnpm'] as const;

/** What a project is scaffolded with. */
export interface Choices {
  /** The function's name, and what its resources are named after. */
  readonly name: string;
  readonly trigger: TriggerType;
  readonly language: (typeof languages)[number];
  readonly packageManager: (typeof packageManagers)[number];
  /** What `image.handler` says. */
  readonly handler: string;
}

/** What is chosen where nobody says anything; the name comes from the directory. */
export function defaultChoices(name: string): Choices {
  return { name, trigger: 'none', language: 'typescript', packageManager: 'npm', handler: 'src/app.MyLambda' };
}

/** A function's name from that of a directory: what Lambda doesn't take becomes a dash. */
export function functionNameFrom(text: string): string {
  const name = text.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return name.slice(0, 64) || 'lambda-handler';
}

/** A name that repositories, buckets and npm packages can have too: small letters, digits and single dashes. */
export function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return plain.length < 2 ? `function-${plain}`.replace(/-$/, '') : plain;
}

/** Why a function can't have this name; undefined where it can. */
export function checkName(name: string | undefined): string | undefined {
  const { pattern, expected } = formatOf('function name');
  return new RegExp(pattern, 'u').test(name ?? '') ? undefined : `It must be ${expected}`;
}
