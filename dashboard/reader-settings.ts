export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const themeKey = 'engagement.theme';
const shortcutsKey = 'engagement.shortcuts';

/** The theme that this reader chose, which is no part of the address. */
export function storedTheme(): Theme {
  const text = localStorage.getItem(themeKey);
  return themes.find((theme) => theme === text) ?? 'system';
}

export function applyTheme(theme: Theme): void {
  localStorage.setItem(themeKey, theme);
  document.documentElement.dataset.theme = theme;
}

export function areShortcutsOn(): boolean {
  return localStorage.getItem(shortcutsKey) !== 'off';
}

export function turnShortcuts(on: boolean): void {
  localStorage.setItem(shortcutsKey, on ? 'on' : 'off');
}
