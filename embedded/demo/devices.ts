import type { Document } from '../../data/workspace.js';
import type { Random } from './random.js';

/** What Rocket.Chat makes of a user agent, as a session stores it. */
export interface Device extends Document {
  readonly type: string;
  readonly name: string;
  readonly longVersion: string;
  readonly version: string;
  readonly os: { readonly name: string; readonly version: string };
}

export type DeviceKind = 'desktop' | 'browser' | 'mobile' | 'script';

/** A device in somebody's hands, signed in once and resumed since. */
export interface OwnedDevice {
  readonly kind: DeviceKind;
  readonly device: Device;
  readonly ip: string;
  readonly loginToken: string;
  /** When it signed in, in milliseconds since 1970. */
  readonly since: number;
  /** Signs in anew for every session and out at its end, as on a shared computer. */
  readonly signsOut: boolean;
}

const macOS = { name: 'Mac OS', version: '10.15.7' };
const windows = { name: 'Windows', version: '10' };
const linux = { name: 'Linux', version: 'x86_64' };

function device(type: string, name: string, longVersion: string, os: Device['os']): Device {
  // Rocket.Chat keeps at most the first three numbers.
  const version = /(?:\d+\.){0,2}\d+/.exec(longVersion)?.[0] ?? '';
  return { type, name, longVersion, version, os };
}

const catalogue: Record<DeviceKind, readonly Device[]> = {
  desktop: [
    device('desktop-app', 'Rocket.Chat', '4.3.1', macOS),
    device('desktop-app', 'Rocket.Chat', '4.3.1', windows),
    device('desktop-app', 'Rocket.Chat', '4.1.2', windows),
    device('desktop-app', 'Rocket.Chat', '4.2.0', linux),
  ],
  browser: [
    device('browser', 'Chrome', '131.0.0.0', windows),
    device('browser', 'Chrome', '131.0.0.0', macOS),
    device('browser', 'Chrome', '130.0.0.0', linux),
    device('browser', 'Firefox', '133.0', linux),
    device('browser', 'Firefox', '128.0', windows),
    device('browser', 'Safari', '18.1.1', macOS),
    device('browser', 'Edge', '131.0.0.0', windows),
  ],
  mobile: [
    device('mobile-app', 'RC Mobile', '4.55.0 52100', { name: 'Android', version: '14' }),
    device('mobile-app', 'RC Mobile', '4.54.1 51988', { name: 'Android', version: '13' }),
    device('mobile-app', 'RC Mobile', '4.55.0 52101', { name: 'iOS', version: '18.1' }),
    device('mobile-app', 'RC Mobile', '4.53.0 51640', { name: 'iOS', version: '17.6' }),
  ],
  script: [device('other', '', '', { name: '', version: '' })],
};

/** A device of that kind, signed in at `since`. Its address is of the ranges kept for documentation. */
export function ownedDevice(
  kind: DeviceKind,
  random: Random,
  since: number,
  signsOut = false,
): OwnedDevice {
  const network = {
    desktop: '203.0.113',
    browser: '198.51.100',
    mobile: '192.0.2',
    script: '10.4.0',
  };
  return {
    kind,
    device: random.pick(catalogue[kind]),
    ip: `${network[kind]}.${random.integer(1, 254)}`,
    loginToken: random.hashedToken(),
    since,
    signsOut,
  };
}
