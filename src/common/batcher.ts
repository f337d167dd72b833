import { FairQueue } from './fair-queue.js';
import { batchMetrics } from './metrics.js';
import { DomainError } from './domain-error.js';
import { currentSpan, inSpan } from './spans.js';
import {
  answerOne,
  type RequestsOfOne,
  type BatchResult,
  type Submitted,
  submittedBy,
  submittedTogether,
} from './submitted.js';
import { traced } from './trace.js';
import type { Slots } from './slots.js';

/** The most requests in a batch. A larger batch would take longer than it saves. */
const BATCH_SIZE = 500;
/**
 * The most requests that may wait. Further requests would wait for seconds, so they are refused, and the client can repeat them.
 */
export const WAITING = 5_000;
/** Milliseconds that a request may wait for its batch to begin. */
const WAIT_LIMIT_MS = 10_000;
/** Milliseconds that a batch may take. The limits of the database are shorter, so this ends only what they could not end. */
const BATCH_LIMIT_MS = 12_000;

export interface BatcherOptions<Request> {
  /** The name of the batches in the metrics. Batches without a name are not counted. */
  name?: string;
  /**
   * The lane of a request, which is the queue of its tenant. Requests of one lane keep their order, and a long lane does not delay
   * the others. By default there is one lane.
   */
  laneOf?: (request: Request) => string;
  waitingAtMost?: number;
  /** The error for callers whose batch took too long. */
  tooLate?: () => DomainError;
  /**
   * Where batchers share slots at the database, a batch waits for a slot and then takes all who wait. Without slots a batch
   * begins at once, and takes half.
   */
  slots?: Slots;
}

/**
 * Answers many callers with one statement. Requests that arrive while a batch is under way form the next batch, in the order of
 * arrival. There is no timer, so a request never waits without need. There is one batch at a time, so no request overtakes another.
 * A batch begins after its last request has arrived, so it never reads data that is older than the request.
 *
 * A batch takes half of the requests that wait and those of the last batch together. While the database works for one half, this
 * process receives and answers the other half (docs/decisions/batching.md). The requests that one caller submits together count as
 * one, and are always in the same batch.
 */
export class Batcher<Request, Answer> {
  private readonly waiting = new FairQueue<RequestsOfOne<Request, Answer>>((submitted) => submitted.length);
  private readonly laneOf: (request: Request) => string;
  private readonly waitingAtMost: number;
  private readonly tooLate: () => DomainError;
  private readonly slots: Slots | undefined;
  private readonly metrics: ReturnType<typeof batchMetrics> | null;
  private readonly name: string;
  private underWay = false;
  private giveUp = () => {};
  private readonly limit = setTimeout(() => this.giveUp(), BATCH_LIMIT_MS).unref();

  /**
   * `answerAll` returns one answer for each request, in their order. An Error as an answer goes to that caller alone. A promise as
   * an answer lets that caller wait longer than the batch. Each lane has its share of a batch, and of the requests that may wait.
   */
  constructor(
    private readonly answerAll: (requests: Request[]) => Promise<BatchResult<Answer>[]>,
    {
      name,
      laneOf = () => '',
      waitingAtMost = WAITING,
      tooLate = notInTime,
      slots,
    }: BatcherOptions<Request> = {},
  ) {
    this.metrics = name === undefined ? null : batchMetrics(name);
    this.name = name === undefined ? 'batch' : `batch ${name}`;
    this.laneOf = laneOf;
    this.waitingAtMost = waitingAtMost;
    this.tooLate = tooLate;
    this.slots = slots;
  }

