import { render } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { createApi } from './api.js';
import { storeCredentials, storedCredentials, type Credentials } from './credentials.js';
import { DashboardPage } from './dashboard-page.js';
import { applyTheme, storedTheme } from './reader-settings.js';
import { SignIn } from './sign-in.js';
import { viewerFirst, type Viewer } from './viewer-first.js';

function App() {
  const [credentials, setCredentials] = useState<Credentials | undefined>(storedCredentials);
  const [viewer, setViewer] = useState<Viewer>();
  const [reason, setReason] = useState<string>();
  const api = useMemo(
    () => credentials && viewerFirst(createApi(credentials), viewer, setViewer),
    // The viewer is known from the form, or found by this very object.
    [credentials],
  );

  if (!api) {
    return (
      <SignIn
        reason={reason}
        onSignIn={(accepted, user, isStored) => {
          storeCredentials(isStored ? accepted : undefined);
          setViewer(user);
          setCredentials(accepted);
        }}
      />
    );
  }
  return (
    <DashboardPage
      api={api}
      viewer={viewer}
      onSignOut={(why) => {
        storeCredentials(undefined);
        setReason(why);
        setViewer(undefined);
        setCredentials(undefined);
      }}
    />
  );
}

applyTheme(storedTheme());
render(<App />, document.getElementById('page') ?? document.body);
