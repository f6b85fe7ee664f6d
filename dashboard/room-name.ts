const typeNames: Readonly<Record<string, string>> = {
  c: 'Public channels',
  p: 'Private groups',
  d: 'Direct messages',
  l: 'Livechat',
  v: 'VoIP',
};

/** Rooms of a type; Rocket.Chat’s letter where it is an unknown one. */
export function roomTypeName(type: string): string {
  return typeNames[type] ?? `Type “${type}”`;
}

const roomNames: Readonly<Record<string, string>> = {
  c: 'channel',
  p: 'private group',
  d: 'direct messages',
  l: 'livechat',
};

/** One room’s type in a word. */
export function roomKind(type: string): string {
  return roomNames[type] ?? type;
}

/** A room by its name, or by its members; hidden ones by their type. */
export function roomName({
  type,
  name,
  usernames,
}: {
  readonly type: string;
  readonly name: string | null;
  readonly usernames: readonly string[] | null;
}): string {
  if (name !== null && name !== '') return name;
  if (usernames && usernames.length > 0) return usernames.join(', ');
  return `(${roomKind(type)} without a name)`;
}
