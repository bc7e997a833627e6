import type { ErrorCode } from 'yaml';

/**
 * What an error of the YAML parser means. The parser's own messages for these codes quote the text, which may be a
 * secret, or mention only the parser's terms.
 */
const descriptions: Partial<Record<ErrorCode, string>> = {
  BAD_ALIAS: 'text that starts with * or & must be in quotes',
  BAD_COLLECTION_TYPE: 'text that starts with ! must be in quotes',
  BAD_DIRECTIVE: 'text that starts with % must be in quotes',
  BAD_DQ_ESCAPE: 'an invalid escape sequence: write \\\\ for a backslash, or use single quotes',
  BAD_SCALAR_START: 'text that starts with this character must be in quotes',
  TAG_RESOLVE_FAILED: 'text that starts with ! must be in quotes',
  UNEXPECTED_TOKEN: 'unexpected text: a value with special characters must be in quotes',
};

/** The codes whose messages are fixed texts. */
const fixedMessages: ReadonlySet<ErrorCode> = new Set([
  'ALIAS_PROPS',
  'BAD_INDENT',
  'BAD_PROP_ORDER',
  'BLOCK_AS_IMPLICIT_KEY',
  'BLOCK_IN_FLOW',
  'DUPLICATE_KEY',
  'KEY_OVER_1024_CHARS',
  'MISSING_CHAR',
  'MULTILINE_IMPLICIT_KEY',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_DOCS',
  'MULTIPLE_TAGS',
  'NON_STRING_KEY',
  'TAB_AS_INDENT',
]);

/** Describes an error or a warning of the YAML parser without quoting the text. */
export function describeYamlError({ code, message }: { readonly code: ErrorCode; readonly message: string }): string {
  return descriptions[code] ?? (fixedMessages.has(code) ? message : 'the parser cannot read it from here on');
}
