const hoursOfDay = 24;

/** Distinct users in each hour of one day. */
export class UsersPerHour {
  /** By number of the user, a bit for each hour. */
  #hours = new Uint32Array(1024);

  /** Counts a user in the hours from `first` to `last`, both included; in none when `last` is less. */
  add(user: number, first: number, last: number): void {
    if (last < first) return;
    if (user >= this.#hours.length) {
      const larger = new Uint32Array(Math.max(user + 1, 2 * this.#hours.length));
      larger.set(this.#hours);
      this.#hours = larger;
    }
    this.#hours[user] = (this.#hours[user] ?? 0) | (((1 << (last - first + 1)) - 1) << first);
  }

  /**
   * How many users there are in each hour, by hour. Number 0, which stands for no user, is not
   * counted; an hour with no session at all is `undefined`.
   */
  counts(): (number | undefined)[] {
    const counts = new Uint32Array(hoursOfDay);
    let any = 0;
    for (let user = 0; user < this.#hours.length; user += 1) {
      let bits = this.#hours[user] ?? 0;
      any |= bits;
      if (user === 0) continue;
      while (bits !== 0) {
        const hour = 31 - Math.clz32(bits);
        counts[hour] = (counts[hour] ?? 0) + 1;
        bits ^= 1 << hour;
      }
    }
    return Array.from(counts, (count, hour) => ((any >> hour) & 1 ? count : undefined));
  }
}
