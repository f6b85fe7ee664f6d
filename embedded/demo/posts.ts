import { administrator, memberWithoutPermission } from './credentials.js';
import type { Person } from './person.js';
import { berlin, kolkata, saoPaulo } from './places.js';
import type { Random } from './random.js';

/** What is settled about an account before chance decides the rest. */
export interface Post extends Partial<Pick<Person, 'id' | 'name' | 'username' | 'type' | 'place'>> {
  readonly roles: string[];
  readonly habit: Person['habit'];
  readonly joined: 'at the start' | 'over the years' | 'lately';
}

// Known by name to the documented day.
const founders: readonly Pick<Post, 'id' | 'name' | 'place'>[] = [
  { name: 'Clara Hoffmann', place: berlin, id: administrator.userId },
  { name: 'João Pereira', place: saoPaulo, id: memberWithoutPermission.userId },
  { name: 'Jonas Weber', place: berlin },
  { name: 'Lena Vogel', place: berlin },
  { name: 'Priya Nair', place: kolkata },
  { name: 'Camila Souza', place: saoPaulo },
  { name: 'Rafael Lima', place: saoPaulo },
  { name: 'Thiago Rocha', place: saoPaulo },
  { name: 'Mariana Costa', place: saoPaulo },
];

const services: readonly Post[] = [
  {
    id: 'rocket.cat',
    type: 'bot',
    username: 'rocket.cat',
    name: 'Rocket.Cat',
    roles: ['bot'],
    habit: 'never',
    place: berlin,
    joined: 'at the start',
  },
  {
    type: 'app',
    username: 'github.app',
    name: 'GitHub',
    roles: ['app'],
    habit: 'never',
    place: berlin,
    joined: 'at the start',
  },
  {
    type: 'bot',
    username: 'ci.bot',
    name: 'CI',
    roles: ['bot'],
    habit: 'always',
    place: berlin,
    joined: 'at the start',
  },
];

/** Everybody's post: services and founders first, newcomers last. */
export function posts(random: Random): Post[] {
  const several = (count: number, post: () => Post) => Array.from({ length: count }, post);
  const staff = (joined: Post['joined'], ...roles: string[]): Post => ({
    roles: ['user', ...roles],
    habit: random.pick(['heavy', 'regular', 'regular', 'regular', 'rare']),
    joined,
  });
  const agent = (...roles: string[]): Post => ({
    roles: ['user', 'livechat-agent', ...roles],
    habit: 'shift',
    joined: 'over the years',
  });
  const guest = (joined: Post['joined']): Post => ({ roles: ['guest'], habit: 'visitor', joined });

  return [
    ...services,
    ...founders.map((founder) => ({
      ...(founder.id === administrator.userId
        ? staff('at the start', 'admin')
        : staff('at the start')),
      ...founder,
    })),
    ...several(2, () => staff('over the years', 'admin')),
    ...several(2, () => agent('livechat-manager')),
    ...several(11, () => agent()),
    ...several(3, () => staff('over the years', 'newsroom')),
    ...several(220, () => staff('over the years')),
    ...several(14, () => guest('over the years')),
    ...several(32, () => staff('lately')),
    ...several(3, () => guest('lately')),
  ];
}
