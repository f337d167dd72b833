import { newKey } from '@tenure/sdk';
import { useState } from 'react';

/**
 * One idempotency key for each opened form. If the answer is lost and the button is pressed again, money or units are given once.
 */
export const useKeyOfForm = (): string => useState(newKey)[0];
