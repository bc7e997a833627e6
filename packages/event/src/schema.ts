/** Any schema of the Standard Schema specification (https://standardschema.dev): zod, valibot, arktype, ... */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => ValidationResult<Output> | Promise<ValidationResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

type ValidationResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that a schema finds wrong. */
export interface SchemaIssue {
  readonly message: string;
  /** Where it is; undefined for the value itself. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
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
  if (result.issues !== undefined) throw new SchemaError(result.issues);
  return result.value;
}

function describeIssue({ message, path = [] }: SchemaIssue): string {
  const place = path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.');
  return place === '' ? message : `${place}: ${message}`;
}
