import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  IsDate,
  isEmail,
  IsEmail,
  IsString,
  IsUUID,
  Matches,
  MaxLength,
  MinLength,
  registerDecorator,
  ValidateIf,
  type ValidationArguments,
} from 'class-validator';
import { instantFrom } from './instant.js';

/** Matches codes of plans and keys of features. */
export const CODE_PATTERN = /^[a-z][a-z0-9_-]{0,62}$/;
export const CODE_RULE = 'must be 1 to 63 lower-case letters, digits, "_" and "-", and begin with a letter';
/** The largest counter or limit: the largest integer that a JSON number holds exactly. */
export const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/** Matches text that PostgreSQL's text and jsonb can hold: without NUL and without half of a surrogate pair. */
// eslint-disable-next-line no-control-regex
export const STORABLE = /^[^\u0000\p{Cs}]*$/u;
/** Matches JSON text that PostgreSQL cannot hold: `JSON.stringify` escapes NUL and half of a pair. */
const ESCAPED_UNSTORABLE = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;
export const isStorableJson = (json: string): boolean => !ESCAPED_UNSTORABLE.test(json);

/** The field may be absent. Unlike `IsOptional`, an explicit null is not taken for absence. */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);
/** The field may be absent, or null to clear it. */
export const MayBeNull = () => ValidateIf((_, value) => value !== undefined && value !== null);

/**
 * Makes one trimmed line. Line breaks become spaces. Other control characters, and characters that change the direction of the text
 * beside them, are removed. NUL stays, and the validator refuses it later.
 */
export const asOneLine = (text: string): string =>
  text
    .replaceAll(/[\r\n\t\u0085\u2028\u2029]+/g, ' ')
    .replaceAll(/\p{Cc}|\p{Bidi_Control}/gu, (character) => (character === '\0' ? character : ''))
    .trim();

const OneLine = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? asOneLine(value) : value,
);

/** Text of any length that the database can hold. */
export const Storable = () =>
  applyDecorators(
    Matches(STORABLE, { message: 'must be Unicode text without NUL characters' }),
    IsString({ message: 'must be a string' }),
  );

/** Whether a text has at most `max` code points. `maxLength` of JSON Schema counts them too. */
export const isNoLonger = (text: string, max: number): boolean =>
  text.length <= max || Array.from(text).length <= max;

/** A rule of the length of a text. `MaxLength` and `MinLength` of class-validator count no variation selectors. */
const Length =
  (name: string, message: string, accepts: (text: string) => boolean): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: { validate: (value: unknown) => typeof value === 'string' && accepts(value) },
    });
/** At most `max` code points. */
export const NoLonger = (max: number) =>
  Length('maxLength', `must be at most ${max} characters`, (text) => isNoLonger(text, max));
/** At least `min` code points. */
export const NoShorter = (min: number) =>
  Length('minLength', `must be at least ${min} characters`, (text) => Array.from(text).length >= min);

/** One line of text of 1 to `max` characters, such as a name. It is read as `asOneLine` says. */
export const Text = (max: number) =>
  applyDecorators(
    OneLine,
    ApiProperty({ minLength: 1, maxLength: max }),
    Storable(),
    MinLength(1, { message: 'must not be empty' }),
    NoLonger(max),
  );

/**
 * An id that another system gave, of 1 to `max` characters. What `asOneLine` would change is refused: the id has to be found again.
 */
export const ForeignId = (max: number) =>
  applyDecorators(
    ApiProperty({ minLength: 1, maxLength: max }),
    Storable(),
    Satisfies(
      'must be one line without blanks at its ends and without control characters',
      (value) => typeof value !== 'string' || asOneLine(value) === value,
    ),
    MinLength(1, { message: 'must not be empty' }),
    NoLonger(max),
  );

/** A text of 0 to `max` characters, which stays as it was sent. */
export const LongText = (max: number) =>
  applyDecorators(ApiProperty({ maxLength: max }), Storable(), NoLonger(max));

/** The id of an object of this service. It is read in lower case, as the service writes it, so that comparisons of text find it. */
export const Id = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.toLowerCase() : value)),
    ApiProperty({ format: 'uuid' }),
    IsUUID(undefined, { message: 'must be a UUID' }),
  );

