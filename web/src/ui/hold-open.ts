import { createContext } from 'react';

/**
 * Tells the dialog around a form whether a request is under way. A dialog that closes meanwhile would lose the answer: an error, or a
 * secret that is shown once.
 */
export const HoldOpen = createContext<(isBusy: boolean) => void>(() => undefined);
