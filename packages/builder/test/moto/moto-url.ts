import { inject } from 'vitest';

/** The URL of moto; empty if it is not available. */
export const MOTO_URL = inject('motoUrl');
