import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { isAllowedAddress, type Cidr, toNetworks } from './addresses.js';

/** Milliseconds for one DNS query. Each query is sent twice at most. */
const QUESTION_MS = 2_000;

/**
 * A host to which no webhook may be sent. The message names no address, because that would tell strangers about internal
 * networks.
 */
export class ForbiddenTarget extends Error {
  constructor() {
    super('The host is not on the Internet.');
    this.name = 'ForbiddenTarget';
  }
}

/** A host whose name has no address now. */
export class UnknownTarget extends Error {
  constructor() {
    super('The host name has no address.');
    this.name = 'UnknownTarget';
  }
}

/** Finds the addresses of a receiver, and refuses internal ones. */
@Injectable()
export class TargetAddressesService {
  /** The DNS servers to ask; those of the machine when it is null. */
  servers: string[] | null = null;
  private readonly allowed: { operators: Cidr[]; businesses: Cidr[] };

  constructor(@Inject(CONFIG) { webhookNetworks, nodeEnv }: Pick<Config, 'webhookNetworks' | 'nodeEnv'>) {
    const operators = toNetworks(webhookNetworks);
    // In production strangers sign up, and would reach the networks of the operators by an endpoint of their own.
    this.allowed = { operators, businesses: nodeEnv === 'production' ? [] : operators };
  }

  /**
   * Finds all addresses of a host in a URL, and checks each of them. Connect to these addresses: a second answer of DNS may
   * differ.
   *
   * @param ofOperators Whether the endpoint is the operators'. In production WEBHOOK_NETWORKS is for these endpoints alone.
   * @throws ForbiddenTarget when one of them is internal; UnknownTarget when there is none; the reason of `signal`
   */
  async addressesOf(hostname: string, ofOperators: boolean, signal: AbortSignal): Promise<LookupAddress[]> {
    const allowed = this.allowed[ofOperators ? 'operators' : 'businesses'];
    const addresses = await this.resolve(hostname, allowed, signal);
    signal.throwIfAborted();
    if (addresses.length === 0) throw new UnknownTarget();
    if (addresses.some(({ address }) => !isAllowedAddress(address, allowed))) throw new ForbiddenTarget();
    return addresses;
  }

  private async resolve(hostname: string, allowed: Cidr[], signal: AbortSignal): Promise<LookupAddress[]> {
    const host = hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    // A name without a dot belongs to this machine or its network. If no internal network is allowed, the name is not looked up,
    // because the answer would show which names exist.
    if (!host.includes('.') && allowed.length === 0) throw new ForbiddenTarget();
    if (!host.includes('.')) return dns.lookup(host, { all: true }).catch(() => []);
    return this.lookUp(host, signal);
  }

  /**
   * Asks DNS without the system's resolver. The system's resolver uses the few threads that also hash passwords, and a DNS server
   * that never answers would occupy them.
   */
  private async lookUp(host: string, signal: AbortSignal): Promise<LookupAddress[]> {
    const resolver = new dns.Resolver({ timeout: QUESTION_MS, tries: 2 });
    if (this.servers !== null) resolver.setServers(this.servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const [v4, v6] = await Promise.all([
        resolver.resolve4(host).catch(() => []),
        resolver.resolve6(host).catch(() => []),
      ]);
      return [
        ...v4.map((address) => ({ address, family: 4 })),
        ...v6.map((address) => ({ address, family: 6 })),
      ];
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }
}
