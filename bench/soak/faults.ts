import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultProxy } from '../../test/support/fault-proxy.js';

const faults: readonly Fault[] = [
  { kind: 'latency', ms: 100, jitterMS: 100 },
  { kind: 'latency', ms: 5000 },
  { kind: 'refused' },
  { kind: 'reset' },
  { kind: 'black hole' },
  { kind: 'half-closed' },
  { kind: 'drip', bytes: 16, everyMS: 20 },
  { kind: 'corrupt length', length: -5 },
];

const faultMS = 2000;
/**
 * What the driver may take to notice that a database is back: it gives up an attempt to connect
 * that was swallowed after two seconds, and the breaker sends one trial a second.
 */
const recoveryMS = 5000;
const calmMS = 1000;

/** Faults that come and go, one after the other. */
export interface Weather {
  /** Whether a failure can be the fault of a fault that is, or has just been. */
  isRough(): boolean;
  /** The last fault that began. */
  fault(): string;
  /** Begins no other fault, and ends when all has healed. */
  calm(): Promise<void>;
}

export function changingWeather(proxy: FaultProxy): Weather {
  let isRough = false;
  let last = 'none';
  let goesOn = true;

  async function change(): Promise<void> {
    for (let turn = 0; goesOn; turn += 1) {
      const fault = faults[turn % faults.length] ?? { kind: 'refused' };
      last = fault.kind;
      isRough = true;
      await proxy.fail(fault);
      await sleep(faultMS);
      await proxy.heal();
      await sleep(recoveryMS);
      isRough = false;
      await sleep(calmMS);
    }
  }
  const changing = change();
  return {
    isRough: () => isRough,
    fault: () => last,
    calm: async () => {
      goesOn = false;
      await changing;
    },
  };
}
