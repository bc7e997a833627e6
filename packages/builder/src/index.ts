export const placeholder = 'builder';
