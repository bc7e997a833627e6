/** Values that a shell looks up when it completes them. */
export type ListName = 'profile' | 'stage' | 'function';

/**
 * Functions of a shell that print the values of a list, one per line: the AWS profiles, the stages that have an overlay,
 * and the functions in `lambda.yaml`. They work in bash and zsh. Starting Node would take too long.
 */
export const shellLists = `_alr_builder_profile() {
  sed -n -e 's/^\\[profile \\([^] ]*\\)\\]$/\\1/p' -e 's/^\\[\\([^] ]*\\)\\]$/\\1/p' \\
    "\${AWS_CONFIG_FILE:-$HOME/.aws/config}" "\${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}" 2>/dev/null | sort -u
}
_alr_builder_stage() {
  ls 2>/dev/null | sed -n 's/^lambda\\.\\([^.]*\\)\\.yaml$/\\1/p'
}
_alr_builder_function() {
  sed -n '/^functions:/,/^[^ #]/s/^  \\([A-Za-z0-9_-]*\\):.*/\\1/p' lambda.yaml 2>/dev/null
}`;