  /**
   * Answers one request, with the next batch.
   *
   * @throws DomainError `overloaded` when too many requests wait, or this request waited too long; nothing is done.
   */
  submit(request: Request): Promise<Answer> {
    const lane = this.laneOf(request);
    if (this.waiting.isFull(lane, this.waitingAtMost)) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      const span = currentSpan();
      this.waiting.push(lane, [{ request, since: performance.now(), span, resolve, reject }]);
      if (!this.underWay) void this.run();
    });
  }

  /**
   * Answers several requests of one caller, in one batch and in their order. They count as one request in the lane of the first.
   * There is one promise for all, because a promise for each took a tenth of the time of a batch of spends. The promise never
   * fails: if `submit` would throw an error for a request, the error is its answer.
   */
  submitTogether(requests: Request[]): Promise<BatchResult<Answer>[]> {
    if (requests.length === 0) return Promise.resolve([]);
    const lane = this.laneOf(requests[0] as Request);
    if (this.waiting.isFull(lane, this.waitingAtMost))
      return Promise.resolve(requests.map(() => overloaded()));
    return new Promise((resolve) => {
      this.waiting.push(lane, submittedTogether(requests, resolve));
      if (!this.underWay) void this.run();
    });
  }

  /** Answers requests of one lane before all that wait here, because they have waited elsewhere. They are never refused. */
  submitFirst(requests: Request[]): Promise<Answer>[] {
    if (requests.length === 0) return [];
    const [submitted, answers] = submittedBy<Request, Answer>(requests);
    this.waiting.putFirst(
      this.laneOf(requests[0] as Request),
      submitted.map((one) => [one]),
    );
    if (!this.underWay) void this.run();
    return answers;
  }

  private async run(): Promise<void> {
    this.underWay = true;
    // Requests that have arrived by now are part of the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    let last = 0;
    let deliverLast = () => {};
    for (this.refuseExpired(); this.waiting.length > 0; this.refuseExpired()) {
      let release;
      if (this.slots !== undefined) {
        // The callers of the last batch do not wait for this slot.
        deliverLast();
        release = await this.slots.begin();
      }
      const waiting = this.waiting.length;
      const callers = this.waiting.take(release ? waiting : Math.ceil((waiting + last) / 2), BATCH_SIZE);
      const batch = callers.flat();
      const begun = performance.now();
      const answered = this.inTime(this.answer(batch));
      if (release !== undefined) answered.then(release, release);
      // The next statement is sent before the last answers are delivered: delivering them makes all their callers run.
      if (release === undefined) setImmediate(deliverLast);
      deliverLast = await this.deliveryOf(batch, answered);
      this.metrics?.answered(batch.length, performance.now() - begun, this.waiting.length);
      last = callers.length;
    }
    this.underWay = false;
    deliverLast();
  }

  /** When the batch is answered or has failed, returns the function that delivers this to its callers. */
  private deliveryOf(
    batch: Submitted<Request, Answer>[],
    answered: Promise<BatchResult<Answer>[]>,
  ): Promise<() => void> {
    return answered.then(
      (answers) => {
        // The answers are delivered a little later. A rejection that nobody handles until then would end the server.
        for (const answer of answers) if (answer instanceof Promise) answer.catch(() => undefined);
        return () => batch.forEach((submitted, place) => answerOne(submitted, answers[place]));
      },
      (error: unknown) => () => batch.forEach(({ reject }) => reject(error as Error)),
    );
  }

  /** Answers a batch as a span of the first trace that waits for it. The span links to the other traces. */
  private answer(batch: Submitted<Request, Answer>[]): Promise<BatchResult<Answer>[]> {
    const requests = batch.map(({ request }) => request);
    const [parent, ...links] = new Set(batch.flatMap(({ span }) => span ?? []));
    if (parent !== undefined) {
      const fields = { 'tenure.batch.size': batch.length };
      const asked = { name: this.name, kind: 'internal' as const, parent, links, fields };
      return inSpan(asked, undefined, () => this.answerAll(requests));
    }
    // While batches follow each other, they all run in the async context of the request that began the first batch. Its trace does
    // not belong to this batch, so the batch gets an empty trace.
    return currentSpan() === undefined
      ? this.answerAll(requests)
      : traced({}, () => this.answerAll(requests));
  }

  /**
   * Ends a batch that takes too long. One timer serves all batches: a timer for each would hold its batch in memory until the next
   * full garbage collection.
   */
  private inTime<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.giveUp = () => reject(this.tooLate());
      this.limit.refresh();
      work.then(resolve, reject);
    });
  }

  private refuseExpired(): void {
    const oldest = performance.now() - WAIT_LIMIT_MS;
    const late = this.waiting.takeWhile(([first]) => (first as Submitted<Request, Answer>).since < oldest);
    for (const { reject } of late.flat()) reject(overloaded());
  }
}

export const overloaded = (): DomainError =>
  new DomainError('overloaded', 'Too many requests wait already. Try again in a moment.');
const notInTime = () => new DomainError('unavailable', 'The database did not answer in time. Try again.');
