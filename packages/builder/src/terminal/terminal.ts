/** The output streams of a command and the environment that it runs in. */
export interface Terminal {
  /** Takes the result of the command. */
  readonly stdout: NodeJS.WriteStream;
  /** Takes progress and notes. */
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}
