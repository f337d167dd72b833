/** Turns the text of a field for day and time into an ISO time. In the console such fields are in UTC. */
export const utc = (written: string): string => (written === '' ? '' : `${written.slice(0, 16)}:00.000Z`);
