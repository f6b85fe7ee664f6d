/** Public channels: messages on an ordinary weekday, and the share of the staff who are members. */
export const channels: readonly [name: string, liveliness: number, share: number][] = [
  ['announcements', 1.2, 1],
  ['random', 46, 0.8],
  ['support', 88, 0.25],
  ['engineering', 71, 0.35],
  ['frontend', 38, 0.12],
  ['backend', 43, 0.14],
  ['mobile', 21, 0.08],
  ['incidents', 17, 0.3],
  ['releases', 9, 0.35],
  ['design', 19, 0.1],
  ['marketing', 16, 0.12],
  ['sales', 24, 0.15],
  ['berlin', 13, 0.4],
  ['sao-paulo', 22, 0.4],
  ['bengaluru', 15, 0.2],
  ['lunch', 8, 0.3],
  ['photos', 3, 0.25],
  ['book-club', 0.6, 0.05],
  ['archive-2022', 0.02, 0.1],
];

/** Private groups: messages on an ordinary weekday, and members. */
export const groups: readonly [name: string, liveliness: number, members: number][] = [
  ['leadership', 18, 9],
  ['people-ops', 12, 6],
  ['finance', 9, 7],
  ['security', 14, 8],
  ['hiring', 11, 15],
  ['on-call', 26, 18],
  ['contracts', 0.8, 5],
];
