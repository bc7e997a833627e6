// @compile-at-start
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
 * The type of a method's parameter at a position, `unknown` if the method has fewer parameters. A subclass may narrow
 * the type in TypeScript, and its schema must then yield the narrower type.
 */
export type ParameterAt<Position extends number, Method> = Method extends (...parameters: infer Parameters) => unknown
  ? Parameters extends Readonly<Record<Position, infer Parameter>>
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

/** One problem that a schema found. */
export interface SchemaIssue {
  readonly message: string;
  /** The path to the invalid member; empty for the value itself. */
  readonly path: readonly PropertyKey[];
}

/** A payload does not match the `static schema` of the handler class, or a response its `static schemas`. */
export class SchemaError extends Error {
  /** The problems that the schema found. */
  readonly issues: readonly SchemaIssue[];

  /** @param subject what does not match, at the start of the message */
  constructor(issues: readonly SchemaIssue[], subject = 'the payload') {
    super(`${subject} does not match the schema: ${issues.map(describeIssue).join('; ')}`);
    this.issues = issues;
  }

  override get name(): string {
    return 'SchemaError';
  }
}

/**
 * Validates a value. Returns the output of the schema, or the value itself if there is no schema.
 *
 * @throws {SchemaError} the value does not match
 */
export async function validate(schema: StandardSchema | undefined, value: unknown, subject?: string): Promise<unknown> {
  if (schema === undefined) return value;
  const { output, issues } = await check(schema, value);
  if (issues.length > 0) throw new SchemaError(issues, subject);
  return output;
}

/** A value after its validation: it is valid unless it has issues. */
export interface Checked {
  readonly output?: unknown;
  readonly issues: readonly SchemaIssue[];
}

/** Validates a value without throwing an error. */
// @compile-later
export async function check(schema: StandardSchema, value: unknown): Promise<Checked> {
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return { output: result.value, issues: [] };
  // A schema fails even if it gives no reason.
  return {
    issues: result.issues.length === 0 ? [{ message: 'no reason given', path: [] }] : result.issues.map(toIssue),
  };
}

/** Keeps only message and path: some schemas add the value itself, which must not reach the log. */
// @compile-later
function toIssue({ message, path = [] }: StandardIssue): SchemaIssue {
  return { message, path: path.map((step) => (typeof step === 'object' ? step.key : step)) };
}

// @compile-later
function describeIssue({ message, path }: SchemaIssue): string {
  return path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;
}
