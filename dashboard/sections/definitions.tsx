const definitions: readonly (readonly [string, string])[] = [
  [
    'Online',
    'A person with a session of Rocket.Chat open, in any client. Bots and apps count, visitors who have not signed in do not. A session counts from sign-in until it is closed, over midnight too.',
  ],
  [
    'Distinct people',
    'A person counts once in a bucket, however many sessions they have. The total of a period is not the sum of its buckets.',
  ],
  [
    'Most at one moment',
    'The largest number of distinct people who were online at the same instant.',
  ],
  [
    'Daily, weekly, monthly',
    'Distinct people online on a day, and in the 7 and the 30 days that end with it. There is no number where one of those days is not stored.',
  ],
  ['Stickiness', 'Daily divided by monthly: how much of the month’s people one day sees.'],
  [
    'New users',
    'Rocket.Chat’s own daily count of accounts made, deleted accounts included, per calendar day of its server.',
  ],
  [
    'Messages',
    'Rocket.Chat’s own daily count per room, less messages that were deleted, per calendar day of its server. It cannot be cut by hour or for another time zone.',
  ],
  [
    'Retention',
    'Of the accounts made in a week (or of the people online in it), the share who were online in each week after it.',
  ],
  [
    'Compared',
    'A period of the same length. While a period is running it is compared with the same elapsed part of the other; stored counts over the days that are complete in both.',
  ],
  [
    'Provisional, partial, unknown',
    'Provisional numbers may still grow: the day is not over, or Rocket.Chat’s nightly job, which runs at about 02:00, has not seen it. Partial numbers are lower bounds, because a part of the time is not stored. Unknown is not zero: nothing is stored. Rocket.Chat stores sessions for 45 days.',
  ],
];

/** What each number counts. */
export function Definitions() {
  return (
    <section id="definitions" class="card wide" aria-labelledby="definitions-title">
      <header class="card-head">
        <h2 id="definitions-title">What the numbers mean</h2>
      </header>
      <dl>
        {definitions.map(([term, text]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
