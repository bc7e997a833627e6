import { v4, v5, validate } from 'uuid';

export async function handler() {
  return { isValid: validate(v4()), isNew: new Set([v4(), v4()]).size === 2, name: v5('orders', v5.URL) };
}
