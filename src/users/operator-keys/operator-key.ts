import { hashKey, isWellTyped, KEY_TAIL_LENGTH, newKey } from '../../common/api-key-form.js';

/** The first characters of every operator key. */
export const OPERATOR_KEY_PREFIX = 'tnr_op_';
const PATTERN = new RegExp(`^${OPERATOR_KEY_PREFIX}[0-9A-Za-z]{${KEY_TAIL_LENGTH}}$`);

/** Makes an operator key. It has the form of a bot's key, without a business. */
export const newOperatorKey = (): { apiKey: string; hash: string; lastFour: string } =>
  newKey(OPERATOR_KEY_PREFIX);

/** The hash of an operator key; null if the text is not one, or mistyped. */
export const parseOperatorKey = (text: string): string | null =>
  PATTERN.test(text) && isWellTyped(text) ? hashKey(text) : null;
