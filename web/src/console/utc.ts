/** The text of a field of a day and a time, which is in UTC in the console. */
export const utc = (written: string): string => (written === '' ? '' : `${written.slice(0, 16)}:00.000Z`);
