export interface Credentials {
  readonly userId: string;
  readonly token: string;
}

const key = 'engagement.credentials';

/** What this tab has of an earlier load; another tab has its own. */
export function storedCredentials(): Credentials | undefined {
  return parsed(sessionStorage.getItem(key));
}

export function storeCredentials(credentials: Credentials | undefined): void {
  if (credentials) sessionStorage.setItem(key, JSON.stringify(credentials));
  else sessionStorage.removeItem(key);
}

/** The session of Rocket.Chat’s own page, where this page shares its origin. */
export function rocketChatSession(): Credentials | undefined {
  const userId = localStorage.getItem('Meteor.userId');
  const token = localStorage.getItem('Meteor.loginToken');
  return userId && token ? { userId, token } : undefined;
}

export interface DemoUser extends Credentials {
  readonly name: string;
}

/** The users that the embedded workspace invites with; a real workspace names none. */
export function demoUsers(): DemoUser[] {
  const text = document.querySelector<HTMLMetaElement>('meta[name=demo-users]')?.content;
  return text === undefined ? [] : (JSON.parse(text) as DemoUser[]);
}

function parsed(text: string | null): Credentials | undefined {
  try {
    const { userId, token } = JSON.parse(text ?? '') as Partial<Credentials>;
    return userId && token ? { userId, token } : undefined;
  } catch {
    return undefined;
  }
}
