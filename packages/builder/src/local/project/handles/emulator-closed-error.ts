/** The emulator has been closed, so that it does nothing any more. */
export class EmulatorClosedError extends Error {
  constructor(action: string) {
    super(`cannot ${action}, because the emulator is closed: do that before close(), or start another emulator`);
  }

  override get name(): string {
    return 'EmulatorClosedError';
  }
}

/**
 * Called before something is changed.
 *
 * @param action what is to be done, as in "cannot …"
 * @throws {EmulatorClosedError} the emulator is closed
 */
export type CheckOpen = (action: string) => void;
