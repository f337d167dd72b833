import { Param, type PipeTransform, type Type } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { BUSINESS_TOKEN_PATTERN } from './business-token.js';
import { ValidationFailed } from './domain-error.js';
import { CODE_PATTERN, CODE_RULE } from './validation.js';

/** What the OpenAPI documents say about a path parameter. */
export interface PathParameter {
  schema: Record<string, unknown>;
  /** Absent for the id of the object that the path names. */
  description?: string;
  example: string;
}

const PATH_PARAMETERS = 'tenure:path-parameters';

/** The path parameters of a controller's method, by name. */
export const pathParametersOf = (
  controller: object,
  method: string | symbol,
): Record<string, PathParameter | undefined> =>
  (Reflect.getMetadata(PATH_PARAMETERS, controller, method) ?? {}) as Record<string, PathParameter>;

/** Declares a path parameter: what the OpenAPI documents say about it, and the pipes that read it. */
export function PathParam(
  name: string,
  documented: PathParameter,
  ...pipes: (PipeTransform | Type<PipeTransform>)[]
): ParameterDecorator {
  const read = Param(name, ...pipes);
  return (controller, method, place) => {
    if (method === undefined) throw new Error('A constructor has no path parameters.');
    read(controller, method, place);
    const parameters = { ...pathParametersOf(controller, method), [name]: documented };
    Reflect.defineMetadata(PATH_PARAMETERS, parameters, controller, method);
    // A path holds text, whatever the pipes make of it. Swagger would leave out a parameter of another type.
    const types = Reflect.getMetadata('design:paramtypes', controller, method) as unknown[] | undefined;
    if (types !== undefined) types[place] = String;
  };
}

/** Accepts a text from the path if `accepts` returns true for it. @throws ValidationFailed otherwise */
export class FieldPipe implements PipeTransform<unknown, string> {
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

const UUID = {
  schema: { type: 'string', format: 'uuid' },
  // An example with the form of an id. No object has this id.
  example: '019cafe0-0000-7000-8000-000000000001',
};

/** Reads a UUID in lower case, as this service writes it, so that comparisons of text find it. */
class InLowerCase implements PipeTransform<string, string> {
  transform(value: string): string {
    return value.toLowerCase();
  }
}

/** A UUID in the path. `pipes` read it further. A malformed UUID is answered with 400, an unknown one with 404. */
export const IdParam = (name = 'id', description?: string, ...pipes: Type<PipeTransform>[]) =>
  PathParam(
    name,
    { ...UUID, description },
    new FieldPipe(name, (value) => isUUID(value), 'must be a UUID'),
    new InLowerCase(),
    ...pipes,
  );

const CodeParam = (name: string, description: string, example: string) =>
  PathParam(
    name,
    { schema: { type: 'string', pattern: CODE_PATTERN.source }, description, example },
    new FieldPipe(name, (value) => CODE_PATTERN.test(value), CODE_RULE),
  );
/** The code of a plan, in the path. */
export const PlanCodeParam = () => CodeParam('code', 'The plan’s code.', 'pro');
/** The key of a feature, in the path. */
export const FeatureParam = (name: 'key' | 'feature', example: string) =>
  CodeParam(name, 'The feature’s key.', example);

/** The token of an invitation or of another mailed link, in the path. */
export const TokenParam = (of = 'an invitation') =>
  PathParam(
    'token',
    {
      schema: { type: 'string', pattern: BUSINESS_TOKEN_PATTERN.source },
      description: `The token of ${of}, as it stands in the link.`,
      example: '0352FrRPTf22Mx2nS8okGWx8Q2vT6kW1mZ4rJ9cB3nL7pD5sG0hF2yA6uE8iO1qVt',
    },
    new FieldPipe('token', (value) => BUSINESS_TOKEN_PATTERN.test(value), `must be the token of ${of}`),
  );

const RESOURCE_PATTERN = /^[A-Za-z0-9._:-]{1,100}$/;
/** The caller's name for a held resource, in the path. */
export const ResourceParam = () =>
  PathParam(
    'resource',
    {
      schema: { type: 'string', pattern: RESOURCE_PATTERN.source },
      description: 'Your own name for the resource that is held.',
      example: 'app-1',
    },
    new FieldPipe(
      'resource',
      (value) => RESOURCE_PATTERN.test(value),
      `must be 1 to 100 letters, digits, ".", "_", ":" and "-"`,
    ),
  );
