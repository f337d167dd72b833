import { applyDecorators, HttpCode, SetMetadata, type Type } from '@nestjs/common';
import type { ChapterName } from './chapters.js';
import type { ProblemCode } from './problems.js';

/** What the OpenAPI documents say about a route, in addition to its types and its access declaration. */
export interface OperationNotes {
  /**
   * The operation's id: a verb and a noun, such as `listKeys`. Generated clients name their functions after it, so it is
   * unique and never changes once released. `test/openapi/operation-ids.ts` lists all of them.
   */
  id: string;
  summary: string;
  description?: string;
  /** The shape of a success; absent where there is no body. */
  answers?: Type<unknown>;
  /** The answer is a page of `answers`. */
  list?: boolean;
  /** The parameter that takes a page's `nextCursor`, where that is not `cursor`. */
  cursor?: 'after';
  /** The caller may also ask for the answer as CSV. */
  csv?: boolean;
  /** The answer is a file of this media type. */
  file?: string;
  /** The answer is plain text. */
  text?: boolean;
  /** A credential that the configuration can require, and that the guard does not know. */
  mayNeed?: 'metricsToken';
  status?: number;
  /** Says when the answer is 204 without a body; absent where that never happens. */
  orNothing?: string;
  /** An example of the body. A fresh server answers it with the documented status. */
  body?: Record<string, unknown>;
  /** Examples of path parameters, where the usual ones do not fit. */
  params?: Record<string, string>;
  /** Examples of query parameters. */
  query?: Record<string, string | number | boolean>;
  /** The problems of the route itself. Problems of access and of malformed input are added automatically. */
  refuses?: ProblemCode[];
  /** The values of `state` with which the route answers `wrong_state`, each with its meaning. */
  states?: Record<string, string>;
}

export const OPERATION = 'tenure:operation';
export const CHAPTER = 'tenure:chapter';

/** Names the chapter of the OpenAPI documents for all operations of a controller, or for one method. */
export const Chapter = (name: ChapterName) => SetMetadata(CHAPTER, name);

/** Describes a route to integrators, and sets the status of a success (200 by default). */
export const Operation = (notes: OperationNotes) =>
  applyDecorators(SetMetadata(OPERATION, notes), HttpCode(notes.status ?? 200));
