/** Any schema of the Standard Schema specification (https://standardschema.dev): zod, valibot, arktype, ... */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidationResult<Output> | Promise<ValidationResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/**
 * What a method takes at a place of its parameters: TypeScript lets a subclass narrow it, and what its schema gives is
 * to fit that. `unknown`, which everything fits, where the method doesn't take as many.
 */
export type ParameterAt<Place extends number, Method> = Method extends (...parameters: infer Parameters) => unknown
  ? Parameters extends Readonly<Record<Place, infer Parameter>>
    ? Parameter
    : unknown
  : unknown;

type ValidationResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** One thing that a schema finds wrong. */
export interface SchemaIssue {
  readonly message: string;
  /** Where it is, member by member; empty for the value itself. */
  readonly path: readonly PropertyKey[];
}

/** A payload isn't what the class's `static schema` asks for. */
export class SchemaError extends Error {
  /** What the schema found. */
  readonly issues: readonly SchemaIssue[];

  constructor(issues: readonly SchemaIssue[]) {
    super(`The payload does not fit the schema: ${issues.map(describeIssue).join('; ')}`);
    this.issues = issues;
  }

  override get name(): string {
    return 'SchemaError';
  }
}

/**
 * What the schema makes of a value; without a schema, the value itself.
 *
 * @throws SchemaError where the value doesn't fit.
 */
export async function validate(schema: StandardSchema | undefined, value: unknown): Promise<unknown> {
  if (schema === undefined) return value;
  const result = await schema['~standard'].validate(value);
  if (result.issues !== undefined) throw new SchemaError(result.issues.map(toIssue));
  return result.value;
}

/** Schemas put more into an issue, such as the value itself, which is not to reach the log. */
function toIssue({ message, path = [] }: StandardIssue): SchemaIssue {
  return { message, path: path.map((step) => (typeof step === 'object' ? step.key : step)) };
}

function describeIssue({ message, path }: SchemaIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}
