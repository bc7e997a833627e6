export const placeholder = 'writer';
