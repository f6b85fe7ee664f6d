import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

/** Most requests come from few addresses, and to parse one costs more than to look it up. */
const clients = new LRUCache<string, string>({ max: 1000 });

/**
 * What counts as one client of an address: an IPv4 address, also where it is written as IPv6, or
 * the /64 network of an IPv6 address, of which one client has all. A port is ignored, and so is the
 * spelling. A text that is no address stays as it is. A connection that its client has reset has none.
 */
export function clientOf(address = ''): string {
  let client = clients.get(address);
  if (client === undefined) clients.set(address, (client = parsedClient(address)));
  return client;
}

function parsedClient(address: string): string {
  const text =
    /^\[([^\]]*)\](:\d+)?$/.exec(address)?.[1] ?? address.replace(/^([\d.]+):\d+$/, '$1');
  if (!ipaddr.isValid(text)) return text;
  const parsed = ipaddr.process(text);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
