import { type ChoiceKey, choice, type Key, type KeyValue } from './key.ts';

/** The keys and sections in a section, by the name of the property that holds the value in the configuration. */
export interface Entries {
  readonly [property: string]: Key | Section | OptionalSection | Variants;
}

/** A section of `lambda.yaml`; its value is an object. */
export interface Section<E extends Entries = Entries> {
  readonly type: 'section';
  readonly entries: E;
}

/** A section of `lambda.yaml`; its value is undefined if every key in it has its default. */
export interface OptionalSection<E extends Entries = Entries> {
  readonly type: 'optional section';
  readonly entries: E;
  /** The property that a text stands for, which is written instead of the section. */
  readonly shorthand?: string;
}

/** A section whose other keys depend on the value of its key `type`. */
export interface Variants<V extends Readonly<Record<string, Entries>> = Readonly<Record<string, Entries>>> {
  readonly type: 'variants';
  readonly discriminator: ChoiceKey;
  /** The other entries by the value of `type`. An entry may be part of several variants. */
  readonly variants: V;
}

/** Groups keys in a section. */
export function section<const E extends Entries>(entries: E): Section<E> {
  return { type: 'section', entries };
}

/** Groups keys in a section that is undefined unless one of them is set. */
export function optionalSection<const E extends Entries>(entries: E): OptionalSection<E> {
  return { type: 'optional section', entries };
}

/**
 * Groups keys in a section that is one value: a text instead of the section is the value of one of its keys, and a
 * section in another file replaces it as a whole.
 */
export function sectionOrText<const E extends Entries>(shorthand: keyof E & string, entries: E): OptionalSection<E> {
  return { type: 'optional section', entries, shorthand };
}

/** Groups keys in a section whose required key `type` decides which other keys apply. */
export function variants<const V extends Readonly<Record<string, Entries>>>(
  type: { readonly env: string; readonly description: string },
  variants: V,
): Variants<V> {
  return {
    type: 'variants',
    discriminator: choice({ ...type, choices: Object.keys(variants), required: true }),
    variants,
  };
}

/** The type of the value of a key or a section. */
type EntryValue<E> =
  E extends Section<infer Inner>
    ? Values<Inner>
    : E extends OptionalSection<infer Inner>
      ? Values<Inner> | undefined
      : E extends Variants<infer V>
        ? { [Type in keyof V]: { readonly type: Type } & Values<V[Type]> }[keyof V]
        : KeyValue<E>;

/** The type of the values of a section's entries. */
export type Values<E> = { readonly [Property in keyof E]: EntryValue<E[Property]> };

/** The paths of all keys in a section, such as `lambda.snap_start`. */
export type PathsIn<E, Prefix extends string = ''> = {
  [Property in keyof E & string]: E[Property] extends Section<infer Inner> | OptionalSection<infer Inner>
    ? PathsIn<Inner, `${Prefix}${SnakeCase<Property>}.`>
    : E[Property] extends Variants<infer V>
      ? PathsInVariants<V, `${Prefix}${SnakeCase<Property>}.`>
      : `${Prefix}${SnakeCase<Property>}`;
}[keyof E & string];

type PathsInVariants<V, Prefix extends string> =
  | `${Prefix}type`
  | { [Type in keyof V]: PathsIn<V[Type], Prefix> }[keyof V];

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : '';

/** The name of a property in `lambda.yaml`: `snapStart` becomes `snap_start`. */
export function yamlName(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
