import { FairQueue } from './fair-queue.js';
import { Refusal } from './refusal.js';

/** How many are answered together at most: beyond this a round takes longer than it saves. */
const ROUND = 500;
/** How many may wait; more would wait for seconds, and a client can ask again better than we can hold it. */
export const WAITING = 5_000;
/** Milliseconds that one may wait for a round to begin. */
const PATIENCE_MS = 10_000;
/** Milliseconds that a round may take: longer than a dead connection is waited for, so this is what ends all else. */
const ROUND_LIMIT_MS = 12_000;

interface GatheringOptions<Question> {
  /** Whose question it is: those of one lane keep their order, and the lanes take turns. One lane for all unless told. */
  laneOf?: (question: Question) => string;
  waitingAtMost?: number;
  /** What callers are told whose round took too long. */
  tooLate?: () => Refusal;
}

interface Asked<Question, Answer> {
  question: Question;
  since: number;
  resolve: (answer: Answer | Promise<Answer>) => void;
  reject: (error: Error) => void;
}

/**
 * Answers many callers with one statement: those who ask while a round is under way form the next ones, in the order in
 * which they came. There is no timer, so nobody waits who need not, and one round at a time, so nobody is overtaken.
 * A round begins after its last caller has asked: what it reads is never older than the question.
 *
 * A round takes half of those who are about, who are those that wait and those of the last round: while the database
 * works for one half, this process hears and answers the other (docs/decisions/gathering.md).
 */
export class Gathering<Question, Answer> {
  private readonly waiting = new FairQueue<Asked<Question, Answer>>();
  private readonly laneOf: (question: Question) => string;
  private readonly waitingAtMost: number;
  private readonly tooLate: () => Refusal;
  private underWay = false;
  private giveUp = () => {};
  private readonly limit = setTimeout(() => this.giveUp(), ROUND_LIMIT_MS).unref();

  /**
   * `answerAll` answers in the order of the questions; an Error in a place is thrown at that caller alone, and a promise
   * lets it wait for longer than the round. Each lane has its share of a round, and of those who may wait.
   */
  constructor(
    private readonly answerAll: (questions: Question[]) => Promise<(Answer | Error | Promise<Answer>)[]>,
    { laneOf = () => '', waitingAtMost = WAITING, tooLate = notInTime }: GatheringOptions<Question> = {},
  ) {
    this.laneOf = laneOf;
    this.waitingAtMost = waitingAtMost;
    this.tooLate = tooLate;
  }

  /** @throws Refusal `overloaded` when too many wait already, or for too long; nothing was done then. */
  ask(question: Question): Promise<Answer> {
    const lane = this.laneOf(question);
    if (this.waiting.isFull(lane, this.waitingAtMost)) return Promise.reject(overloaded());
    return new Promise((resolve, reject) => {
      this.waiting.push(lane, { question, since: performance.now(), resolve, reject });
      if (!this.underWay) void this.run();
    });
  }

  /** Asks for those of one lane who have waited elsewhere, before those who wait here. Never refused. */
  askFirst(questions: Question[]): Promise<Answer>[] {
    if (questions.length === 0) return [];
    const asked: Asked<Question, Answer>[] = [];
    const answers = questions.map(
      (question) =>
        new Promise<Answer>((resolve, reject) => {
          asked.push({ question, since: performance.now(), resolve, reject });
        }),
    );
    this.waiting.putFirst(this.laneOf(questions[0] as Question), asked);
    if (!this.underWay) void this.run();
    return answers;
  }

  private async run(): Promise<void> {
    this.underWay = true;
    // Whoever is on the wire by now comes along.
    await new Promise((resolve) => setImmediate(resolve));
    let last = 0;
    let tellLast = () => {};
    for (this.refuseImpatient(); this.waiting.length > 0; this.refuseImpatient()) {
      const half = Math.ceil((this.waiting.length + last) / 2);
      const round = this.waiting.take(Math.min(half, ROUND));
      const answered = this.inTime(this.answerAll(round.map(({ question }) => question)));
      // The database is asked first: what the answers set going would hold it up.
      setImmediate(tellLast);
      tellLast = await answered.then(
        (answers) => () => round.forEach((asked, place) => settle(asked, answers[place])),
        (error: unknown) => () => round.forEach(({ reject }) => reject(error as Error)),
      );
      last = round.length;
    }
    this.underWay = false;
    tellLast();
  }

  /** One timer serves all rounds: a new one for each would keep what the round held until the next full collection. */
  private inTime<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.giveUp = () => reject(this.tooLate());
      this.limit.refresh();
      work.then(resolve, reject);
    });
  }

  private refuseImpatient(): void {
    const oldest = performance.now() - PATIENCE_MS;
    for (const { reject } of this.waiting.takeWhile(({ since }) => since < oldest)) reject(overloaded());
  }
}

export const overloaded = (): Refusal =>
  new Refusal('overloaded', 'Too many requests wait already. Ask again in a moment.');
const notInTime = () => new Refusal('unavailable', 'The database did not answer in time. Ask again.');

function settle<Answer>(
  { resolve, reject }: Asked<unknown, Answer>,
  answer: Answer | Error | Promise<Answer> | undefined,
) {
  if (answer instanceof Error) reject(answer);
  else resolve(answer as Answer | Promise<Answer>);
}

/** Rows in the order of the questions, of which each names the `place` from 1 on; null where there is none. */
export function inPlaces<Row extends { place: number }>(
  rows: Row[],
  { length }: { length: number },
): (Row | null)[] {
  const places = Array.from<Row | null>({ length }).fill(null);
  for (const row of rows) places[row.place - 1] = row;
  return places;
}
