export const placeholder = 'context';
