// The runtime cannot read the settings of the function's mappings and URL, so two variables contain what it has to know.
// If a variable is wrong, a failed message counts as done, or a client gets a response that it cannot read. So these
// variables are not part of a function's environment here. They are separate settings, derived from those resources.

/** The ARNs of the sources whose event source mapping accepts a report of failed records, separated by commas. */
const PARTIAL_BATCH_RESPONSE = 'ALR_PARTIAL_BATCH_RESPONSE';

/** The invoke mode of the function URL. */
const INVOKE_MODE = 'ALR_INVOKE_MODE';

/** The id of the function's role, if that is another role than the function was created with; see `role-mark`. */
const ROLE_ID = 'ALR_ROLE_ID';

/** The variables of a function, with the coupled ones apart from the others. */
export interface SplitVariables {
  readonly environment: Readonly<Record<string, string>>;
  /** Sorted. A function reports failed records to these sources. */
  readonly partialBatchResponse: readonly string[];
  readonly invokeMode: string | null;
  readonly roleMark?: string | undefined;
}

/** Takes the coupled variables out of the environment of a function. */
export function splitVariables(variables: Readonly<Record<string, string>> = {}): SplitVariables {
  const {
    [PARTIAL_BATCH_RESPONSE]: sources = '',
    [INVOKE_MODE]: invokeMode = null,
    [ROLE_ID]: roleMark,
    ...environment
  } = variables;
  return {
    environment,
    partialBatchResponse: sources
      .split(/[\s,]+/)
      .filter((source) => source !== '')
      .sort(),
    invokeMode,
    ...(roleMark === undefined ? {} : { roleMark }),
  };
}

/** Reverses {@link splitVariables}. */
export function joinVariables({
  environment,
  partialBatchResponse,
  invokeMode,
  roleMark,
}: SplitVariables): Record<string, string> {
  return {
    ...environment,
    ...(partialBatchResponse.length === 0 ? {} : { [PARTIAL_BATCH_RESPONSE]: partialBatchResponse.join(',') }),
    ...(invokeMode === null ? {} : { [INVOKE_MODE]: invokeMode }),
    ...(roleMark === undefined ? {} : { [ROLE_ID]: roleMark }),
  };
}

/** Whether a function with these variables reports failed records of a source. `true` stands for every source. */
export function reportsFailures({ partialBatchResponse }: SplitVariables, source: string): boolean {
  return partialBatchResponse.some((each) => each === source || each.toLowerCase() === 'true');
}
