import type { Type } from '@nestjs/common';
import { plainToInstance, TransformationType } from 'class-transformer';
import { defaultMetadataStorage as storage } from 'class-transformer/cjs/storage.js';
import { getMetadataStorage } from 'class-validator';

type Fields = Record<string, unknown>;
type Dto = Type<Fields>;

/**
 * Makes a DTO of what was sent. A field that the DTO has no rule for is left out and named in `unknown`, as a path. What
 * stands in a field that holds no DTO, such as `metadata`, is kept as it was sent, whatever its keys.
 *
 * class-transformer 0.5.1 calls a key `constructor` of any object it walks through, and drops `__proto__`. It is shown one
 * DTO at a time, and objects inside it as functions, which it passes through. It is not asked about a DTO for which it
 * has no rules: to find that out again for each field takes longer than the rest.
 */
export function readDto(type: Dto, sent: object, unknown: string[], parent = ''): Fields {
  const { fields, isTransformed } = shapeOf(type);
  const shown: Fields = {};
  for (const [name, value] of Object.entries(sent)) {
    if (!fields.has(name)) unknown.push(parent + name);
    else shown[name] = holdsObjects(value) ? () => value as unknown : value;
  }
  const dto = isTransformed ? plainToInstance(type, shown) : Object.assign(new type(), shown);
  for (const [name, value] of Object.entries(dto)) {
    if (typeof value !== 'function') continue;
    dto[name] = readInner(fields.get(name) ?? null, (value as () => unknown)(), unknown, parent + name);
  }
  return dto;
}

function readInner(type: Dto | null, sent: unknown, unknown: string[], path: string): unknown {
  if (type === null || typeof sent !== 'object' || sent === null) return sent;
  if (!Array.isArray(sent)) return readDto(type, sent, unknown, `${path}.`);
  return sent.map((item, index) => readInner(type, item, unknown, `${path}.${index}`));
}

const holdsObjects = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(holdsObjects) : typeof value === 'object' && value !== null;

interface Shape {
  /** The fields that a DTO has rules for, each with the DTO that it holds, if any. */
  fields: Map<string, Dto | null>;
  /** True when class-transformer has a rule for one of them. */
  isTransformed: boolean;
}

const known = new Map<Dto, Shape>();

function shapeOf(type: Dto): Shape {
  let shape = known.get(type);
  if (shape === undefined) {
    const rules = getMetadataStorage().getTargetValidationMetadatas(type, '', false, false);
    const fields = new Map(rules.map(({ propertyName }) => [propertyName, innerOf(type, propertyName)]));
    shape = { fields, isTransformed: [...fields.keys()].some((field) => isTransformed(type, field)) };
    known.set(type, shape);
  }
  return shape;
}

const isTransformed = (type: Dto, field: string): boolean =>
  storage.findTypeMetadata(type, field) !== undefined ||
  storage.findTransformMetadatas(type, field, TransformationType.PLAIN_TO_CLASS).length > 0 ||
  storage.findExposeMetadata(type, field) !== undefined ||
  storage.findExcludeMetadata(type, field) !== undefined;

const innerOf = (type: Dto, property: string): Dto | null =>
  (storage.findTypeMetadata(type, property)?.typeFunction?.() as Dto | undefined) ?? null;
