import { useState } from 'preact/hooks';
import { createApi, Failure } from './api.js';
import { demoUsers, rocketChatSession, type Credentials } from './credentials.js';
import { DashboardViewer } from './operations.generated.js';
import type { Viewer } from './viewer-first.js';

export interface SignInProps {
  /** Why the reader is here again. */
  readonly reason?: string | undefined;
  readonly onSignIn: (credentials: Credentials, viewer: Viewer, isStored: boolean) => void;
}

/** The form for a user id and a token; no other request is sent until the gateway accepts it. */
export function SignIn({ reason, onSignIn }: SignInProps) {
  const [problem, setProblem] = useState(reason);
  const [isBusy, setBusy] = useState(false);
  const [isStored, setStored] = useState(true);
  const session = rocketChatSession();

  async function signIn(credentials: Credentials): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    try {
      const { viewer } = await createApi(credentials).run(
        DashboardViewer,
        {},
        new AbortController().signal,
      );
      onSignIn(credentials, viewer, isStored);
    } catch (error) {
      setBusy(false);
      setProblem(
        error instanceof Failure && error.kind !== 'unauthenticated'
          ? error.message
          : 'The gateway did not accept this user id and token.',
      );
    }
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    const values = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => {
      const value = values.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    void signIn({ userId: text('userId'), token: text('token') });
  }

  return (
    <main class="sign-in">
      <h1>Engagement</h1>
      <p>How a Rocket.Chat workspace is used. Sign in as one of its users.</p>
      {problem !== undefined && (
        <p role="alert" class="problem">
          {problem}
        </p>
      )}
      {session && (
        <button
          type="button"
          class="primary"
          disabled={isBusy}
          onClick={() => {
            void signIn(session);
          }}
        >
          Use my Rocket.Chat session
        </button>
      )}
      {demoUsers().map(({ name, ...credentials }) => (
        <button
          type="button"
          class="demo"
          key={name}
          disabled={isBusy}
          onClick={() => {
            void signIn(credentials);
          }}
        >
          Sign in as {name}
        </button>
      ))}
      <form onSubmit={submit}>
        <label>
          User id
          <input
            name="userId"
            autocomplete="username"
            required
            autocapitalize="off"
            spellcheck={false}
          />
        </label>
        <label>
          Personal access token
          <input name="token" type="password" autocomplete="current-password" required />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={!isStored}
            onChange={({ currentTarget }) => {
              setStored(!currentTarget.checked);
            }}
          />
          Do not store it, not even for this tab
        </label>
        <button type="submit" class="primary" disabled={isBusy}>
          Sign in
        </button>
      </form>
      <details>
        <summary>Where to find them</summary>
        <p>
          Rocket.Chat shows both once: My Account → Personal Access Tokens → Add. A token does not
          expire and can bypass two-factor authentication, so use one of a user who has the
          permission view-engagement-dashboard and no other. The page stores it in this tab alone.
        </p>
      </details>
    </main>
  );
}