/** A plan's code or a feature's key. */
export const Code = () =>
  applyDecorators(
    ApiProperty({ pattern: CODE_PATTERN.source }),
    Matches(CODE_PATTERN, { message: CODE_RULE }),
    IsString({ message: 'must be a string' }),
  );

/** A local part in quotes is allowed by the standard, but other systems read it differently. */
const UNQUOTED = /^[^"]*$/;
const PRINTABLE_ASCII = /^[\x21-\x7e]+$/;
const ADDRESS_RULES = { allow_utf8_local_part: false };
const LONGEST_ADDRESS = 254;

/** Whether `Email` accepts a text that is trimmed and in lower case. */
export const isAddress = (text: string): boolean =>
  UNQUOTED.test(text) &&
  PRINTABLE_ASCII.test(text) &&
  text.length <= LONGEST_ADDRESS &&
  isEmail(text, ADDRESS_RULES);

/** An e-mail address of ASCII characters. It is changed to lower case. */
export const Email = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      // `IsEmail` throws on half of a surrogate pair. Its replacement is not ASCII, so the rule below refuses it.
      typeof value === 'string'
        ? value
            .trim()
            .toLowerCase()
            .replaceAll(/\p{Cs}/gu, '\ufffd')
        : value,
    ),
    ApiProperty({ format: 'email', maxLength: LONGEST_ADDRESS }),
    Matches(UNQUOTED, { message: 'must not be quoted' }),
    Matches(PRINTABLE_ASCII, { message: 'must be an e-mail address of ASCII characters' }),
    IsEmail(ADDRESS_RULES, { message: 'must be an e-mail address' }),
    MaxLength(LONGEST_ADDRESS, { message: `must be at most ${LONGEST_ADDRESS} characters` }),
    IsString({ message: 'must be a string' }),
  );

/** `accepts` decides about the field. It may look at the other fields of the object. */
export const Satisfies =
  (message: string, accepts: (value: unknown, object: object) => boolean): PropertyDecorator =>
  (target, property) =>
    registerDecorator({
      name: 'satisfies',
      target: target.constructor,
      propertyName: String(property),
      options: { message },
      validator: {
        validate: (value: unknown, context?: ValidationArguments) => accepts(value, context?.object ?? {}),
      },
    });

/**
 * A list of different values out of `of`, which may be absent. The rule looks at the length first. `ArrayUnique` compares every
 * item with all before it, also if another rule has found that the list is too long.
 */
export const Choices = (of: readonly string[]) =>
  applyDecorators(
    ApiProperty({
      enum: of,
      isArray: true,
      required: false,
      minItems: 1,
      maxItems: of.length,
      uniqueItems: true,
    }),
    MayBeAbsent(),
    Satisfies(
      `must be a list of different values, at least one, out of: ${of.join(', ')}`,
      (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.length <= of.length &&
        value.every((one) => of.includes(one as string)) &&
        new Set(value).size === value.length,
    ),
  );

/** Reads `?flag=true|false` as a boolean. Anything else stays as it is, and the validator refuses it. */
export const QueryFlag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/**
 * An integer in the query, which may be absent. Its digits are read as a number. Anything else stays as it is, and the validator
 * refuses it.
 */
export const QueryNumber = () =>
  applyDecorators(
    ApiProperty({ type: 'integer', required: false }),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,17}$/.test(value) ? Number(value) : value,
    ),
  );

/** Reads a time as `instantFrom` says. Anything else stays as it is, and the validator refuses it. */
export const AsInstant = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' ? (instantFrom(value) ?? value) : value,
  );

/** An ISO 8601 time with an offset. It is read as `AsInstant` says. */
export const Instant = () =>
  applyDecorators(AsInstant(), IsDate({ message: 'must be an ISO 8601 time with offset' }));

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** A day such as 2026-01-31. It stays text. */
export const IsDay = () =>
  Satisfies('must be a date such as 2026-01-31', (value) => {
    if (typeof value !== 'string' || !DATE.test(value)) return false;
    const day = new Date(`${value}T00:00:00.000Z`);
    // PostgreSQL has no year 0.
    return !Number.isNaN(day.getTime()) && day.getUTCFullYear() > 0 && day.toISOString().startsWith(value);
  });
