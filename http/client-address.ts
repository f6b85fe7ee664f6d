import ipaddr from 'ipaddr.js';

/**
 * What counts as one client of an address: an IPv4 address, also where it is written as IPv6, or
 * the /64 network of an IPv6 address, of which one client has all. A port is ignored, and so is the
 * spelling. A text that is no address stays as it is.
 */
export function clientOf(address: string): string {
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
