export const placeholder = 'event';
