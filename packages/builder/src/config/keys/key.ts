import type { FormatName } from './formats.ts';
import type { TriggerType } from './trigger-keys.ts';

interface KeyFacts {
  /** One sentence, for the README's table and for editors. */
  readonly description: string;
  /** The variable of `lambda.env` that sets the same. */
  readonly env: string;
  /** The trigger types that use it; all where absent. */
  readonly for?: readonly TriggerType[];
  /** There is no default: the user has to say. */
  readonly required?: true;
  /** How the default comes about, where it depends on other keys. */
  readonly derived?: string;
}

/** One line of text. */
export interface TextKey extends KeyFacts {
  readonly type: 'text';
  readonly format: FormatName;
  readonly default?: string;
}

/** A whole number, from a range or out of a list. */
export interface IntegerKey extends KeyFacts {
  readonly type: 'integer';
  readonly min: number;
  readonly max: number;
  /** The only numbers that AWS takes, where it is picky. */
  readonly values?: readonly number[];
  readonly unit?: 'seconds' | 'MB' | 'days';
  readonly default?: number;
}

/** True or false. */
export interface BooleanKey extends KeyFacts {
  readonly type: 'boolean';
  readonly default: boolean;
}

/** One of a few words. */
export interface ChoiceKey extends KeyFacts {
  readonly type: 'choice';
  readonly choices: readonly string[];
  readonly default?: string;
}

/** Several texts: a YAML list (or one text), a comma-separated variable. */
export interface ListKey extends KeyFacts {
  readonly type: 'list';
  readonly format: FormatName;
  readonly default: readonly string[];
}

/** Texts by name: a YAML map; as a variable a JSON object, or `NAME=value` pairs with commas between. */
export interface MapKey extends KeyFacts {
  readonly type: 'map';
  readonly names: FormatName;
  readonly values: FormatName;
}

/** One configuration key: all that validation, the JSON Schema, the README's table and the commands know of it. */
export type Key = TextKey | IntegerKey | BooleanKey | ChoiceKey | ListKey | MapKey;
