/** The operators of event patterns. */
export type Operator =
  | 'prefix'
  | 'suffix'
  | 'equals-ignore-case'
  | 'wildcard'
  | 'anything-but'
  | 'numeric'
  | 'cidr'
  | 'exists';

/** The operators that `anything-but` can contain. */
export type NegatedOperator = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard';

/** The rules for patterns of one service. All of them share one language, but not all of its operators. */
export interface Dialect {
  /** Completes "... do not know the operator". */
  readonly name: string;
  readonly operators: readonly Operator[];
  readonly negatedOperators: readonly NegatedOperator[];
  /** Whether `prefix` and `suffix` can contain `equals-ignore-case`. */
  readonly hasCaseInside: boolean;
  /** The largest number, positive or negative, that `numeric` and `anything-but` compare. */
  readonly maxNumber: number;
  /** The digits after the decimal point. */
  readonly maxDecimals: number;
}

const textOperators = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'] as const;

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export const eventBridgeDialect: Dialect = {
  name: 'event patterns',
  operators: [...textOperators, 'anything-but', 'numeric', 'cidr', 'exists'],
  negatedOperators: textOperators,
  hasCaseInside: true,
  maxNumber: 5_000_000_000,
  maxDecimals: 6,
};

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax */
export const mappingDialect: Dialect = {
  ...eventBridgeDialect,
  name: "Lambda's filters",
  operators: ['prefix', 'suffix', 'equals-ignore-case', 'anything-but', 'numeric', 'exists'],
  negatedOperators: [],
  hasCaseInside: false,
};

/** https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html */
export const topicDialect: Dialect = {
  ...eventBridgeDialect,
  name: "SNS's filter policies",
  operators: ['prefix', 'suffix', 'equals-ignore-case', 'anything-but', 'numeric', 'cidr', 'exists'],
  negatedOperators: ['prefix'],
  hasCaseInside: false,
  maxNumber: 1_000_000_000,
  maxDecimals: 5,
};
