/** The value of `data` for keeping nothing. */
export const MEMORY = 'memory';

/** Where `alr-builder local` keeps its state in a project. */
export const DEFAULT_DATA = '.alr/local';
