import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv4 } from 'node:net';

const [A, AAAA] = [1, 28];
/** A question that comes so late is the one before, of a resolver that did not hear its answer in time. */
const ASKED_AGAIN_MS = 1_500;

/** A DNS server on loopback that answers every name with what the test says at this moment. */
export class RebindingDns {
  answers: string[] = [];
  /** Answers the next question of each family, and is forgotten then. */
  once: string[] = [];
  /** When `once` was told, by family. */
  private readonly spent = new Map<number, number>();
  /** A busy resolver asks the same question again, and that one gets the same answer. */
  private readonly answered = new Map<string, Buffer>();

  private constructor(private readonly socket: Socket) {
    socket.on('message', (query, { port, address }) => {
      const question = `${port} ${query.toString('hex')}`;
      const answer = this.answered.get(question) ?? this.answer(query);
      this.answered.set(question, answer);
      socket.send(answer, port, address);
    });
  }

  static async start(): Promise<RebindingDns> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new RebindingDns(socket);
  }

  get address(): string {
    return `127.0.0.1:${this.socket.address().port}`;
  }

  async stop(): Promise<void> {
    this.socket.close();
    await once(this.socket, 'close');
  }

  private answer(query: Buffer): Buffer {
    let end = 12;
    while (query[end] !== 0) end += 1 + (query[end] as number);
    const question = query.subarray(12, end + 5);
    const type = query.readUInt16BE(end + 1);
    const records = this.addresses(type).map((address) => record(type, address));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(records.length, 6);
    head.fill(0, 8, 12);
    return Buffer.concat([head, question, ...records]);
  }

  private addresses(type: number): string[] {
    const since = performance.now() - (this.spent.get(type) ?? performance.now());
    const useOnce = this.once.length > 0 && (!this.spent.has(type) || since > ASKED_AGAIN_MS);
    if (useOnce) this.spent.set(type, performance.now());
    return (useOnce ? this.once : this.answers).filter((each) => (isIPv4(each) ? type === A : type === AAAA));
  }
}

function record(type: number, address: string): Buffer {
  const data = type === A ? Buffer.from(address.split('.').map(Number)) : sixteenBytes(address);
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(0, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}

function sixteenBytes(address: string): Buffer {
  const text = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
  });
  const [head = '', tail = ''] = text.split('::');
  const [left, right] = [head, tail].map((part) => part.split(':').filter(Boolean));
  const groups = [...left!, ...Array<string>(8 - left!.length - right!.length).fill('0'), ...right!];
  return Buffer.from(groups.map((group) => group.padStart(4, '0')).join(''), 'hex');
}
