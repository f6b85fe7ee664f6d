/** An id and token that the embedded workspace prints at the start. They are valid in the demo only. */
export interface Credentials {
  readonly userId: string;
  readonly token: string;
}

/** Holds the role `admin`, and with it `view-engagement-dashboard`. */
export const administrator: Credentials = {
  userId: 'rbAPXnMktTFbNpwtJ',
  token: 'HF0U3GBQHzC0pL_f_XXFHEfgXR8041XGldg2m_z8JQ0',
};

/** Has valid credentials and not the permission. */
export const memberWithoutPermission: Credentials = {
  userId: 'wKq7ZtNfY3mRcDxE9',
  token: 'q2Vn7LkT0xYcR-8sWmJd4HbPz1uGoAe_5fXiKyQ3NtM',
};

/** Both, by the names under which the dashboard’s sign-in form offers them. */
export const demoUsers: readonly (Credentials & { readonly name: string })[] = [
  { name: 'an administrator', ...administrator },
  { name: 'a user without the permission', ...memberWithoutPermission },
];
