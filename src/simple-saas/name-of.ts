import { asOneLine } from '../common/validation.js';

/** A name of the original as one line of at most 100 characters. */
export const nameOf = (text: string): string => shortened(asOneLine(text.replaceAll('\0', '')), 100).trim();

/** The first `max` characters of a text. A surrogate pair is not cut in two, because PostgreSQL cannot hold half of it. */
export const shortened = (text: string, max: number): string => text.slice(0, max).replace(/\p{Cs}$/u, '');
