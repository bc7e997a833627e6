/** What a time is, in descriptions. */
export const TIME = 'Milliseconds since 1970, on the clock of the sources';
