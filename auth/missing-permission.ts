/** Logs once that the workspace has no document of the permission, and who may view the dashboard then. */
export function missingPermissionWarning(
  fallbackRoles: readonly string[],
  log: { warn(message: string): void },
): () => void {
  let isLogged = false;
  return () => {
    if (isLogged) return;
    isLogged = true;
    const missing = 'The workspace has no document of the permission view-engagement-dashboard: ';
    log.warn(
      fallbackRoles.length > 0
        ? `${missing}the roles of PERMISSION_FALLBACK_ROLES may view the dashboard (${fallbackRoles.join(', ')}).`
        : `${missing}no user may view the dashboard. PERMISSION_FALLBACK_ROLES can name roles that may.`,
    );
  };
}
