import {
  applyDecorators,
  type ArgumentMetadata,
  Injectable,
  Param,
  type PipeTransform,
  type Type,
} from '@nestjs/common';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsEmail,
  Matches,
  MaxLength,
  MinLength,
  registerDecorator,
  ValidateIf,
  type ValidationArguments,
  type ValidationError,
  validate,
  isUUID,
} from 'class-validator';

import type { FieldError } from './problems.js';
import { ValidationFailed } from './refusal.js';

/** Codes of plans and keys of features. */
export const CODE_PATTERN = /^[a-z][a-z0-9_-]{0,62}$/;
/** The largest counter or limit: what a JSON number holds exactly. */
export const MAX_UNITS = Number.MAX_SAFE_INTEGER;

/** PostgreSQL's text holds every character but NUL, which would be a 500 if it got that far. */
// eslint-disable-next-line no-control-regex
const NO_NUL = /^[^\u0000]*$/;

/** The field may be absent. Unlike `IsOptional`, an explicit null is not taken for absence. */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);
/** The field may be absent, or null to clear it. */
export const MayBeNull = () => ValidateIf((_, value) => value !== undefined && value !== null);

const trimmed = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim() : value,
);

/** A line of text of 1 to `max` characters after trimming. */
export const Text = (max: number) =>
  applyDecorators(
    trimmed,
    Matches(NO_NUL, { message: 'must be text without NUL characters' }),
    MinLength(1, { message: 'must not be empty' }),
    MaxLength(max, { message: `must be at most ${max} characters` }),
  );

/** A text of 0 to `max` characters, kept as it is. */
export const LongText = (max: number) =>
  applyDecorators(
    Matches(NO_NUL, { message: 'must be text without NUL characters' }),
    MaxLength(max, { message: `must be at most ${max} characters` }),
  );

/** A plan's code or a feature's key. */
export const Code = () => Matches(CODE_PATTERN, { message: `must match ${CODE_PATTERN.source}` });

/** An e-mail address of ASCII characters, compared and kept in lower case. */
export const Email = () =>
  applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? value.trim().toLowerCase() : value,
    ),
    Matches(/^[\x21-\x7e]+$/, { message: 'must be an e-mail address of ASCII characters' }),
    IsEmail({ allow_utf8_local_part: false }, { message: 'must be an e-mail address' }),
    MaxLength(254, { message: 'must be at most 254 characters' }),
  );

/** The field satisfies `accepts`, which may look at the rest of its object. */
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

/** Reads `?flag=true|false`; anything else reaches the validator as it is and is refused there. */
export const QueryFlag = () =>
  Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value));

/** Reads digits of a query as a number; anything else reaches the validator as it is. */
export const QueryNumber = () =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^-?\d{1,17}$/.test(value) ? Number(value) : value,
  );

/**
 * Reads bodies and queries into their DTO: unknown fields are refused, every wrong field is named. An absent
 * body reads as `{}`, so that a body whose fields are all optional may be empty.
 */
@Injectable()
export class DtoPipe implements PipeTransform {
  async transform(value: unknown, { type, metatype }: ArgumentMetadata): Promise<unknown> {
    if ((type !== 'body' && type !== 'query') || metatype === undefined || metatype === Object) return value;
    const plain = value === undefined ? {} : value;
    if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) {
      throw new ValidationFailed([{ field: 'body', message: 'must be a JSON object' }]);
    }
    const dto = plainToInstance(metatype as Type<object>, plain);
    const errors = await validate(dto, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    if (errors.length > 0) throw new ValidationFailed(errors.flatMap((error) => fieldErrors(error)));
    return dto;
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
    field,
    message: rule === 'whitelistValidation' ? 'is not a known field' : withoutField(message, error.property),
  }));
  return [...own.slice(0, 1), ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** class-validator begins its messages with the property's name, which `field` says already. */
const withoutField = (message: string, property: string): string =>
  message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;

class FieldPipe implements PipeTransform<unknown, string> {
  constructor(
    private readonly field: string,
    private readonly accepts: (value: string) => boolean,
    private readonly message: string,
  ) {}

  transform(value: unknown): string {
    if (typeof value === 'string' && this.accepts(value)) return value;
    throw new ValidationFailed([{ field: this.field, message: this.message }]);
  }
}

/** A UUID in the path. A malformed one is 400, as the order of refusals says, an unknown one 404. */
export const IdParam = (name = 'id') =>
  Param(name, new FieldPipe(name, (value) => isUUID(value), 'must be a UUID'));

/** A plan code or feature key in the path. */
export const CodeParam = (name: string) =>
  Param(name, new FieldPipe(name, (value) => CODE_PATTERN.test(value), `must match ${CODE_PATTERN.source}`));

const RESOURCE_PATTERN = /^[A-Za-z0-9._:-]{1,100}$/;
/** The caller's own name of a held resource, in the path. */
export const ResourceParam = (name = 'resource') =>
  Param(
    name,
    new FieldPipe(name, (value) => RESOURCE_PATTERN.test(value), `must match ${RESOURCE_PATTERN.source}`),
  );
